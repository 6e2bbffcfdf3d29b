from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.tables import CoreCommitment, CoreFxRate
from models.billing.exchange import NO_RATE
from models.offers.contracts import UNUSABLE, contract_days
from tests.core_rows import COMMITMENT

MakeRows = Callable[..., pl.DataFrame]


def _days(
    contracts: pl.DataFrame, fx: pl.DataFrame, first: date, last: date, **options: date
) -> pl.DataFrame:
    return contract_days(contracts, fx, first, last, tax_basis="included", **options)


def _sum(days: pl.DataFrame) -> object:
    return days["fee_cny"].sum()


def test_the_days_of_a_month_sum_to_its_rent(commitments: MakeRows, rates: MakeRows) -> None:
    # 60,000 / 29 days of February 2024 = 2,068.9655: days of .96 and .97 that sum to 60,000.00
    days = _days(commitments({}), rates(), date(2024, 2, 1), date(2024, 2, 29))
    assert _sum(days) == Decimal(60000)
    assert set(days["fee_cny"]) == {Decimal("2068.96"), Decimal("2068.97")}
    assert days["committed_cards"].unique().to_list() == [8]


def test_a_contract_pays_its_own_days_of_a_month(commitments: MakeRows, rates: MakeRows) -> None:
    contracts = commitments({"start_date": date(2024, 1, 15), "end_date": date(2024, 2, 10)})
    days = _days(contracts, rates(), date(2023, 1, 1), date(2025, 1, 1))
    assert days["local_date"].min() == date(2024, 1, 15)
    assert days["local_date"].max() == date(2024, 2, 10)
    # 60,000 - 60,000 x 14/31 = 60,000 - 27,096.77 = 32,903.23 for the 17 days of January,
    # 60,000 x 10/29 = 20,689.66 for those of February
    january = days.filter(pl.col("local_date") < date(2024, 2, 1))
    assert january.height == 17
    assert _sum(january) == Decimal("32903.23")
    assert _sum(days) == Decimal("32903.23") + Decimal("20689.66")


def test_servers_and_contracts_of_a_pool_add_up(commitments: MakeRows, rates: MakeRows) -> None:
    contracts = commitments(
        {"servers": 3},
        {"commitment_id": "second", "cards_per_server": 4, "fee_per_server_month": Decimal(31)},
        {"commitment_id": "elsewhere", "pool": "train"},
    )
    days = _days(contracts, rates(), date(2024, 1, 1), date(2024, 1, 1))
    # 3 x 60,000 / 31 = 5,806.45, and 31 / 31 = 1.00; 3 x 8 + 1 x 4 = 28 cards
    assert days.select("pool", "committed_cards", "fee_cny").rows() == [
        ("serve", 28, Decimal("5807.45")),
        ("train", 8, Decimal("1935.48")),
    ]


def test_days_beyond_any_data_are_known_too(commitments: MakeRows, rates: MakeRows) -> None:
    contracts = commitments({"end_date": date(2031, 6, 30)})
    days = _days(contracts, rates(), date(2031, 6, 1), date(2031, 12, 31))
    assert days.height == 30
    assert _sum(days) == Decimal(60000)


def test_dollars_without_tax_at_the_rate_of_the_month_s_first_day(
    commitments: MakeRows, rates: MakeRows
) -> None:
    contracts = commitments(
        {"currency": "USD", "tax_included": False, "fee_per_server_month": Decimal(4450)}
    )
    fx = rates(
        {"rate_date": date(2024, 1, 31), "rate": Decimal("7.1")},
        {"rate_date": date(2024, 2, 15), "rate": Decimal("9.9")},
    )
    days = _days(contracts, fx, date(2024, 2, 1), date(2024, 2, 29))
    # 4,450 x 7.1 x 1.06 = 33,490.70
    assert _sum(days) == Decimal("33490.70")


def test_a_missing_rate_leaves_the_fee_unknown_and_the_cards_known(
    commitments: MakeRows, rates: MakeRows
) -> None:
    contracts = commitments({}, {"commitment_id": "dollars", "currency": "USD"})
    days = _days(contracts, rates(), date(2024, 1, 1), date(2024, 1, 1))
    assert days.select("committed_cards", "fee_cny", "fee_gap").rows() == [(16, None, NO_RATE)]


def test_months_ahead_use_the_last_known_rate(commitments: MakeRows, rates: MakeRows) -> None:
    contracts = commitments({"currency": "USD", "fee_per_server_month": Decimal(3000)})
    first, last = date(2024, 12, 1), date(2024, 12, 31)
    assert _days(contracts, rates({}), first, last)["fee_cny"].null_count() == 31
    known = _days(contracts, rates({}), first, last, rates_known_until=date(2024, 1, 5))
    assert _sum(known) == Decimal(21000)  # 3,000 x 7


def test_no_contract_has_no_rows(commitments: MakeRows, rates: MakeRows) -> None:
    days = _days(commitments(), rates(), date(2024, 1, 1), date(2024, 1, 31))
    assert days.is_empty()
    assert days.schema["fee_cny"] == pl.Decimal(18, 2)
    before = _days(commitments({}), rates(), date(2023, 1, 1), date(2023, 12, 31))
    assert before.is_empty()


@given(
    fee_cents=st.integers(0, 10**9),
    start=st.dates(date(2023, 1, 1), date(2025, 12, 31)),
    length_days=st.integers(0, 800),
    cut_days=st.integers(0, 800),
)
def test_splitting_the_period_leaves_every_day_s_fee_as_it_was(
    fee_cents: int, start: date, length_days: int, cut_days: int
) -> None:
    types = {name: column.dtype for name, column in CoreCommitment.columns().items()}
    end = start + timedelta(days=length_days)
    contract = COMMITMENT | {
        "start_date": start,
        "end_date": end,
        "fee_per_server_month": Decimal(fee_cents).scaleb(-2),
    }
    contracts = pl.DataFrame([contract], schema=types)
    fx = CoreFxRate.create_empty()
    cut = start + timedelta(days=min(cut_days, length_days))
    whole = _days(contracts, fx, start, end)
    parts = [_days(contracts, fx, start, cut), _days(contracts, fx, cut + timedelta(days=1), end)]
    assert pl.concat(parts).equals(whole)
    by_month = whole.group_by(pl.col("local_date").dt.month_start()).agg(
        pl.len() == pl.col("local_date").first().dt.days_in_month(), pl.col("fee_cny").sum()
    )
    assert all(fee == Decimal(fee_cents).scaleb(-2) for _, full, fee in by_month.rows() if full)


def test_a_contract_that_cannot_be_billed_has_days_of_unknown_cost(
    commitments: MakeRows, rates: MakeRows
) -> None:
    contracts = commitments(
        {}, {"commitment_id": "typo", "cards_per_server": 8_000_000, "start_date": date(2024, 1, 2)}
    )
    days = _days(contracts, rates(), date(2024, 1, 1), date(2024, 1, 2))
    assert days.select("committed_cards", "fee_cny", "fee_gap").rows() == [
        (8, Decimal("1935.48"), None),  # 60,000 / 31
        (8, None, UNUSABLE),
    ]
    alone = _days(contracts[1:], rates(), date(2024, 1, 3), date(2024, 1, 3))
    assert alone.select("committed_cards", "fee_cny", "fee_gap").rows() == [(0, None, UNUSABLE)]
