"""Rows of out_ladder and out_ladder_month."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.billing.clock import ONE_DAY, add_months
from models.billing.money import to_cents, to_rate
from models.buying.advice import Advice, Stacked
from models.buying.extending import goes_on_by
from models.buying.in_hand import Contract, months_between
from models.buying.outcome import fee_of_units, quantile
from models.buying.packs import price_within
from models.buying.solving import Bought

SHOWN_MONTHS = 12  # of later purchases: beyond, a plan says little
_SMALLEST_UNITS = 0.05

Numbers = NDArray[np.float64]
Row = dict[str, Any]


def cents(yuan: float) -> Decimal:
    """An expected amount, to the cent."""
    return to_cents(exact(yuan))


def exact(yuan: float) -> Fraction:
    """An expected amount as it was computed."""
    return Fraction(float(yuan))


def ladder_rows(advice: Advice, notice_days: int) -> Iterator[Row]:
    """Contracts in hand first, then purchases in the order in which they are decided."""
    left = {id(one.bought): one.bought.units for one in advice.stack}
    for contract in advice.case.contracts:
        yield from _contract_rows(advice, contract, notice_days, left)
    for one in sorted(advice.stack, key=lambda found: found.bought.month):
        units = left[id(one.bought)]
        if units >= _SMALLEST_UNITS and one.bought.month <= SHOWN_MONTHS:
            yield _purchase_row(advice, one, units, notice_days)
    yield from _rows_by_the_hour(advice, notice_days)
    yield from _single_rows(advice, notice_days)
    yield from _spot_rows(advice)


def _contract_rows(
    advice: Advice, contract: Contract, notice_days: int, left: dict[int, float]
) -> Iterator[Row]:
    """What goes on of a contract that ends, at what is for sale then, and what does not."""
    case, horizon = advice.case, advice.case.horizon
    remaining = contract.servers * contract.cards_per_server / case.cards
    ends_within = contract.last_day < horizon.month(horizon.months)
    if ends_within:
        for one in _beginning_then(advice, contract):
            units = min(left[id(one.bought)], remaining / one.bought.offered.worth)
            if units < _SMALLEST_UNITS:
                continue
            left[id(one.bought)] -= units
            remaining -= units * one.bought.offered.worth
            row = _purchase_row(advice, one, units, notice_days)
            yield row | _extension(advice, contract, row, notice_days)
    servers = remaining * case.cards / contract.cards_per_server
    if servers >= _SMALLEST_UNITS:
        yield _running_row(advice, contract, servers, notice_days, ends_within=ends_within)


def _extension(advice: Advice, contract: Contract, row: Row, notice_days: int) -> Row:
    """What differs from a purchase: it follows on the contract, and is told before its notice."""
    now = advice.case.horizon.decide_on
    starts = contract.last_day + ONE_DAY
    ends = add_months(starts, row["term_months"]) - ONE_DAY
    decide_on = max(min(row["decide_on"], _notice_day(contract, notice_days)), now)
    return {
        "action": "extend",
        "offer_id": contract.commitment_id,
        "decide_on": decide_on,
        "starts_on": starts,
        "ends_on": ends,
        "decide_again_on": _last_word(starts, ends, notice_days),
        "is_due": decide_on <= now,
        "source": f"{contract.source}; {row['source']}",
    }


def _notice_day(contract: Contract, notice_days: int) -> date:
    """Day by which it is to be said whether a contract goes on."""
    return max(contract.last_day - timedelta(days=notice_days), contract.first_day)


def _last_word(starts: date, ends: date, notice_days: int) -> date:
    """The same of what is bought: of a short term, half of it before its end."""
    return ends - timedelta(days=min(notice_days, (ends - starts).days // 2))


def _beginning_then(advice: Advice, contract: Contract) -> list[Stacked]:
    """Purchases of its length that begin when it ends: the day after it, or with the first month.

    Where it ends before a new one could be there, those by which it goes on, of any length.

    What is bought for another length in its place is a purchase, and the contract runs out.
    """
    horizon = advice.case.horizon
    starts = max(contract.last_day + ONE_DAY, horizon.first_month)
    return [
        one
        for one in advice.stack
        if one.bought.starts_on(horizon) == starts
        and one.bought.month <= SHOWN_MONTHS
        and goes_on_by(contract, one.bought.offered)
    ]


def _running_row(
    advice: Advice, contract: Contract, servers: float, notice_days: int, *, ends_within: bool
) -> Row:
    """A contract, or the part of one, that runs on, and then out where it ends within the horizon.

    What it saves is not told: it is signed, and nothing can be decided about it any more.
    """
    decide_on = advice.case.horizon.decide_on
    again = _notice_day(contract, notice_days)
    fee = contract.fee or Fraction(0)
    owed = months_between(max(contract.first_day, decide_on), contract.last_day)
    return {
        "pool_id": contract.pool_id,
        "action": "let_run_out" if ends_within else "keep",
        "offer_id": contract.commitment_id,
        "provider": contract.provider,
        "billing_mode": contract.billing_mode,
        "term_months": contract.term_months,
        "unit": contract.unit,
        "cards_per_unit": contract.cards_per_server if contract.is_servers else 0,
        "units": round(servers * contract.sold_per_server, 2),
        "committed_cny_per_hour": None
        if contract.is_servers
        else float(fee) * servers / advice.case.hours_per_month,
        "decide_on": max(again, decide_on),
        "starts_on": contract.first_day,
        "ends_on": contract.last_day,
        "decide_again_on": again,
        "is_due": ends_within and again <= decide_on,
        "unit_fee_cny_per_month": to_rate(fee / Fraction(contract.sold_per_server)),
        "commitment_cny": to_cents(fee * Fraction(servers) * owed),
        "saving_cny": None,
        "confidence_ratio": None,
        "price_from": contract.first_day,
        "source": contract.source,
    }


def _purchase_row(advice: Advice, one: Stacked, units: float, notice_days: int) -> Row:
    bought = one.bought
    share = units / bought.units
    saved = advice.savings(one)
    weights = advice.case.scenarios.weights
    return _row(advice, bought, units, notice_days) | {
        "saving_cny": cents(advice.expected(saved) * share),
        "confidence_ratio": float(weights[saved > 0].sum()),
    }


def _row(advice: Advice, bought: Bought, units: float, notice_days: int) -> Row:
    offered, horizon = bought.offered, advice.case.horizon
    starts, ends = bought.starts_on(horizon), bought.ends_on(horizon)
    earlier = min(starts - horizon.month(bought.begins), timedelta(0))
    fee = offered.fee * Fraction(fee_of_units(bought) / float(offered.fee))
    return {
        "pool_id": offered.pool_id,
        "action": "buy",
        "offer_id": offered.offer_id,
        "provider": offered.provider,
        "billing_mode": offered.sale.billing_mode,
        "term_months": offered.term_months,
        "unit": offered.sale.unit,
        "cards_per_unit": offered.sale.cards_per_unit,
        "units": round(units * offered.sold_per_unit, 2),
        "committed_cny_per_hour": bought.cny_per_hour * units / bought.units or None,
        "decide_on": max(horizon.decided(bought.month) + earlier, horizon.decide_on),
        "starts_on": starts,
        "ends_on": ends,
        "decide_again_on": _last_word(starts, ends, notice_days),
        "is_due": bought.month == 0,
        "unit_fee_cny_per_month": to_rate(fee / Fraction(offered.sold_per_unit)),
        "commitment_cny": to_cents(fee * Fraction(units) * offered.term_months),
        "price_from": offered.price_from,
        "source": offered.sale.plan.source,
    }


def _rows_by_the_hour(advice: Advice, notice_days: int) -> Iterator[Row]:
    """Packs by their number, and parts of money that is committed together."""
    weights = advice.case.scenarios.weights
    for one, saved in _saved_by_the_hour(advice):
        if one.month <= SHOWN_MONTHS and (one.offered.is_shared or one.units >= _SMALLEST_UNITS):
            yield _row(advice, one, one.units, notice_days) | {
                "saving_cny": cents(advice.expected(saved)),
                "confidence_ratio": float(weights[saved > 0].sum()),
            }


def _saved_by_the_hour(advice: Advice) -> Iterator[tuple[Bought, Numbers]]:
    """By scenario, what their hours would cost one by one, less what is paid for them."""
    found, months = advice.outcome, advice.case.horizon.months
    for one, hours in zip(advice.packs, found.pack_hours, strict=True):
        yield one, hours * advice.case.worth_cny - price_within(one, months)
    for one in advice.shared:
        yield one, found.money_saved[:, one.begins : min(one.ends, months)].sum(axis=1)


def _single_rows(advice: Advice, notice_days: int) -> Iterator[Row]:
    """Single months of later months, in the number that is expected: they are taken as needed."""
    case, found = advice.case, advice.outcome
    if case.monthly is None:
        return
    price = case.worth_cny * case.hours_per_month
    hours = advice.ahead.single_share_hours(case.singles_above(found.bought_units))
    for month in range(1, min(SHOWN_MONTHS + 1, case.horizon.months)):
        units = round(float(found.single_units[month]) / case.monthly.worth)
        if units < 1:
            continue
        by_hour = hours[:, month] * price
        saved = advice.expected(by_hour) - float(found.single_fees[month])
        row = _row(advice, Bought(case.monthly, month, float(units)), units, notice_days)
        yield row | {"saving_cny": cents(saved), "confidence_ratio": None}


def _spot_rows(advice: Advice) -> Iterator[Row]:
    """Spot from the first month on, in the cards that may run on it: nothing is signed for."""
    case, spot = advice.case, advice.case.spot
    if spot is None or not case.spot_units:
        return
    hours = advice.ahead.on_spot(case.held + advice.outcome.bought_units) * case.hours_per_month
    saved = hours.sum(axis=1) * case.spot_saves
    starts = case.horizon.first_month
    ends = case.horizon.month(1) - ONE_DAY
    yield {
        "pool_id": case.pool_id,
        "action": "buy",
        "offer_id": spot.offer_id,
        "provider": spot.sale.plan.provider or case.item.provider,
        "billing_mode": spot.sale.billing_mode,
        "term_months": 0,
        "unit": spot.sale.unit,
        "cards_per_unit": 1,
        "units": round(spot.units * case.cards, 2),
        "committed_cny_per_hour": None,
        "decide_on": case.horizon.decide_on,
        "starts_on": starts,
        "ends_on": ends,
        "decide_again_on": ends,
        "is_due": True,
        "unit_fee_cny_per_month": to_rate(spot.price / case.cards * case.hours_per_month),
        "commitment_cny": Decimal(0),
        "saving_cny": cents(advice.expected(saved)),
        "confidence_ratio": advice.expected((saved > 0).astype(np.float64)),
        "price_from": spot.sale.plan.valid_from,
        "source": spot.sale.plan.source,
    }


def month_rows(advice: Advice) -> Iterator[Row]:
    """Every month of the horizon."""
    case, found = advice.case, advice.outcome
    weights, needed = case.scenarios.weights, case.needed
    planned = case.planned.mean(axis=1)
    for number, month in enumerate(case.horizon.firsts()):
        need = {
            f"need_p{percent}_cards": quantile(needed[:, number], weights, percent / 100)
            * case.cards
            for percent in (10, 50, 90)
        }
        bought = found.bought_units[number] + found.single_units[number]
        yield need | {
            "pool_id": case.pool_id,
            "month": month,
            "planned_cards": float(planned[number]) * case.cards,
            "in_hand_cards": float(case.held[number]) * case.cards,
            "bought_cards": float(bought) * case.cards,
            "covered_card_hours": float(found.covered_hours[number]) * case.cards,
            "on_demand_card_hours": float(found.by_hour_hours[number]) * case.cards,
            "idle_card_hours": float(found.idle_hours[number]) * case.cards,
            "in_hand_fee_cny": cents(float(case.held_fees[number])),
            "bought_fee_cny": cents(float(found.bought_fees[number] + found.single_fees[number])),
            "on_demand_cost_cny": cents(float(found.by_hour_cost[number])),
        }
