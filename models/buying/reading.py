"""The cases of all pools of a snapshot, and why others have none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.settings import Settings
from models.billing.plans import Plan
from models.buying.campaigns import cards_ahead, cards_behind, runs_by_pool
from models.buying.case import PoolCase
from models.buying.horizon import Horizon, horizon_of
from models.buying.in_hand import Contract, read_contracts
from models.buying.need import Need, decision_day, month_hours, read_needs
from models.buying.room import Room
from models.buying.savings_in_hand import SavingsPlan, read_savings_plans, with_savings_plans
from models.buying.scenarios import draw, paths_of
from models.buying.shop import ForSale, Shop, Substitutes, single_month
from models.offers.market import read_market
from models.offers.rates import rates_of_days
from models.offers.window import NO_COMPLETE_DAY, Window, read_windows, why_unpriced
from models.procurement.curves import HourPrices
from models.procurement.scenarios.ensemble import Scenarios
from models.stage import read, read_core

Numbers = NDArray[np.float64]

TOO_SHORT = "too_short"
NO_PRICE = "no_price"
NO_WHOLE_DAY = "no_whole_day"
NOTHING_FOR_SALE = "nothing_for_sale"
NOT_MEASURED_LATELY = "not_measured_lately"
FEE_NOT_KNOWN = "fee_not_known"
BEYOND_MEASURE = "beyond_measure"
MOST_CNY = 1e14  # of a pool over the horizon: beyond, some number is wrong, and no table holds it
_LATELY_DAYS = 31
_FORECAST_LOOKS_BACK = 3  # months in which a planned run would have raised a forecast's level


@dataclass(frozen=True)
class Left:
    """A pool about which nothing is advised, and why."""

    pool_id: str
    reason: str


@dataclass(frozen=True)
class Question:
    """All pools that can be advised, over one horizon; the others with their reason.

    `origins`: whether a chip is imported or domestic. `contracts`: all in hand, also of pools that
    cannot be advised. `savings`: savings plans in hand whose sum is known, parts of which are among
    the contracts of the cases; `unserved`: plans that serve none of these.
    """

    horizon: Horizon
    cases: tuple[PoolCase, ...]
    left: tuple[Left, ...]
    origins: Mapping[str, str]
    contracts: tuple[Contract, ...]
    unserved: tuple[str, ...]
    savings: tuple[SavingsPlan, ...] = ()


@dataclass(frozen=True)
class _Sold:
    """What is for sale to one pool, before the horizon is known."""

    need: Need
    window: Window
    for_sale: ForSale


def read_question(
    connection: duckdb.DuckDBPyConnection, settings: Settings, plans: Sequence[Plan] = ()
) -> Question | None:
    """None where nothing was measured."""
    needs = read_needs(connection, settings)
    if not needs:
        return None
    day = decision_day(needs)
    sold, left = _sold(connection, settings, plans, needs, day)
    horizon = horizon_of(day, [one.term_months for s in sold for one in s.for_sale.offers])
    commitments = read_core(connection, "core_commitment")
    savings = read_core(connection, "core_savings_plan")
    fx = read_core(connection, "core_fx_rate")
    currencies = pl.concat([commitments["currency"], savings["currency"]]).unique()
    rates = rates_of_days(fx, pl.DataFrame({"currency": currencies}).with_columns(day=day))
    contracts = read_contracts(commitments, rates, day, settings.tax_basis)
    runs = runs_by_pool(read_core(connection, "core_campaign"))
    paths = read(connection, "buying_paths").partition_by("pool_id", as_dict=True)
    cases, room = [], Room()
    for one in sold:
        pool_id = one.need.pool_id
        found = runs.get(pool_id, [])
        planned = cards_ahead(found, horizon) / one.for_sale.cards
        behind = cards_behind(found, one.need)
        past = np.maximum(one.need.cards - behind, 0) / one.for_sale.cards
        had_runs = bool(behind[-_FORECAST_LOOKS_BACK:].any())
        forecast = paths_of(paths.get((pool_id,)), one.need, had_runs) / one.for_sale.cards
        scenarios = draw(past, horizon.months, horizon.months_passed_over, settings.seed, forecast)
        in_hand = tuple(contracts.get(pool_id, ()))
        if any(contract.fee is None for contract in in_hand):
            left.append(Left(pool_id, FEE_NOT_KNOWN))
            continue
        case = _case(one, horizon, settings, past, planned, scenarios, in_hand, room)
        if case.most_cny > MOST_CNY:
            left.append(Left(pool_id, BEYOND_MEASURE))
            continue
        cases.append(case)
    plans_held = read_savings_plans(savings, rates, day, settings.tax_basis)
    unserved = [one.commitment_id for one in plans_held if not any(map(one.serves, cases))]
    cases, known, unknown = _with_savings(cases, plans_held)
    left += unknown
    everything = tuple(chain.from_iterable(contracts.values()))
    origins = _origins(connection)
    return Question(
        horizon, tuple(cases), tuple(left), origins, everything, tuple(unserved), tuple(known)
    )


def _with_savings(
    cases: Sequence[PoolCase], plans: Sequence[SavingsPlan]
) -> tuple[list[PoolCase], list[SavingsPlan], list[Left]]:
    """Savings plans among their contracts, where a rate is known; pools of others are left."""
    unknown = {
        case.pool_id
        for case in cases
        for plan in plans
        if plan.cny_per_hour is None and plan.serves(case)
    }
    known = [plan for plan in plans if plan.cny_per_hour is not None]
    found = with_savings_plans([case for case in cases if case.pool_id not in unknown], known)
    return found, known, [Left(pool_id, FEE_NOT_KNOWN) for pool_id in sorted(unknown)]


def _origins(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Of chips, and of names that several chips share where all of them are alike."""
    origins = dict(read_core(connection, "core_chip").select("chip", "origin").iter_rows())
    shared = read_core(connection, "core_chip_name").drop_nulls("candidates")
    for name, candidates in shared.select("chip", "candidates").iter_rows():
        alike = {origins.get(chip, "") for chip in candidates.split("; ")}
        if len(alike) == 1:
            origins.setdefault(name, alike.pop())
    return origins


def _sold(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    plans: Sequence[Plan],
    needs: dict[str, Need],
    day: date,
) -> tuple[list[_Sold], list[Left]]:
    windows = read_windows(connection, settings)
    prices, fx = read_core(connection, "core_price"), read_core(connection, "core_fx_rate")
    others = Substitutes.of(settings.buying, prices, read_core(connection, "core_chip"))
    asked = others.with_markets(windows.pools)
    shop = Shop(read_market(prices, fx, asked, settings), plans, others, fx, settings)
    found, left = [], []
    by_pool = {window.pool_id: window for window in windows.of_pools()}
    for pool_id, need in needs.items():
        window = by_pool.get(pool_id)
        if need.last_day < day - timedelta(days=_LATELY_DAYS):
            left.append(Left(pool_id, NOT_MEASURED_LATELY))
        elif window is None:
            why = why_unpriced(connection, settings, pool_id)
            left.append(Left(pool_id, NO_WHOLE_DAY if why == NO_COMPLETE_DAY else NO_PRICE))
        elif not need.months:
            left.append(Left(pool_id, TOO_SHORT))
        else:
            one = _Sold(need, window, shop.for_sale_to(window))
            found.append(one)
            if not one.for_sale.sells:
                left.append(Left(pool_id, NOTHING_FOR_SALE))
    return found, left


def _case(
    sold: _Sold,
    horizon: Horizon,
    settings: Settings,
    past: Numbers,
    planned: Numbers,
    scenarios: Scenarios,
    contracts: tuple[Contract, ...],
    room: Room,
) -> PoolCase:
    buying = settings.buying
    price = float(sold.window.on_demand_price_cny)
    spot = sold.for_sale.spot
    otherwise = spot or sold.for_sale.packs
    recourse = None if otherwise else single_month(sold.for_sale.offers)
    return PoolCase(
        need=sold.need,
        item=sold.window.item,
        cards=sold.for_sale.cards,
        horizon=horizon,
        hours_per_month=month_hours(settings),
        price_cny=price,
        prices=HourPrices(
            price * sold.for_sale.cards,
            buying.on_demand.availability,
            float(buying.on_demand.shortage_cny_per_card_hour) * sold.for_sale.cards,
        ),
        past=past,
        planned=planned,
        scenarios=scenarios,
        contracts=contracts,
        offers=sold.for_sale.offers,
        refused=sold.for_sale.refused,
        monthly=recourse,
        spot=spot,
        packs=sold.for_sale.packs,
        agreements=sold.for_sale.agreements,
        room=room,
    )
