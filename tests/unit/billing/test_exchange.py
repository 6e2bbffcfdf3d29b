from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl

from models.billing.exchange import with_cny_rate

MakeRows = Callable[..., pl.DataFrame]

FRIDAY, MONDAY = date(2024, 1, 5), date(2024, 1, 8)


def _asked(*rows: tuple[str, date]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"currency": pl.String, "day": pl.Date}, orient="row")


def _rates_on(fx: pl.DataFrame, *days: date, known_until: date | None = None) -> list[object]:
    rows = _asked(*(("USD", day) for day in days))
    return with_cny_rate(rows, fx, day="day", known_until=known_until)["cny_per_unit"].to_list()


def test_a_weekend_has_the_friday_s_rate(rates: MakeRows) -> None:
    fx = rates(
        {"rate_date": FRIDAY, "rate": Decimal("7.1")}, {"rate_date": MONDAY, "rate": Decimal("7.2")}
    )
    saturday, tuesday = date(2024, 1, 6), date(2024, 1, 9)
    assert _rates_on(fx, FRIDAY, saturday, MONDAY, tuesday) == [
        Decimal("7.1"),
        Decimal("7.1"),
        Decimal("7.2"),
        Decimal("7.2"),
    ]


def test_a_rate_is_never_carried_backward(rates: MakeRows) -> None:
    assert _rates_on(rates({"rate_date": FRIDAY}), date(2024, 1, 4)) == [None]


def test_a_rate_is_forgotten_after_forty_days(rates: MakeRows) -> None:
    # 5 January + 40 days = 14 February
    fx = rates({"rate_date": FRIDAY})
    assert _rates_on(fx, date(2024, 2, 14), date(2024, 2, 15)) == [Decimal(7), None]


def test_the_future_has_the_rate_of_the_last_known_day(rates: MakeRows) -> None:
    fx = rates(
        {"rate_date": FRIDAY, "rate": Decimal("7.1")}, {"rate_date": MONDAY, "rate": Decimal("7.2")}
    )
    far_ahead = date(2025, 1, 1)
    assert _rates_on(fx, far_ahead, known_until=MONDAY) == [Decimal("7.2")]
    # What is published after the last known day does not leak into it.
    assert _rates_on(fx, far_ahead, known_until=FRIDAY) == [Decimal("7.1")]


def test_yuan_need_no_rate_and_rows_keep_their_order(rates: MakeRows) -> None:
    rows = _asked(("USD", MONDAY), ("CNY", date(1999, 1, 1)), ("USD", FRIDAY), ("CNY", MONDAY))
    result = with_cny_rate(rows, rates({"rate_date": MONDAY}), day="day")
    assert result.select("currency", "day").equals(rows)
    assert result["cny_per_unit"].to_list() == [Decimal(7), Decimal(1), None, Decimal(1)]


def test_a_rate_between_other_currencies_is_not_used(rates: MakeRows) -> None:
    fx = rates({"quote_currency": "EUR"}, {"base_currency": "EUR"})
    assert _rates_on(fx, MONDAY) == [None]
