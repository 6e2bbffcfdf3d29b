"""The comparison's answer: what `models.billing` says to one question, and the sentence for it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.calculator import Rental
from dashboard.i18n import t
from dashboard.screens.chart_texts import whole_yuan
from models.billing.break_even import BreakEven, break_even
from models.billing.ladder import ladder
from models.billing.money import AMOUNT

# What "50,000 to 70,000 a month" is printed for: one 8-card A100 server, mainland China, 2023
# (gatebase.garden/ja/post/status/12776406). Read per card it would be eight times wrong.
BAND_CNY_PER_MONTH = (Decimal(50_000), Decimal(70_000))
BAND_CARDS = 8
RUNGS = 60  # numbers of units in the chart: each is a bill


@dataclass(frozen=True)
class Answer:
    """One rental against pay-as-you-go, over real hours where there are any.

    `hours` has `contract_card_hours` and `net_card_hours` per hour of the window; it may be empty.
    """

    rental: Rental
    hours: pl.DataFrame
    time_zone: str

    @cached_property
    def break_even(self) -> BreakEven:
        """Break-even of one unit."""
        return _break_even_at(self.rental, self.rental.unit_fee_cny_per_month)

    @cached_property
    def full_use_cost_cny(self) -> Decimal:
        """What pay-as-you-go costs when every card of one unit runs every hour of a month."""
        be = self.break_even
        return self.rental.unit_fee_cny_per_month / be.utilisation_ratio

    @cached_property
    def band(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """(rent, break-even ratio) of both edges of the market's band, for units it speaks of."""
        if self.rental.cards_per_unit != BAND_CARDS:
            return None
        low, high = (
            (float(rent), float(_break_even_at(self.rental, rent).utilisation_ratio))
            for rent in BAND_CNY_PER_MONTH
        )
        return low, high

    @cached_property
    def units(self) -> pl.DataFrame:
        """Cost by number of units over the window, one row per bill; ascending.

        units, fee_cny, on_demand_cost_cny, cost_cny, saving_cny, is_best and the mean use of the
        units (null for none).
        """
        case = self.rental.case(self.hours, self.time_zone)
        found = ladder(case, self.rental.plan(self.time_zone), rungs=RUNGS)
        rows = [
            {
                "units": rung.units,
                "fee_cny": rung.committed_cost,
                "on_demand_cost_cny": rung.on_demand_cost,
                "cost_cny": rung.cost,
                "saving_cny": rung.saving,
                "is_best": rung is found.best,
                "utilisation_ratio": None
                if rung.units == 0
                else float(rung.utilisation_ratio or 0),
            }
            for rung in found.rungs
        ]
        amounts = ("fee_cny", "on_demand_cost_cny", "cost_cny", "saving_cny")
        return pl.DataFrame(rows, schema_overrides=dict.fromkeys(amounts, AMOUNT))

    @property
    def has_hours(self) -> bool:
        """Whether there are real hours to price."""
        return not self.hours.is_empty()

    @property
    def first_unit_ratio(self) -> float | None:
        """Use that the first unit would have had; None without hours."""
        if not self.has_hours:
            return None
        return float(self.units["utilisation_ratio"][1]) if self.units.height > 1 else 0.0

    @cached_property
    def best(self) -> dict[str, Any]:
        """The cheapest number of units, as a row of `units`."""
        return self.units.row(by_predicate=pl.col("is_best"), named=True)

    @property
    def days(self) -> int:
        """Local days in the window."""
        return int(self.hours["local_date"].n_unique())


def _break_even_at(rental: Rental, rent: Decimal) -> BreakEven:
    return break_even(
        rent, rental.cards_per_unit, rental.on_demand_cny_per_card_hour, rental.hours_per_month
    )


def headline(answer: Answer, pool_name: str) -> str:
    """The answer in one sentence; `pool_name` is safe Markdown."""
    be = answer.break_even
    first_part = t(
        "compare.answer.pays" if be.pays else "compare.answer.never",
        rent=whole_yuan(answer.rental.unit_fee_cny_per_month),
        cards=answer.rental.cards_per_unit,
        ratio=formats.percent(be.utilisation_ratio),
    )
    if not (be.pays and answer.has_hours):
        return first_part
    return t("compare.answer.joined", first=first_part, second=_what_to_do(answer, pool_name))


def _what_to_do(answer: Answer, pool_name: str) -> str:
    if not answer.first_unit_ratio:
        return t("compare.answer.nothing_spare", pool=pool_name)
    first = formats.percent(answer.first_unit_ratio, 0)
    units = int(answer.best["units"])
    if units == 0:
        return t("compare.answer.stay", pool=pool_name, first=first)
    return t(
        "compare.answer.rent_one" if units == 1 else "compare.answer.rent_many",
        pool=pool_name,
        first=first,
        units=formats.number(units),
        saving=formats.money(answer.best["saving_cny"]),
        days=answer.days,
    )


def basis(answer: Answer) -> str:
    """The figures behind the sentence, in one line."""
    be = answer.break_even
    hours_per_month = formats.number(answer.rental.hours_per_month)
    parts = [
        t(
            "compare.basis.hours",
            hours=formats.number(be.break_even_hours_per_month, 1),
            hours_per_month=hours_per_month,
            ratio=formats.percent(be.utilisation_ratio, 2),
        ),
        t("compare.basis.full_use", price=formats.money(be.card_hour_price_at_full_use)),
        t("compare.basis.full_use_on_demand", cost=whole_yuan(round(answer.full_use_cost_cny))),
    ]
    if answer.has_hours:
        parts.append(
            t(
                "compare.basis.window",
                hours=formats.number(answer.hours.height),
                start=formats.day(answer.hours["local_date"].min()),  # type: ignore[arg-type]
                end=formats.day(answer.hours["local_date"].max()),  # type: ignore[arg-type]
            )
        )
    return " · ".join(parts)
