"""What is ahead on the Overview and on Data health: cards that run out, broken budgets."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.opening import at_address

BUDGET = {
    "scope": "company", "level": "company", "span": "month", "counted_from": "2026-11-01",
    "month": "2026-11-01", "chance_ratio": 0.583, "budget_cny": "5900000.00", "month_count": 3,
}  # fmt: skip


def shown(address: str, language: Language = "en") -> str:
    app = at_address(address, lang=language)
    return "\n".join(str(part.value) for part in app.markdown).replace("\\", "")


@pytest.fixture
def publish(publish_rows: Callable[[Any], Any], make: SimpleNamespace) -> Callable[..., None]:
    """Publish findings of cards (pool, day, whether now) and of budgets."""

    def rows(*short: tuple[str, str, bool], budgets: tuple[dict[str, Any], ...] = ()) -> None:
        none = {"start_utc": None, "end_utc": None, "hour_count": None}
        found = [
            make.finding(
                kind="cards_run_out",
                pool_id=f"Cloud A/North/{pool}/H20",
                detail=json.dumps({"by_date": day, "is_now": is_now, "chance_ratio": 0.6}),
                **none,
            )
            for pool, day, is_now in short
        ]
        found += [
            make.finding(kind="over_budget", pool_id=None, detail=json.dumps(facts), **none)
            for facts in budgets
        ]
        publish_rows({"core_load": [make.load()], "out_finding": [make.finding(), *found]})

    return rows


@pytest.mark.parametrize("address", ["", "data-health"])
def test_all_pools_whose_cards_run_out_are_one_sentence_before_the_gaps(
    publish: Callable[..., None], address: str
) -> None:
    publish(
        ("late", "2026-12-28", False), ("soon", "2026-11-20", True), ("mid", "2026-12-01", False),
        ("last", "2027-01-08", False),
    )  # fmt: skip
    text = shown(address)
    assert (
        "**Cards will probably run out** in 4 pools, for an hour or more: soon/H20 now,"
        " mid/H20 by 1 Dec 2026 and 2 more." in text
    )
    assert text.index("probably run out") < text.index("look like an outage")


def test_a_broken_budget_is_a_sentence_with_its_month_and_probability(
    publish: Callable[..., None],
) -> None:
    year = BUDGET | {"scope": "Cloud A", "span": "year", "counted_from": "2026-01-01"}
    publish(budgets=(BUDGET, year))
    text = shown("data-health")
    assert (
        "**Budget of the company**: probably overrun in 3 months, first in Nov 2026 (58%)." in text
    )
    assert "**Budget of Cloud A from Jan 2026**: by Nov 2026 the sum will probably" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_said_in_every_language(publish: Callable[..., None], language: Language) -> None:
    publish(("soon", "2026-12-01", False), budgets=(BUDGET, BUDGET | {"span": "year"}))
    text = shown("data-health", language)
    assert "soon/H20" in text
    assert "58" in text
