"""Rows of out_supply_*, without what is the same in all of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from models.billing.closing import Basis
from models.supply.results import CustomerResult, PlanResult, ratio, summed
from models.supply.year import SellerPeriod, combined
from models.supply_stage.books import AS_IT_WAS, FACTORS, MonthBook, PoolBook
from models.supply_stage.packages import indifference
from models.supply_stage.prices import OwnPrice, Quotes, own_prices
from models.supply_stage.reserve import reserves
from models.supply_stage.selling import PriceList

COMPANY = "company"

Row = dict[str, Any]


def month_rows(books: Sequence[PoolBook]) -> Iterator[Row]:
    """Every month of the company, and of every pool."""
    for number, month in enumerate(books[0].side.window.months):
        found = [book.months[number] for book in books]
        yield _month_row(month, COMPANY, found)
        for book in books:
            yield _month_row(month, book.side.item.pool_id, [book.months[number]])


def _month_row(month: date, scope: str, found: Sequence[MonthBook]) -> Row:
    gap = next((one.gap for one in found if one.gap), None)
    period = combined([one.as_it_was for one in found])
    return {
        "month": month,
        "scope": scope,
        "capacity_card_hours": float(period.capacity_card_hours),
        "bought_card_hours": sum(one.bought_card_hours for one in found),
        "rented_card_hours": float(period.rented_card_hours),
        "own_card_hours": float(period.own_card_hours),
        "short_card_hours": float(period.short_card_hours),
        "rented_ratio": _float(period.rented_ratio),
        "hours_unmeasured": sum(one.hours_unmeasured for one in found),
        "gap": gap,
        **_money(period, gap),
    }


def _money(period: SellerPeriod, gap: str | None) -> Row:
    """Amounts and rates; none where one part is not known."""
    names = (
        "break_even_ratio",
        "revenue_cny",
        "cost_cny",
        "margin_cny",
        "revenue_cny_per_card_hour",
        "cost_cny_per_card_hour",
    )
    if gap:
        return dict.fromkeys(names)
    values = (
        _float(period.break_even_ratio),
        period.revenue,
        period.cost,
        period.margin,
        period.revenue_per_rented_card_hour,
        period.cost_per_card_hour,
    )
    return dict(zip(names, values, strict=True))


def customer_rows(books: Sequence[PoolBook], prices: PriceList, basis: Basis) -> Iterator[Row]:
    """Every customer of every pool, over all months."""
    for book in books:
        results = [one for month in book.months for one in month.as_it_was.customers]
        by_name = sorted(results, key=attrgetter("name"))
        for name, group in groupby(by_name, key=attrgetter("name")):
            found = list(group)
            if any(one.rented_card_hours or one.revenue for one in found):
                yield _customer_row(book, name, found) | _package(book, name, prices, basis)


def _customer_row(book: PoolBook, name: str, results: Sequence[CustomerResult]) -> Row:
    whole = results[0].together_with(results[1:])
    gap = book.failed.get(name) or book.gap
    failed = name in book.failed
    return {
        "customer": name,
        "pool_id": book.side.item.pool_id,
        "profile": whole.profile,
        "plans": ", ".join(dict.fromkeys(whole.plans)),
        "window_start": book.side.window.months[0],
        "window_end": book.side.window.last,
        "rented_card_hours": float(whole.rented_card_hours),
        "revenue_cny": None if failed else whole.revenue,
        "revenue_cny_per_card_hour": None if failed else whole.revenue_per_card_hour,
        "cost_cny": None if gap else whole.cost,
        "margin_cny": None if gap else whole.margin,
        "margin_ratio": None if gap else _float(whole.margin_ratio),
        "gap": gap,
    }


def _package(book: PoolBook, name: str, prices: PriceList, basis: Basis) -> Row:
    customer = next(one for one in book.side.customers if one.name == name)
    found = None if name in book.failed else indifference(book.side, customer, prices, basis)
    return {
        "package": found and found.package,
        "package_units": found and found.units,
        "package_fee_cny_per_unit_month": found and found.fee_cny_per_unit_month,
        "indifferent_fee_cny_per_unit_month": found and found.indifferent_cny_per_unit_month,
    }


def plan_rows(books: Sequence[PoolBook]) -> Iterator[Row]:
    """Every plan of every pool, over all months and customers that can be billed."""
    for book in books:
        results = [
            one
            for month in book.months
            for one in month.as_it_was.customers
            if not one.is_own and one.name not in book.failed
        ]
        for part in summed([part for one in results for part in one.by_plan]):
            buyers = {one.name for one in results if part.plan_id in one.plans}
            yield _plan_row(book, part, len(buyers))


def _plan_row(book: PoolBook, part: PlanResult, customers: int) -> Row:
    is_known = book.gap is None
    return {
        "plan": part.plan_id,
        "pool_id": book.side.item.pool_id,
        "customers": customers,
        "rented_card_hours": float(part.rented_card_hours),
        "revenue_cny": part.revenue,
        "revenue_cny_per_card_hour": ratio(part.revenue, part.rented_card_hours),
        "cost_cny": part.cost if is_known else None,
        "margin_cny": part.margin if is_known else None,
        "margin_ratio": _float(ratio(part.margin, part.revenue)) if is_known else None,
    }


def case_rows(books: Sequence[PoolBook]) -> Iterator[Row]:
    """Every factor of demand, over all pools and months."""
    window = books[0].side.window
    gap = next((book.gap for book in books if book.gap), None)
    found = {
        factor: combined([month.periods[factor] for book in books for month in book.months])
        for factor in FACTORS
    }
    for factor, period in found.items():
        change = period.margin - found[AS_IT_WAS].margin
        yield {
            "demand_change_ratio": float(factor - AS_IT_WAS),
            "window_start": window.months[0],
            "window_end": window.last,
            "revenue_cny": None if gap else period.revenue,
            "cost_cny": None if gap else period.cost,
            "margin_cny": None if gap else period.margin,
            "margin_change_cny": None if gap else change,
            "rented_ratio": _float(period.rented_ratio),
            "short_card_hours": float(period.short_card_hours),
        }


def reserve_rows(books: Sequence[PoolBook], prices: PriceList, basis: Basis) -> Iterator[Row]:
    """Every policy of every pool that sells by the hour."""
    goodwill = prices.settings.supply.goodwill_cny_per_card_hour
    for book in books:
        for policy, kept, card_hour in reserves(book, basis, goodwill):
            yield {
                "pool_id": book.side.item.pool_id,
                "reserve_policy": policy,
                "cards": kept.cards,
                "sold_card_hours": float(kept.sold_card_hours),
                "lost_card_hours": float(kept.lost_card_hours),
                "idle_card_hours": float(kept.idle_card_hours),
                "served_ratio": _float(kept.served_ratio),
                "margin_cny": kept.margin,
                "worth_cny_per_card_hour": card_hour.price,
                "cost_cny_per_card_hour": card_hour.cost,
            }


def price_rows(
    books: Sequence[PoolBook], prices: PriceList, quotes: Quotes, basis: Basis
) -> Iterator[Row]:
    """Every own price of every pool."""
    for book in books:
        for one in own_prices(book.side, prices, quotes, basis):
            yield _price_row(book.side.item.pool_id, one)


def _price_row(pool_id: str, one: OwnPrice) -> Row:
    low, high = one.ends
    band_low, band_high = one.band or (None, None)
    return {
        "pool_id": pool_id,
        "offer": one.offer,
        "own_cny_per_card_hour": one.price,
        "market_low_cny_per_card_hour": low,
        "market_median_cny_per_card_hour": one.middle,
        "market_high_cny_per_card_hour": high,
        "quote_count": len(one.quotes),
        "newest_quote_on": max((day for day, _ in one.quotes), default=None),
        "band_low_cny_per_card_hour": band_low,
        "band_high_cny_per_card_hour": band_high,
        "market_position": one.position,
    }


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
