"""Savings plans that are in nobody's cost are told where costs are looked at."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard import formats
from dashboard.i18n import LANGUAGES, Language, using_language
from tests.screens.cost_rows import cost_month
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address

FACTS = {
    "offer_id": "sp-1", "seller": "yunlan", "cny_per_hour": "240.500000",
    "first_day": "2026-08-11", "last_day": "2026-09-12",
}  # fmt: skip
POOL = "yunlan/cn-north/train/H100"
NOT_IT = "is in no cost from"


@pytest.fixture
def shown(publish_rows: PublishRows, make: SimpleNamespace) -> Callable[..., str]:
    """Publish four months of costs and the finding, and give a screen's words."""

    def words(
        address: str,
        language: Language = "en",
        kind: str = "plan_not_in_costs",
        facts: dict[str, Any] = FACTS,
        **parameters: str,
    ) -> str:
        months = (make.utc(2026, month, 1).date() for month in (7, 8, 9, 10))
        costs = [cost_month(month, 31, POOL) for month in months]
        found = [make.finding(kind=kind, pool_id=None, detail=json.dumps(facts))]
        days = [make.cost_day(pool=tuple(POOL.split("/")))]
        publish_rows(
            {
                "out_cost_month": costs,
                "out_cost_daily": days,
                "core_load": [make.load()],
                "out_finding": found,
            }
        )
        app = at_address(address, lang=language, **parameters)
        assert not app.exception, app.exception[0].stack_trace
        return "\n".join(str(part.value) for part in app.markdown).replace("\\", "")

    return words


@pytest.mark.parametrize("address", ["", "data-health", "changes"])
def test_a_plan_is_one_sentence_with_its_days_and_money(
    address: str, shown: Callable[..., str]
) -> None:
    assert (
        "Savings plan **sp-1** (yunlan, ¥240.50 an hour) is in no cost from 11 Aug 2026 to"
        " 12 Sept 2026: there is no pool that it serves."
    ) in shown(address)


def test_the_overview_tells_it_before_the_rows_that_were_rejected(
    publish_rows: PublishRows, make: SimpleNamespace
) -> None:
    plan = make.finding(kind="plan_not_in_costs", pool_id=None, detail=json.dumps(FACTS))
    rejected = make.load(rows_rejected=1)
    gaps = [make.finding(hour_count=hours) for hours in (300, 200)]
    publish_rows({"core_load": [rejected], "out_finding": [*gaps, plan]})
    text = "\n".join(str(part.value) for part in at_address("").markdown)
    assert text.index(NOT_IT) < text.index("Rows rejected")


def test_the_overview_tells_what_an_agreement_will_cost_before_the_rows_that_were_rejected(
    publish_rows: PublishRows, make: SimpleNamespace
) -> None:
    agreed = make.finding(kind="agreement_in_hand", pool_id=None, detail=json.dumps(AGREEMENT))
    rejected = make.load(rows_rejected=1)
    publish_rows({"core_load": [rejected], "out_finding": [make.finding(hour_count=300), agreed]})
    text = "\n".join(str(part.value) for part in at_address("").markdown)
    assert text.index("would be due on 31 Dec 2026") < text.index("Rows rejected")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(language: Language, shown: Callable[..., str]) -> None:
    text = shown("data-health", language=language)
    assert "**sp-1**" in text
    assert "240.50" in text


def test_without_a_rate_what_is_due_is_not_known(shown: Callable[..., str]) -> None:
    assert f"(yunlan, {formats.MISSING} an hour)" in shown(
        "data-health", facts=FACTS | {"cny_per_hour": None}
    )


@pytest.mark.parametrize(
    ("after", "against", "told"),
    [("2026-09", "2026-07", True), ("2026-10", "2026-08", True), ("2026-10", "2026-07", False)],
)
def test_months_without_the_plan_do_not_tell_of_it(
    after: str, against: str, told: bool, shown: Callable[..., str]
) -> None:
    assert (NOT_IT in shown("changes", month=after, against=against)) is told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_that_serves_nothing_is_named(language: Language, shown: Callable[..., str]) -> None:
    facts = {"missing": "sp-2"}
    text = shown("data-health", language, kind="plan_serves_nothing", facts=facts)
    assert "**sp-2**" in text


PROMISED = {"promised_cny": 5e6, "drawn_cny": 9720.0, "expected_cny": 3547800.0}


AGREEMENT = PROMISED | {
    "offer_id": "ag-1", "seller": "yunlan", "last_day": "2026-12-31", "due_cny": 1442480.0
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("due_cny", [1442480.0, None])
def test_an_agreement_in_hand_is_told_with_its_money(
    due_cny: float | None, language: Language, shown: Callable[..., str]
) -> None:
    facts = AGREEMENT | {"due_cny": due_cny}
    text = shown("data-health", language, kind="agreement_in_hand", facts=facts)
    assert "**ag-1**" in text
    with using_language(language):
        for amount in (*PROMISED.values(), due_cny):
            assert formats.money(amount) in text
