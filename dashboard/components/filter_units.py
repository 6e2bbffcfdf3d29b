"""Choices of the filter bar about amounts: their currency, their tax basis, the hours of a month.

A currency divides what is shown by one rate. Tax does not: amounts hold fees, prices and budgets of
several rates, and what was rounded per row cannot be converted in sum. So the other tax basis is
computed, with the setting both_tax_bases, and choosing it reads its rows (dashboard.reading.pin).
"""

from decimal import Decimal

import streamlit as st

from dashboard import formats
from dashboard.components.cards import note, sentences
from dashboard.components.filters import asked_values, kept_values, put_values, segments
from dashboard.components.unknown_values import tell_unknown, unknown_values
from dashboard.i18n import t
from dashboard.reading import current, has_both_bases, read
from dashboard.showing import HOME, YUAN, Shown, show_in, shown
from data.settings import Settings
from data.tax_bases import BASES, TaxBasis

CURRENCY, HOURS, TAX = "currency", "hours", "tax"
MONTHS = ("720", "730")


def asked_tax_basis() -> TaxBasis | None:
    """The basis that the address asks for, else the one that was chosen before; kept from now."""
    asked = asked_values(TAX, BASES) or kept_values(TAX, BASES)
    if not asked:
        return None
    put_values(TAX, asked[:1])
    return "excluded" if asked[0] == "excluded" else "included"


def ask_currency() -> None:
    """The choice between yuan and the currencies that a rate is known of; shows in it from now."""
    rates = {row["currency"]: Shown(**row) for row in read("shown_rates").iter_rows(named=True)}
    if rates:
        chosen = segments(t("filters.currency"), [HOME, *rates], key=CURRENCY)
        show_in(rates.get(chosen, YUAN))
    else:
        tell_unknown(CURRENCY, unknown_values(CURRENCY, (HOME,)), t("filters.currency"), HOME)
    note(t("filters.currency_note"))


def ask_tax_basis() -> None:
    """The choice between amounts with tax and without; where one was not computed, how to get it.

    The rows were chosen before, when the snapshot was pinned (app.py).
    """
    basis = _tax_basis()
    if has_both_bases():
        segments(t("filters.tax"), BASES, key=TAX, default=basis, words=_words)
        note(t("filters.tax_note"))
        return
    st.segmented_control(
        t("filters.tax"), BASES, default=basis, format_func=_words, key="bar_tax", disabled=True
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
    tell_unknown(TAX, unknown_values(TAX, BASES), t("filters.tax"), _words(basis))
    if asked_values(TAX, BASES) not in ([], [basis]):
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


def _words(basis: str) -> str:
    return t(f"filters.tax_{basis}")


def _why_tax_stays(basis: str) -> str:
    return t("filters.tax_fixed", basis=t(f"common.header.tax_{basis}"))


def _tax_basis() -> str:
    view = current()
    basis = read("header")["tax_basis"][0] if view else None
    return str(basis or (view.settings.tax_basis if view else "included"))
