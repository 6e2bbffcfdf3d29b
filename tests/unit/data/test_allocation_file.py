"""allocation.toml: read beside suanli.toml; a mistake names file, key and remedy."""

from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import SettingsError
from data.settings import load_settings

GOOD = """
[[rule]]
kind = "commitment_idle"
rule = "even"

[[cost]]
kind = "platform"
name = "scheduler"
amount_cny_per_month = 1200.50
from_month = 2026-01-01
rule = "fixed"
shares = { ads = 0.6, search = 0.4 }
"""


def test_it_is_part_of_the_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path).allocation.rule_of("commitment_idle").rule == "proportional"
    (tmp_path / "allocation.toml").write_text(GOOD, "utf-8")
    found = load_settings(tmp_path).allocation
    assert found.rule_of("commitment_idle").rule == "even"
    assert found.rule_of("on_demand").text == "proportional by used_card_hours"
    assert found.cost[0].amount_cny_per_month == Decimal("1200.50")
    assert found.cost[0].text == "fixed: ads 0.6, search 0.4"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD.replace("0.4", "0.5"), "cost.0: Value error, shares must sum to 1"),
        (GOOD.replace("0.6", "1.4").replace("0.4", "-0.4"), "shares are not negative"),
        (GOOD.replace('"even"', '"evenly"'), "rule.0.rule"),
        (GOOD.replace('"even"', '"direct"'), "rule.0: Value error, team goes with"),
        (GOOD.replace('"even"', '"fixed"'), "rule.0: Value error, shares go with"),
        (GOOD.replace('"even"', '"even"\ndriver = "used_card_hours"'), "driver goes with"),
        (GOOD.replace("1200.50", "-1"), "cost.0.amount_cny_per_month"),
        (GOOD.replace("1200.50", "1.005"), "cost.0.amount_cny_per_month"),
        (GOOD.replace("2026-01-01", "2026-01-02"), "firsts of a month"),
        (GOOD + "to_month = 2025-01-01", "to_month lies before from_month"),
        (GOOD.replace("commitment_idle", "idle"), "rule.0.kind"),
        (GOOD + GOOD.split("[[cost]]", maxsplit=1)[0], "commitment_idle has two rules"),
        (GOOD.replace("[[rule]]", "[[rules]]"), "rules: Extra inputs"),
        ("[[rule]", "not valid TOML"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "allocation.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert fault in error.value.what
    assert error.value.where.endswith("allocation.toml")
    assert error.value.remedy
