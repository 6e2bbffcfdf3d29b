"""What a price book sells to a pool: its rows as plans, or by name with what they lack.

Prices by the hour are `models.billing.prices`. A purchase is no plan by itself: no price book says
over how long it is written off, and hosting and power come on top; all of it is named. Spot and
capacity blocks are plans, with what their rows do not say as stated assumptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from data.errors import InputError
from data.settings import Settings
from models.billing.comparable import POWER_OUTSIDE, POWER_UNSAID, Incomplete
from models.billing.conversion import HOURLY_UNITS
from models.billing.effective import PRICE_KEY, valid_on
from models.billing.exchange import NO_RATE
from models.billing.plans import Plan
from models.billing.prices import BEYOND
from models.billing.printed import printed_in
from models.offers.rates import Rates, rates_of_days
from models.offers.rows import block_plan, rental_plan, spot_plan
from models.offers.sale import BLOCK_LENGTH, LOST_WORK, SERVER, USE, Sale
from models.offers.window import Window

NOT_RENT = "unit_is_not_rent"
SPOT_NOT_HOURLY = "unit_is_not_hourly"
DAYS_UNSAID = "days_not_said"
TERMS_CHANGED = "terms_changed"
DEPRECIATION_UNSAID = "depreciation_not_said"
HOSTING_UNSAID = "hosting_not_said"

_RENT_UNITS = (*HOURLY_UNITS, "server_day", "card_month", "server_month")
_UNITS = {"spot": HOURLY_UNITS, "capacity_block": (*HOURLY_UNITS, "server_day")}
_ASSUMED = {"spot": (LOST_WORK,), "capacity_block": (BLOCK_LENGTH,)}
_SAME = ("cards", "unit", "currency", "tax_included", "tax_rate", "power_included")

Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Market:
    """`rows` of core_price that hold on a pool's last day, by day and market; `paths` of spot."""

    rows: Mapping[Key, list[dict[str, Any]]]
    paths: Mapping[Key, list[dict[str, Any]]]
    rates: Rates
    settings: Settings
    _made: dict[int, Sale | Incomplete | None] = field(default_factory=dict, init=False)

    def of(self, window: Window) -> tuple[list[Sale], list[Incomplete]]:
        """What is for sale to a pool on its last day, by offer_id, and what cannot be compared."""
        key = tuple(window.pool[name] for name in ("local_date", *PRICE_KEY))
        found = [self._sale(row, window) for row in self.rows.get(key, [])]
        return (
            [one for one in found if isinstance(one, Sale)],
            [one for one in found if isinstance(one, Incomplete)],
        )

    def _sale(self, row: dict[str, Any], window: Window) -> Sale | Incomplete | None:
        if row["billing_mode"] == "spot":  # its path is the window's
            return self._offer(row, window.days[0])
        if id(row) not in self._made:
            self._made[id(row)] = self._offer(row, window.days[0])
        return self._made[id(row)]

    def _offer(self, row: dict[str, Any], first: date) -> Sale | Incomplete | None:
        """The row as an offer; None where it costs nothing: there is nothing to compare."""
        missing = self._gaps(row)
        if missing:
            return Incomplete(row["offer_id"], missing, printed_in(row, "core_price"))
        if not row["price"]:
            return None
        try:
            plan = self._plan(row, first)
        except InputError as broken:
            return Incomplete(row["offer_id"], (BEYOND,), str(broken))
        mode = row["billing_mode"]
        unit, cards = (USE, 1) if mode == "spot" else (SERVER, row["cards"])
        return Sale(plan, mode, row["term_months"], unit, cards, _ASSUMED.get(mode, ()))

    def _plan(self, row: dict[str, Any], first: date) -> Plan:
        zone = self.settings.time_zone
        if row["billing_mode"] == "spot":
            return spot_plan(self._path(row), first, zone)
        if row["billing_mode"] == "capacity_block":
            return block_plan(row, zone)
        plan = rental_plan(row, "core_price", self.settings.hours_per_month, zone)
        assert plan is not None  # noqa: S101  other units are gaps
        return plan

    def _path(self, row: Row) -> list[dict[str, Any]]:
        key = tuple(row[name] for name in ("offer_id", *PRICE_KEY))
        return [one for one in self.paths[key] if one["valid_from"] <= row["valid_from"]]

    def _gaps(self, row: Row) -> tuple[str, ...]:
        mode = row["billing_mode"]
        if mode == "purchase":
            return _gaps_of_purchase(row)
        found = []
        if self.rates.of(row["currency"], row["local_date"]) is None:
            found.append(NO_RATE)
        if row["unit"] not in _UNITS.get(mode, _RENT_UNITS):
            found.append(SPOT_NOT_HOURLY if mode == "spot" else NOT_RENT)
        if mode == "capacity_block" and row["term_months"]:
            found.append(DAYS_UNSAID)  # a block has days, and a month has no number of them
        if mode == "spot" and len({tuple(one[n] for n in _SAME) for one in self._path(row)}) > 1:
            found.append(TERMS_CHANGED)
        if row["power_included"] is None and mode not in _ASSUMED:
            found.append(POWER_UNSAID)
        if row["power_included"] is False:
            found.append(POWER_OUTSIDE)
        return tuple(found)


def read_market(
    prices: pl.DataFrame, fx: pl.DataFrame, pools: pl.DataFrame, settings: Settings
) -> Market:
    """The market of `pools` (local_date, provider, region, chip); core_price and core_fx_rate."""
    days = ["local_date", *PRICE_KEY]
    others = prices.filter(pl.col("billing_mode") != "on_demand")
    held = valid_on(others, pools.select(days).unique()).sort("offer_id", "valid_from")
    spot = others.filter(pl.col("billing_mode") == "spot").sort("valid_from")
    return Market(
        _grouped(held, days),
        _grouped(spot, ["offer_id", *PRICE_KEY]),
        rates_of_days(fx, held.select("currency", day="local_date")),
        settings,
    )


def _grouped(rows: pl.DataFrame, by: list[str]) -> dict[Key, list[dict[str, Any]]]:
    return {
        key: part.to_dicts()
        for key, part in rows.partition_by(by, as_dict=True, maintain_order=True).items()
    }


def _gaps_of_purchase(row: Row) -> tuple[str, ...]:
    hosted = row["cabinet_included"] and row["network_included"]
    powered = {None: (POWER_UNSAID,), False: (POWER_OUTSIDE,), True: ()}[row["power_included"]]
    return (DEPRECIATION_UNSAID, *(() if hosted else (HOSTING_UNSAID,)), *powered)
