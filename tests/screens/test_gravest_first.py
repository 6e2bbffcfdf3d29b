"""What the Overview tells of all that was found: the gravest first, of the pools that are shown."""

import json
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.opening import at_address

LIMITS = "No plan holds all limits"
SHORT = "Cards will probably run out"
OVER = "probably overrun in 1 month"
GAP = "look like an outage"
REJECTED = "Rows rejected"
ALL = "Whole company: "
POOLS = ("Cloud A/North/train/H100", "Cloud B/South/serve/H20")
BUDGET = {
    "level": "company", "span": "month", "counted_from": "2026-11-01", "month": "2026-11-01",
    "chance_ratio": 0.6, "budget_cny": "5900000.00", "month_count": 1,
}  # fmt: skip
NO_HOURS = {"start_utc": None, "end_utc": None, "hour_count": None}
PLAN = {
    "cny_per_hour": "240.500000", "first_day": "2026-08-11", "last_day": "2026-09-12",
}  # fmt: skip


@pytest.fixture
def told(publish_rows: Callable[..., Any], make: SimpleNamespace) -> Callable[..., str]:
    """Publish two pools and findings, and give the Overview's words."""

    def words(
        found: Sequence[dict[str, Any]], *, language: Language = "en", rejected: int = 0,
        read: int = 10_000, address: str = "", **parameters: str,
    ) -> str:  # fmt: skip
        days = [make.cost_day(pool=tuple(pool.split("/"))) for pool in POOLS]
        load = make.load(rows_rejected=rejected, rows_read=read, rows_loaded=read - rejected)
        publish_rows({"core_load": [load], "out_cost_daily": days, "out_finding": found})
        app = at_address(address, lang=language, **parameters)
        assert not app.exception, app.exception[0].stack_trace
        return "\n".join(str(part.value) for part in app.markdown).replace("\\", "")

    return words


@pytest.fixture
def a_finding(make: SimpleNamespace) -> Callable[..., dict[str, Any]]:
    def of(kind: str, pool: str | None = None, **facts: Any) -> dict[str, Any]:
        row: dict[str, Any] = make.finding(kind=kind, pool_id=pool, detail=json.dumps(facts))
        return row | NO_HOURS

    return of


Finds = Callable[..., dict[str, Any]]
Told = Callable[..., str]


def short(a_finding: Finds, pool: str) -> dict[str, Any]:
    return a_finding("cards_run_out", pool, by_date="2026-12-01", is_now=False, chance_ratio=0.6)


def test_limits_that_contradict_come_before_all_else_in_one_sentence(
    told: Told, a_finding: Finds, make: SimpleNamespace
) -> None:
    limits = [a_finding("limits_contradict", missing=name) for name in ("floor", "cap")]
    budget = a_finding("over_budget", scope="company", **BUDGET)
    text = told([make.finding(), short(a_finding, POOLS[0]), budget, *limits], rejected=1)
    assert "**No plan holds all limits** (cap, floor)" in text
    assert text.index(LIMITS) < text.index(SHORT)
    assert text.count(LIMITS) == 1


def test_last_days_beyond_belief_come_before_budgets(told: Told, a_finding: Finds) -> None:
    jump = a_finding("last_days_jump", POOLS[0], days=1, factor=97.1, learned=3.0)
    text = told([a_finding("over_budget", scope="company", **BUDGET), jump])
    said = "the data end at 97 times the usual level; the forecast counts 3 times"
    assert text.index(said) < text.index(OVER)


def test_few_rejected_rows_come_last_and_many_before_a_budget(
    told: Told, a_finding: Finds, make: SimpleNamespace
) -> None:
    found = [make.finding(), a_finding("over_budget", scope="company", **BUDGET)]
    few = told(found, rejected=9, address="data-health")
    assert few.index(OVER) < few.index(GAP) < few.index(REJECTED)
    many = told(found, rejected=100, address="data-health")
    assert many.index(REJECTED) < many.index(OVER) < many.index(GAP)


def test_of_more_than_three_as_many_are_told_as_fit_the_card(told: Told, a_finding: Finds) -> None:
    # Four sentences of one line each, or two of two lines.
    brief = [
        a_finding("missing_price", POOLS[0], missing="price") | {"hour_count": hours}
        for hours in (24, 48, 72, 96, 120)
    ]
    assert "4 of 5, before" in told(brief)
    assert "of 4, before" not in told(brief[:4])
    assert "2 of 4, before" in told([a_finding("unknown_name", missing=f"r{n}") for n in range(4)])


def test_findings_of_other_pools_and_their_sellers_are_not_told(
    told: Told, a_finding: Finds
) -> None:
    found = [
        short(a_finding, POOLS[1]),
        a_finding("over_budget", scope="Cloud B", **BUDGET),
        a_finding("over_budget", scope="serve", **BUDGET),
        a_finding("plan_not_in_costs", offer_id="sp-b", seller="Cloud B", **PLAN),
    ]
    assert "Nothing needs a look" in told(found, pool=POOLS[0])
    other = told(found, pool=POOLS[1])
    assert SHORT in other
    assert "sp-b" in other
    assert "of 4" in other  # a pool's budget is under its name, not its id


def test_beside_chosen_pools_what_is_of_the_company_says_so(told: Told, a_finding: Finds) -> None:
    limits, budget = (
        a_finding("limits_contradict", missing="cap"),
        a_finding("over_budget", scope="company", **BUDGET),
    )
    text = told([limits, budget], pool=POOLS[0])
    assert f"{ALL}**{LIMITS}** (cap)" in text
    assert f"{ALL}**Budget" not in text  # it names the company itself
    assert ALL not in told([limits, budget])


def test_of_a_pool_alone_nothing_is_said_to_be_of_the_company(told: Told, a_finding: Finds) -> None:
    assert ALL not in told([short(a_finding, POOLS[0])], pool=POOLS[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(told: Told, a_finding: Finds, language: Language) -> None:
    text = told([a_finding("limits_contradict", missing="cap")], language=language, pool=POOLS[0])
    assert "cap" in text
