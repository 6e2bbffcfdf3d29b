"""Prices, contracts and budgets of the sample make the decisions that its README tells of."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest

from data.sample import SAMPLE_LAST_DAY, SAMPLE_SEED
from data.sample.budgets import make_budgets
from data.sample.contracts import CONTRACTS, make_contracts
from data.sample.offers import OFFERS
from data.sample.pools import POOLS
from data.sample.price_book import make_price_book
from data.sample.usage import make_usage
from data.tables.fields import BILLING_MODES, PRICE_UNITS

CNY_PER_USD_WITH_TAX = 6.65 * 1.06  # about the rate of autumn 2026, and 6 % tax
CARD_HOURS_PER_SERVER_MONTH = 8 * 720
WINDOW_DAYS = 90

# Highest and lowest level in yuan with tax: per server-month, and per card-hour on demand.
LEVELS = {
    "train-h100": ((75_000, 90_000), (18, 30)),
    "train-910c": ((58_000, 68_000), (16, 18.5)),
    "serve-h20": ((45_000, 53_000), (11, 14)),
    "serve-910b4": ((15_000, 17_500), (4, 5)),
    "mixed-a100": ((31_000, 50_000), (8, 12)),
    "studio-4090": ((6_800, 8_800), (1.7, 2.4)),
}


@pytest.fixture(scope="module")
def hours() -> pl.DataFrame:
    """One row per pool x hour: cards in use."""
    usage = make_usage(SAMPLE_SEED).with_columns(day=pl.col("start").dt.date())
    return usage.group_by("pool", "start", "day").agg(pl.col("used_card_hours").sum())


def price_on(pool: str, mode: str, day: date = SAMPLE_LAST_DAY) -> float:
    """Price in yuan with tax."""
    offer = next(o for o in OFFERS if (o.pool, o.billing_mode) == (pool, mode))
    price = float(next(price for first, price in reversed(offer.steps) if first <= day))
    return price * CNY_PER_USD_WITH_TAX if pool == "mixed-a100" else price


def committed_cards(pool: str, day: date = SAMPLE_LAST_DAY) -> int:
    return sum(
        c.servers * 8 for c in CONTRACTS if c.pool == pool and c.first_day <= day <= c.last_day
    )


def first_server_utilisation(hours: pl.DataFrame, pool: str) -> float:
    """Use that one more 8-card server would have had in the last days, beyond contracts."""
    first_day = SAMPLE_LAST_DAY - timedelta(days=WINDOW_DAYS - 1)
    recent = hours.filter(pl.col("pool") == pool, pl.col("day") >= first_day)
    beyond = (recent["used_card_hours"] - committed_cards(pool)).clip(0, 8)
    return float(beyond.sum()) / (8 * WINDOW_DAYS * 24)


def break_even(pool: str, mode: str) -> float:
    return price_on(pool, mode) / (CARD_HOURS_PER_SERVER_MONTH * price_on(pool, "on_demand"))


def cost_cny(hours: pl.DataFrame, day: date) -> float:
    """Contracts' fees by calendar day, and what is used beyond them at the on-demand price."""
    total = 0.0
    for pool in (pool.name for pool in POOLS):
        used = hours.filter(pl.col("pool") == pool, pl.col("day") == day)["used_card_hours"]
        beyond = (used - committed_cards(pool, day)).clip(0)
        total += float(beyond.sum()) * price_on(pool, "on_demand", day)
    for contract in CONTRACTS:
        if contract.first_day <= day <= contract.last_day:
            foreign = CNY_PER_USD_WITH_TAX if contract.pool == "mixed-a100" else 1.0
            total += contract.servers * float(contract.fee_per_server_month) * foreign / 30
    return total


def test_prices_use_the_closed_sets_and_name_their_unit() -> None:
    for row in make_price_book():
        assert row["billing_mode"] in BILLING_MODES
        assert row["currency"] in ("CNY", "USD")
        assert row["unit"] in PRICE_UNITS
        assert row["cards"] == {"card_hour": 1, "server_month": 8}[str(row["unit"])]
        assert Decimal(str(row["price"])) > 0


def test_every_pool_can_be_bought_on_demand_by_the_month_and_by_the_year() -> None:
    modes = {(offer.pool, offer.billing_mode) for offer in OFFERS}
    for pool in POOLS:
        assert {(pool.name, mode) for mode in ("on_demand", "monthly", "annual")} <= modes
    assert ("train-h100", "spot") in modes
    assert [offer.term_months for offer in OFFERS if offer.billing_mode == "multi_year"] == [36]


def test_price_steps_go_both_ways_and_start_before_the_usage() -> None:
    for offer in OFFERS:
        days = [day for day, _ in offer.steps]
        assert days == sorted(set(days))
        if offer.billing_mode == "on_demand":
            prices = [float(price) for _, price in offer.steps]
            changes = [after - before for before, after in pairwise(prices)]
            assert days[0] <= date(2024, 11, 19)
            assert min(changes) < 0 < max(changes)


def test_the_h100_rises_by_a_quarter_on_2026_03_01() -> None:
    # 23.20 / 18.60 = 1.247
    before = price_on("train-h100", "on_demand", date(2026, 2, 28))
    after = price_on("train-h100", "on_demand", date(2026, 3, 1))
    assert 1.20 <= after / before <= 1.30


@pytest.mark.parametrize("pool", LEVELS)
def test_levels_are_near_the_market(pool: str) -> None:
    rents, card_hours = LEVELS[pool]
    for offer in OFFERS:
        if offer.pool != pool or offer.billing_mode == "spot":
            continue
        low, high = card_hours if offer.is_by_the_hour else rents
        for day, _ in offer.steps:
            price = price_on(pool, offer.billing_mode, day)
            assert low <= price <= high, (offer.billing_mode, day, price)


def test_one_seller_bills_dollars_without_tax_and_the_others_yuan_with_tax() -> None:
    bases = {(row["provider"], row["currency"], row["tax_included"]) for row in make_price_book()}
    assert ("Overseas cloud D", "USD", "false") in bases
    assert {(c, t) for provider, c, t in bases if provider != "Overseas cloud D"} == {
        ("CNY", "true")
    }
    assert {row["tax_rate"] for row in make_price_book()} == {"0.06"}


@pytest.mark.parametrize("pool", ["train-h100", "train-910c", "mixed-a100"])
def test_another_annual_server_clearly_pays(pool: str, hours: pl.DataFrame) -> None:
    # H100: 84,000 / (5,760 x 25.00) = 58.3 %.
    assert first_server_utilisation(hours, pool) > break_even(pool, "annual") + 0.1


@pytest.mark.parametrize("pool", ["studio-4090", "serve-910b4"])
def test_no_package_pays(pool: str, hours: pl.DataFrame) -> None:
    # RTX 4090: 7,800 / (5,760 x 1.90) = 71.3 %; office hours fill one server to about 60 %.
    assert first_server_utilisation(hours, pool) < break_even(pool, "annual") - 0.08


def test_contracts_are_past_ending_soon_ending_in_2027_and_underused(hours: pl.DataFrame) -> None:
    assert 4 <= len(CONTRACTS) <= 7
    assert len({row["commitment_id"] for row in make_contracts()}) == len(CONTRACTS)
    ends = [contract.last_day for contract in CONTRACTS]
    soon = SAMPLE_LAST_DAY + timedelta(days=60)
    assert [end for end in ends if end < SAMPLE_LAST_DAY] == [date(2025, 12, 31)]
    assert date(2026, 12, 31) in [end for end in ends if SAMPLE_LAST_DAY < end <= soon]
    assert any(end.year == 2027 for end in ends)
    # 80 cards of Ascend 910B4 are paid for.
    recent = hours.filter(pool="serve-910b4").sort("start").tail(WINDOW_DAYS * 24)
    assert committed_cards("serve-910b4") == 80
    assert float(recent["used_card_hours"].sum()) / (80 * WINDOW_DAYS * 24) < 0.5


def test_no_contract_exceeds_its_pool() -> None:
    for pool in POOLS:
        for first_day, cards in pool.capacity_steps:
            assert committed_cards(pool.name, first_day) <= cards
        assert committed_cards(pool.name) <= pool.capacity_steps[-1][1]


def test_budgets_cover_every_month_from_2024_11_to_2027_03() -> None:
    months = [str(row["month"]) for row in make_budgets()]
    assert (months[0], months[-1], len(set(months))) == ("2024-11-01", "2027-03-01", 29)
    assert {row["scope"] for row in make_budgets()} == {"company"}


def test_the_present_month_is_close_to_its_budget_and_the_next_quarter_above(
    hours: pl.DataFrame,
) -> None:
    budget = {str(row["month"]): float(str(row["amount"])) for row in make_budgets()}
    days = [date(2026, 11, number) for number in range(1, 19)]
    november = sum(cost_cny(hours, day) for day in days) / len(days) * 30
    assert 0.95 <= november / budget["2026-11-01"] <= 1.08
    # From 2027-01-01 128 H100 cards, paid for at 75,000 a server, run on demand at 25.00:
    # 128 x 720 x 25.00 - 16 x 75,000 = 2,304,000 - 1,200,000 = 1,104,000 a month more.
    january = november + 128 * 720 * price_on("train-h100", "on_demand") - 16 * 75_000
    assert january > budget["2027-01-01"]
