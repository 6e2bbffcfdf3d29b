"""`suanli forecast` in words: what was made, what not, and risks that are likelier than not."""

from datetime import date
from typing import Any

from dashboard.cli.forecasting import lines

DAY = date(2026, 4, 1)
MADE = {"target": "usage", "level": "pool", "series": 6, "naive_series": 2, "last_day": DAY}


def found(**parts: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"made": [], "gaps": [], "capacity_risks": [], "budget_risks": []} | parts


def risk(day: date | None, renewed: date | None) -> dict[str, Any]:
    return {
        "pool_id": "a/r/p/c",
        "basis": "demand",
        "last_day": date(2026, 6, 30),
        "likely_short_from": day,
        "likely_short_from_if_renewed": renewed,
    }


def test_what_was_made_is_counted_with_the_naive_answers() -> None:
    assert [*lines(found(made=[MADE]))] == [
        "usage, pool: 6 series, 2 by last week's mean to 2026-04-01"
    ]


def test_without_any_series_it_says_that_nothing_was_forecast_and_what_to_load() -> None:
    [line] = lines(found())
    assert line.startswith("Nothing was forecast: no use, tokens, storage or requests")
    assert "suanli template usage" in line


def test_with_too_few_days_it_says_how_many_are_needed() -> None:
    gap = {"series": "s", "target": "usage", "reason": "measured on 6 days, 7 are needed"}
    assert [*lines(found(gaps=[gap]))] == [
        "Nothing was forecast, for the reasons below; a series needs 7 wholly measured days.",
        "s: no usage: measured on 6 days, 7 are needed",
    ]


def test_only_a_likely_lack_of_cards_is_said_and_what_renewing_would_change() -> None:
    rows = [risk(DAY, None), risk(DAY, DAY), risk(None, None)]
    _, *said = lines(found(made=[MADE], capacity_risks=rows))
    assert said == [
        "a/r/p/c: likely too few cards in an hour by 2026-04-01 (demand);"
        " not up to 2026-06-30 if all contracts are renewed",
        "a/r/p/c: likely too few cards in an hour by 2026-04-01 (demand);"
        " by 2026-04-01 if all contracts are renewed",
    ]


def test_twenty_pools_short_of_cards_are_named_and_the_others_counted() -> None:
    rows = [risk(DAY, None)] * 23 + [risk(None, None)]
    _, *said = lines(found(made=[MADE], capacity_risks=rows))
    assert len(said) == 21
    assert said[-1] == "and 3 more pools with too few cards: see `suanli capacity`, or --json"


def test_a_likely_overrun_is_said_of_the_month_and_of_the_year_so_far() -> None:
    row = {
        "scope": "company",
        "month": DAY,
        "over_ratio": 0.6,
        "counted_from": date(2026, 1, 1),
        "year_over_ratio": 0.75,
    }
    unlikely = row | {"over_ratio": None, "year_over_ratio": 0.49}
    _, *said = lines(found(made=[MADE], budget_risks=[row, unlikely]))
    assert said == [
        "company: 2026-04 is over its budget in 60% of paths",
        "company: 2026-01 to 2026-04 is over its budgets in 75% of paths",
    ]


def test_ten_gaps_are_named_and_the_others_counted() -> None:
    gaps = [{"series": f"s{n}", "target": "demand", "reason": "no queue"} for n in range(12)]
    _, *said = lines(found(made=[MADE], gaps=gaps))
    assert said[0] == "s0: no demand: no queue"
    assert len(said) == 11
    assert said[-1].startswith("and 2 more series")
