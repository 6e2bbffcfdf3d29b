"""What a price book sells to a pool: every row a plan, or refused with what it lacks.

Days are UTC. A pool of 8 cards runs all of 1 to 10 January 2024: 1,920 card-hours at 10 yuan.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.settings import Settings
from models.billing.compare import compare_one
from models.billing.modes.capacity_block import CapacityBlockPlan
from models.offers.market import read_market
from models.offers.sale import Sale, monthly_fee_cny, sale_of
from models.offers.window import Window
from tests.core_rows import PRICE
from tests.unit.billing.priced import plan

MakeRows = Callable[..., pl.DataFrame]
DAYS = [date(2024, 1, day) for day in range(1, 11)]
SETTINGS = Settings(time_zone="UTC")
OFFER = PRICE | {"offer_id": "offer", "cards": 8, "term_months": 1, "unit": "server_month"}
SPOT = {"offer_id": "spot", "billing_mode": "spot", "term_months": 0, "unit": "card_hour"}
BLOCK = {"billing_mode": "capacity_block", "term_months": 0, "unit": "card_hour", "cards": 8}


@pytest.fixture
def window() -> Window:
    """Ten days of 8 cards, with the pay-as-you-go row of the last."""
    start = datetime(2024, 1, 1)  # noqa: DTZ001  naive UTC
    hours = [start + timedelta(hours=n) for n in range(240)]
    pool = {
        "pool_id": "Cloud A/North/serve/H20",
        "provider": "Cloud A",
        "region": "North",
        "chip": "H20",
        "local_date": DAYS[-1],
        "on_demand_price_cny": Decimal(10),
        "committed_cards": 0.0,
    }
    frame = pl.DataFrame({"hour_utc": hours}).with_columns(
        pl.col("hour_utc").dt.date().alias("local_date"),
        used_card_hours=pl.lit(8.0),
        useful_card_hours=pl.lit(None, pl.Float64),
    )
    return Window(pool, frame, PRICE)


@pytest.fixture
def sold(window: Window, prices: MakeRows, rates: MakeRows) -> Callable[..., Any]:
    """Sales and refusals of rows of core_price; 7 yuan a dollar."""

    def sell(*rows: dict[str, Any]) -> tuple[list[Sale], dict[str, tuple[str, ...]]]:
        pools = pl.DataFrame([window.pool])
        market = read_market(prices(*(OFFER | row for row in rows)), rates({}), pools, SETTINGS)
        sales, refused = market.of(window)
        return sales, {one.plan_id: one.missing for one in refused}

    return sell


def _fee(sale: Sale, window: Window, rates: MakeRows) -> Decimal:
    case = window.case(rates({}), {sale.plan.currency}, SETTINGS)
    return monthly_fee_cny(sale.plan, case)


def test_only_what_holds_on_the_last_day_is_for_sale(sold: Any) -> None:
    modes = ["monthly", "quarterly", "annual", "multi_year", "reserved", "committed"]
    sales, refused = sold(
        *({"offer_id": mode, "billing_mode": mode} for mode in modes),
        {"offer_id": "gone", "billing_mode": "monthly", "valid_to": DAYS[-2]},
        {"offer_id": "to come", "billing_mode": "monthly", "valid_from": date(2024, 1, 11)},
        {"offer_id": "elsewhere", "billing_mode": "monthly", "region": "South"},
        {"offer_id": "by the hour", "billing_mode": "on_demand", "unit": "card_hour"},
        {"offer_id": "free", "billing_mode": "monthly", "price": Decimal(0)},
    )
    assert [sale.billing_mode for sale in sales] == sorted(modes)
    assert refused == {}


@pytest.mark.parametrize(
    ("row", "fee"),
    [
        ({"price": Decimal(60_000)}, "60000"),
        ({"price": Decimal(60_000), "unit": "card_month"}, "480000"),  # 8 cards
        ({"price": Decimal(2_000), "unit": "server_day"}, "60000"),  # 720 / 24 days
        ({"price": Decimal(100), "unit": "server_hour"}, "72000"),
        ({"price": Decimal(10), "unit": "card_hour"}, "57600"),  # 8 x 720 x 10
        ({"price": Decimal(1_000), "currency": "USD"}, "7000"),
        ({"price": Decimal(50_000), "tax_included": False}, "53000"),  # with 6 % of tax
        (BLOCK | {"price": Decimal(10)}, "57600"),
        (BLOCK | {"price": Decimal(1_920), "unit": "server_day"}, "57600"),
    ],
)
def test_a_unit_s_fee_of_a_month_in_yuan(
    sold: Any, window: Window, rates: MakeRows, row: dict[str, Any], fee: str
) -> None:
    (sale,), _ = sold({"billing_mode": "monthly"} | row)
    assert _fee(sale, window, rates) == Decimal(fee)


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ({"currency": "EUR"}, "no_exchange_rate"),
        ({"unit": "server"}, "unit_is_not_rent"),
        ({"power_included": None}, "power_not_said"),
        ({"power_included": False}, "power_not_included"),
        ({"cards": 2_000_000}, "beyond_bounds"),
        ({"billing_mode": "spot"}, "unit_is_not_hourly"),
        (SPOT | {"power_included": False}, "power_not_included"),
        (BLOCK | {"unit": "server_month"}, "unit_is_not_rent"),
        (BLOCK | {"term_months": 1}, "days_not_said"),
    ],
)
def test_what_cannot_be_compared_says_why(sold: Any, row: dict[str, Any], missing: str) -> None:
    sales, refused = sold({"billing_mode": "monthly", "offer_id": "offer"} | row)
    assert sales == []
    assert list(refused.values()) == [(missing,)]


def test_all_that_a_row_lacks_is_named(sold: Any) -> None:
    _, refused = sold(
        {"billing_mode": "annual", "currency": "EUR", "unit": "server", "power_included": None}
    )
    assert refused == {"offer": ("no_exchange_rate", "unit_is_not_rent", "power_not_said")}


def test_spot_of_a_file_is_taken_as_spot_of_a_price_book_unless_it_states_its_loss() -> None:
    step = {"at": datetime(2023, 1, 1), "price": 8}  # noqa: DTZ001  the seller's local time
    silent, none, some = (
        sale_of(plan("spot", path=[step], **stated))
        for stated in ({}, {"lost_work_ratio": Decimal(0)}, {"lost_work_ratio": Decimal("0.1")})
    )
    assert silent.assumptions == ("lost_work_not_counted",)
    assert (none.assumptions, some.assumptions) == ((), ())


def test_one_row_that_cannot_be_billed_hides_no_other(sold: Any) -> None:
    huge = {"offer_id": "huge", "billing_mode": "monthly", "cards": 2_000_000}
    sales, refused = sold(huge, {"billing_mode": "monthly"})
    assert [sale.plan.plan_id for sale in sales] == ["offer"]
    assert refused == {"huge": ("beyond_bounds",)}


def test_a_purchase_lacks_what_no_price_of_a_server_says(sold: Any) -> None:
    bought = {"billing_mode": "purchase", "unit": "server", "term_months": 0}
    bare = {"power_included": None, "network_included": None, "cabinet_included": None}
    _, refused = sold(
        bought | {"offer_id": "all in"},
        bought | bare | {"offer_id": "bare"},
        bought | bare | {"offer_id": "no power", "power_included": False},
    )
    assert refused == {
        "all in": ("depreciation_not_said",),
        "bare": ("depreciation_not_said", "hosting_not_said", "power_not_said"),
        "no power": ("depreciation_not_said", "hosting_not_said", "power_not_included"),
    }


def test_spot_is_priced_along_its_own_prices_and_what_it_lacks_by_the_hour(
    sold: Any, window: Window, rates: MakeRows
) -> None:
    # 8 cards x 24 h a day: 4 yuan until the 3rd (576 card-hours: 2,304), 5 yuan on the 4th and 5th
    # (384: 1,920), nothing for sale on the 6th (192 at 10: 1,920), 3 yuan from the 7th on
    # (768: 2,304).
    steps = [
        {"valid_from": date(2023, 6, 1), "price": Decimal(9)},
        {"valid_from": date(2023, 12, 1), "price": Decimal(4), "line_number": 5},
        {"valid_from": date(2024, 1, 4), "valid_to": date(2024, 1, 5), "price": Decimal(5)},
        {"valid_from": date(2024, 1, 7), "price": Decimal(3)},
    ]
    (sale,), _ = sold(*(SPOT | step for step in steps))
    one = compare_one(window.case(rates({}), {"CNY"}, SETTINGS), sale.plan, 1)
    assert (one.committed_cost, one.on_demand_cost) == (Decimal(6528), Decimal(1920))
    assert (sale.unit, sale.assumptions) == ("use", ("lost_work_not_counted",))
    assert sale.plan.source == "made up for a test [core_price: load load, lines 2, 2, 5]"


def test_a_spot_server_s_price_is_shared_by_its_cards_exactly(
    sold: Any, window: Window, rates: MakeRows
) -> None:
    # 100 / 3 a card-hour over 1,920 card-hours is 64,000: no third is rounded.
    row = SPOT | {"unit": "server_hour", "cards": 3, "price": Decimal(100)}
    (sale,), _ = sold(row | {"valid_from": date(2024, 1, 1)})
    one = compare_one(window.case(rates({}), {"CNY"}, SETTINGS), sale.plan, 1)
    assert one.committed_cost == Decimal(64_000)


def test_a_path_on_changing_terms_is_refused(sold: Any) -> None:
    later = SPOT | {"valid_from": date(2024, 1, 5), "currency": "USD"}
    _, refused = sold(SPOT, later)
    assert refused == {"spot": ("terms_changed",)}


def test_blocks_follow_each_other_and_end_half_an_hour_early(
    sold: Any, window: Window, rates: MakeRows
) -> None:
    # One block of 14 days over the ten: 8 x 240 x 6 = 11,520, and it covers all of it. Had the
    # window 15 days, the last half hour of the 14th would be bought by the hour: 8 x 0.5 x 10.
    (sale,), _ = sold(BLOCK | {"price": Decimal(6)})
    assert isinstance(sale.plan, CapacityBlockPlan)
    assert sale.assumptions == ("blocks_of_14_days",)
    one = compare_one(window.case(rates({}), {"CNY"}, SETTINGS), sale.plan, 1)
    assert (one.committed_cost, one.on_demand_cost) == (Decimal(11_520), Decimal(0))


def test_a_longer_window_is_covered_by_block_after_block(
    sold: Any, window: Window, rates: MakeRows
) -> None:
    # 20 days: two blocks, 8 x 480 x 6 = 23,040, and half an hour of 8 cards at 10 between them.
    start = datetime(2024, 1, 1)  # noqa: DTZ001  naive UTC
    hours = pl.DataFrame({"hour_utc": [start + timedelta(hours=n) for n in range(480)]})
    longer = Window(
        window.pool,
        hours.with_columns(
            pl.col("hour_utc").dt.date().alias("local_date"),
            used_card_hours=pl.lit(8.0),
            useful_card_hours=pl.lit(None, pl.Float64),
        ),
        PRICE,
    )
    (sale,), _ = sold(BLOCK | {"price": Decimal(6)})
    one = compare_one(longer.case(rates({}), {"CNY"}, SETTINGS), sale.plan, 1)
    assert (one.committed_cost, one.on_demand_cost) == (Decimal(23_040), Decimal(40))
