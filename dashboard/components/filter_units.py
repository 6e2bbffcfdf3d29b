"""Display choices of the filter bar: the currency that amounts are shown in, the hours of a month.

Tax is no such choice: amounts hold fees, prices and budgets of several rates, and what was rounded
per row cannot be converted in sum. Another tax basis is computed anew.
"""

from decimal import Decimal

import streamlit as st

from dashboard import formats
from dashboard.components.cards import note, sentences
from dashboard.components.filters import asked_values, kept_values, put_values, segments
from dashboard.components.unknown_values import tell_unknown, unknown_values
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.showing import HOME, YUAN, Shown, show_in, shown
from data.settings import Settings

CURRENCY, HOURS, TAX = "currency", "hours", "tax"
MONTHS = ("720", "730")
TAX_BASES = ("included", "excluded")


def ask_currency() -> None:
    """The choice between yuan and the currencies that a rate is known of; shows in it from now."""
    rates = {row["currency"]: Shown(**row) for row in read("shown_rates").iter_rows(named=True)}
    if rates:
        chosen = segments(t("filters.currency"), [HOME, *rates], key=CURRENCY)
        show_in(rates.get(chosen, YUAN))
    else:
        tell_unknown(CURRENCY, unknown_values(CURRENCY, (HOME,)), t("filters.currency"), HOME)
    note(t("filters.currency_note"))


def show_tax_basis() -> None:
    """The basis that amounts are on, beside the other one, which cannot be chosen, and why."""
    basis = _tax_basis()
    st.segmented_control(
        t("filters.tax"),
        TAX_BASES,
        default=basis,
        format_func=lambda name: t(f"filters.tax_{name}"),
        key="bar_tax",
        disabled=True,
    )
    note(_why_tax_stays(basis))


def say_units() -> None:
    """The rate that amounts are shown at, and what is asked for and cannot be had."""
    now = shown()
    if now.currency != HOME and now.rate_date is not None:
        words = {
            "currency": now.currency,
            "rate": f"{now.cny_per_unit.normalize():f}",
            "day": formats.day(now.rate_date),
            "source": now.source,
        }
        note(t("filters.shown_in", **words))
    basis = _tax_basis()
    if st.query_params.get(TAX, basis) != basis:
        sentences([(_why_tax_stays(basis), True)])


def hours_per_month(settings: Settings) -> Decimal:
    """Hours of a month for calculators: as chosen on any of them, else the settings'."""
    chosen = asked_values(HOURS, MONTHS) or kept_values(HOURS, MONTHS)
    if not chosen:
        unknown, usual = unknown_values(HOURS, MONTHS), formats.number(settings.hours_per_month)
        tell_unknown(HOURS, unknown, t("filters.hours"), usual)
        return settings.hours_per_month
    put_values(HOURS, chosen[:1])
    return Decimal(chosen[0])


def _why_tax_stays(basis: str) -> str:
    return t("filters.tax_fixed", basis=t(f"common.header.tax_{basis}"))


def _tax_basis() -> str:
    view = current()
    basis = read("header")["tax_basis"][0] if view else None
    return str(basis or (view.settings.tax_basis if view else "included"))
