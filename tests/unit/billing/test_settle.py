from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from models.billing.settle import settle_days, settle_hours


def _hours(*rows: tuple[str, float | None, int]) -> pl.DataFrame:
    names = {"day": pl.String, "used_card_hours": pl.Float64, "committed_cards": pl.Int64}
    return pl.DataFrame(rows, schema=names, orient="row")


def test_contracts_cover_first_and_the_rest_is_bought() -> None:
    settled = settle_hours(_hours(("mon", 40.3, 40), ("mon", 5.5, 40), ("mon", 7.0, 0)))
    # 40.3 = 40 + 0.3 exactly (floats would say 0.29999999999999716)
    assert settled["covered_card_hours"].to_list() == [Decimal(40), Decimal("5.5"), Decimal(0)]
    assert settled["on_demand_card_hours"].to_list() == [Decimal("0.3"), Decimal(0), Decimal(7)]
    assert settled["idle_card_hours"].to_list() == [Decimal(0), Decimal("34.5"), Decimal(0)]


def test_an_hour_without_a_measurement_is_not_settled() -> None:
    settled = settle_hours(_hours(("mon", None, 40)))
    names = ["used_card_hours", "covered_card_hours", "on_demand_card_hours", "idle_card_hours"]
    assert settled.select(names).row(0) == (None, None, None, None)


def test_hours_do_not_lend_to_each_other() -> None:
    # 8 cards idle in one hour do not pay for 8 too many in the next.
    (day,) = settle_days(_hours(("mon", 0.0, 8), ("mon", 16.0, 8)), ["day"]).rows(named=True)
    assert day["covered_card_hours"] == Decimal(8)
    assert day["on_demand_card_hours"] == Decimal(8)
    assert day["idle_card_hours"] == Decimal(8)


def test_a_day_sums_its_measured_hours_and_counts_them() -> None:
    days = settle_days(
        _hours(("mon", 3.0, 2), ("mon", None, 2), ("tue", None, 2), ("tue", None, 2)), ["day"]
    )
    assert days.rows() == [
        ("mon", 1, Decimal(3), Decimal(2), Decimal(1), Decimal(0)),
        ("tue", 0, None, None, None, None),
    ]


@given(
    hours=st.lists(
        st.tuples(
            st.sampled_from(["mon", "tue"]),
            st.none() | st.integers(0, 10**9).map(lambda micro: micro / 10**6),
            st.integers(0, 1000),
        ),
        min_size=1,
    )
)
def test_the_parts_of_every_hour_sum_to_its_use_and_to_its_contracts(
    hours: list[tuple[str, float | None, int]],
) -> None:
    settled = settle_hours(_hours(*hours)).drop_nulls("used_card_hours")
    used = settled["covered_card_hours"] + settled["on_demand_card_hours"]
    paid = settled["covered_card_hours"] + settled["idle_card_hours"]
    assert used.to_list() == settled["used_card_hours"].to_list()
    assert paid.to_list() == [Decimal(cards) for cards in settled["committed_cards"]]
    assert (settled["covered_card_hours"] >= 0).all()
    assert (settled["idle_card_hours"] >= 0).all()
