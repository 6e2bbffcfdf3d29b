"""buying.toml: read beside suanli.toml; a mistake names file, key and remedy."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.buying import Buying, pool_name
from data.errors import SettingsError, UsageError
from data.reference.buying import BUYING_EXAMPLE
from data.settings import load_settings

GOOD = """
evidence_share = 0.7
imported_share = 0.5

[on_demand]
availability = 0.9
shortage_cny_per_card_hour = 80

[[lead_time]]
provider = "Cloud A"
months = 2

[[lead_time]]
chip = "H20"
months = 3

[[package]]
offer = "year"
units = 4
tier = [{ from_units = 0, fee_ratio = 1 }, { from_units = 8, fee_ratio = 0.9 }]

[[cap]]
name = "of A"
provider = "Cloud A"
units = 12
from_month = 2027-01-01

[[budget]]
amount_cny_per_month = 1_000_000
"""
POOL_ID = "Cloud A/North/serve/H20"


def test_it_is_part_of_the_settings(tmp_path: Path) -> None:
    nothing = load_settings(tmp_path).buying
    assert nothing == Buying()
    assert (nothing.evidence_share, nothing.discount_rate_per_year) == (None, 0)
    assert not nothing.has_limits
    (tmp_path / "buying.toml").write_text(GOOD, "utf-8")
    found = load_settings(tmp_path).buying
    assert found.has_limits
    assert found.evidence_share == 0.7
    assert found.package_of("year").units == 4
    assert found.package_of("month").units == 1
    (cap,) = found.cap
    assert [cap.holds(date(year, 12, 1)) for year in (2026, 2027)] == [False, True]


@pytest.mark.parametrize(
    ("provider", "chip", "months"),
    [("Cloud A", "H100", 2), ("Cloud A", "H20", 3), ("Cloud B", "H20", 3), ("Cloud B", "H100", 0)],
)
def test_of_several_lead_times_the_longest_holds(
    tmp_path: Path, provider: str, chip: str, months: int
) -> None:
    (tmp_path / "buying.toml").write_text(GOOD, "utf-8")
    buying = load_settings(tmp_path).buying
    assert buying.lead_months("year", provider, POOL_ID, chip) == months


def test_a_pool_is_named_by_its_name_or_in_full() -> None:
    assert pool_name(POOL_ID) == "serve"
    assert pool_name("serve") == "serve"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD.replace("0.7", "1.7"), "evidence_share"),
        (GOOD.replace("0.7", "nan"), "evidence_share"),
        (GOOD.replace("shortage_cny_per_card_hour = 80", ""), "availability below 1 needs"),
        (GOOD.replace("months = 2", "months = -1"), "lead_time.0.months"),
        (GOOD.replace("from_units = 0,", "from_units = 2,"), "from_units begins at 0"),
        (GOOD.replace("units = 12", "units = -12"), "cap.0.units"),
        (GOOD.replace("2027-01-01", "2027-01-02"), "firsts of a month"),
        (GOOD.replace("2027-01-01", "2027-01-01\nto_month = 2026-01-01"), "lies before"),
        (GOOD.replace('"of A"', '"budget"'), "budget stands twice"),
        (GOOD + "[[package]]\noffer = 'year'", "an offer has two"),
        (GOOD.replace("[[budget]]", "[[budgets]]"), "budgets: Extra inputs"),
        ("[[cap]", "not valid TOML"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "buying.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert fault in error.value.what
    assert error.value.where.endswith("buying.toml")
    assert error.value.remedy


def test_the_example_is_sound_and_has_every_key(tmp_path: Path) -> None:
    (tmp_path / "buying.toml").write_bytes(BUYING_EXAMPLE.read_bytes())
    found = load_settings(tmp_path).buying
    assert found.model_fields_set == set(Buying.model_fields)


def test_the_example_is_written_by_name(tmp_path: Path) -> None:
    out = tmp_path / "buying.toml"
    arguments = ["template", "buying", "--out", str(out)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert out.read_bytes() == BUYING_EXAMPLE.read_bytes()
    with pytest.raises(UsageError, match="exists"):
        CliRunner().invoke(app, arguments, catch_exceptions=False, standalone_mode=False)
