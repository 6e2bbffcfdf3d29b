"""Long terms of the price book against short ones: from how many months of need on they pay."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from models.billing.break_even import term_break_even, term_cost


def term_lines(offers: pl.DataFrame) -> list[str]:
    """From how many months of need on each long term is cheaper than the cheapest monthly offer.

    Of what is rented by so many cards: money and quantities have no shorter term to go back to.
    """
    offers = offers.filter(pl.col("unit") == "server")
    monthly = offers.filter(pl.col("term_months") == 1).sort("unit_fee_cny_per_month")
    lines = []
    for long in offers.filter(pl.col("term_months") > 1).iter_rows(named=True):
        alike = monthly.filter(pl.col("cards_per_unit") == long["cards_per_unit"])
        if not alike.is_empty():
            lines.append(_term_line(long, alike.row(0, named=True)))
    return lines


def _term_line(long: dict[str, Any], short: dict[str, Any]) -> str:
    long_fee, short_fee = long["unit_fee_cny_per_month"], short["unit_fee_cny_per_month"]
    terms = term_break_even(long_fee, long["term_months"], short_fee)
    names = {"offer": plain(long["offer_id"]), "monthly": plain(short["offer_id"])}
    if not terms.pays:
        return t("compare.offers.term_never", **names)
    needed = _whole_months_that_save(terms.break_even_months)
    saving = term_cost(short_fee, 1, needed) - term_cost(long_fee, long["term_months"], needed)
    return t(
        "compare.offers.term_pays",
        months=formats.number(terms.break_even_months, 1),
        term=long["term_months"],
        needed=needed,
        saving=formats.money(saving),
        **names,
    )


def _whole_months_that_save(break_even_months: Decimal) -> int:
    """The first whole number of months beyond the break-even: at it both cost the same."""
    whole = int(break_even_months.to_integral_value(ROUND_CEILING))
    return whole + 1 if whole == break_even_months else whole
