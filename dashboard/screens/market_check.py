"""A guided "can I trust this quote?": comparable, what it lacks, and where it stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.builtin_rates import built_in_rate
from dashboard.charts.ranges import Range, RangeLabels, ranges_chart
from dashboard.components import card, chart, drawn, figures_behind, note, plain, sentences, tokens
from dashboard.components.filter_units import hours_per_month
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.market_inputs import (
    CURRENCIES,
    UNITS,
    ask_chip,
    choice,
    number,
    one_of,
    quoted_on,
)
from dashboard.screens.market_quotes import near
from data.reference import read_sanity_bands
from data.settings import load_settings
from models.billing.power import PowerDraw, flat_tariff
from models.market.checking import (
    Checked,
    House,
    Quote,
    against_pay_as_you_go,
    check_quote,
)
from models.market.standing import Band, bands_of

RENT_CNY = 60_000.0
ON_DEMAND_CNY = 35.0
PLANNING_RATE = Decimal("0.10")


@dataclass(frozen=True)
class Asked:
    """The quote, the basis it is brought to, the price by the hour beside it, its rate's day."""

    quote: Quote
    house: House
    on_demand: Decimal
    currency: str
    rate_date: date


@st.fragment
def show_check(quotes: pl.DataFrame) -> None:
    """Question and answer; an input redraws only these."""
    with st.container(border=True):
        st.markdown(f"## {t('market.check.title')}", anchors=False)
        asked = _ask()
        if asked is None:
            return
        found = check_quote(asked.quote, asked.house, _bands())
    if found is not None:
        _answer(asked, found, quotes)


@st.cache_resource(show_spinner=False)
def _bands() -> list[Band]:
    return bands_of(read_sanity_bands().iter_rows(named=True))


def _ask() -> Asked | None:
    """Everything in the address; None where the currency has no known rate."""
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    with row:
        price = number("quote_price", RENT_CNY, 0.01, 100_000_000.0, 500.0)
        currency = one_of("currency", CURRENCIES)
        unit = one_of("unit", UNITS)
        cards = number("quote_cards", 8, 1, 1024, 1)
        chip = ask_chip()
        day = quoted_on()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        tax = choice("tax")
        power = choice("power")
        network = choice("network")
        term = number("term", 12, 0, 120, 1)
        deposit = number("deposit", 0, 0, 24, 1)
        on_demand = number("by_the_hour", float(_on_demand(chip)), 0.01, 10_000.0, 0.5)
    with st.expander(t("market.check.costs")), st.container(horizontal=True, gap="medium"):
        kw = number("kw", 10.2, 0.1, 1_000.0, 0.1)
        pue = number("pue", 1.3, 1.0, 3.0, 0.05)
        kwh = number("kwh", 0.65, 0.0, 10.0, 0.05)
        capital = number("capital", float(PLANNING_RATE) * 100, 0.0, 100.0, 1.0)
        tax_rate = number("tax_rate", 6.0, 0.0, 100.0, 1.0)
    if (known := _rate(currency, day)) is None:
        sentences([(t("market.check.no_rate", currency=currency), True)])
        return None
    rate, rate_date = known
    quote = Quote(
        price=_exact(price),
        unit=unit,
        cards=int(cards),
        chip=chip,
        observed_on=day,
        cny_per_unit=rate,
        tax_included=tax,
        tax_rate=_exact(tax_rate) / 100,
        power_included=power,
        network_included=network,
        term_months=int(term) or None,
        deposit_months=int(deposit),
    )
    house = _house(PowerDraw(_exact(kw), _exact(pue)), _exact(kwh), _exact(capital) / 100)
    return Asked(quote, house, _exact(on_demand), currency, rate_date)


def _house(draw: PowerDraw, cny_per_kwh: Decimal, capital_rate_per_year: Decimal) -> House:
    view = current()
    settings = view.settings if view else load_settings()
    return House(
        tax_basis=settings.tax_basis,
        hours_per_month=hours_per_month(settings),
        draw=draw,
        tariff=flat_tariff("typed", cny_per_kwh, "typed in"),
        capital_rate_per_year=capital_rate_per_year,
    )


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def _on_demand(chip: str) -> Decimal | float:
    """The pool's own price by the hour for the chip, else the example's."""
    if current() is None:
        return ON_DEMAND_CNY
    known = dict(read("market_pay_as_you_go").iter_rows())
    price = next((price for name, price in known.items() if chip in str(name).split()), None)
    return price or known.get(chip) or ON_DEMAND_CNY


def _rate(currency: str, day: date) -> tuple[Decimal, date] | None:
    """Yuan per unit, and of which day: what was loaded, else the history that comes along."""
    if currency == CURRENCIES[0]:
        return Decimal(1), day
    loaded = read("market_rates").rows_by_key("currency", unique=True) if current() else {}
    found: tuple[Decimal, date] | None = loaded.get(currency)
    return found or built_in_rate(currency, day)


def _answer(asked: Asked, found: Checked, quotes: pl.DataFrame) -> None:
    left, right = st.columns([1, 1])
    with left, card(_verdict(asked, found), _unit(asked)):
        sentences(_lines(asked, found))
        note(t("market.check.note"))
    with right:
        _picture(asked, found, quotes)


def _verdict(asked: Asked, found: Checked) -> str:
    facts = {
        "price": formats.money(found.comparable),
        "month": formats.money(found.per_server_month(asked.house.hours_per_month)),
        "chip": plain(asked.quote.chip),
    }
    key = "far" if found.standing.is_far else found.standing.position
    return t(f"market.verdict.{key}", **facts)


def _unit(asked: Asked) -> str:
    hours = f"{asked.house.hours_per_month:g}"
    return t(f"market.check.unit_{asked.house.tax_basis}", hours=hours)


def _lines(asked: Asked, found: Checked) -> list[tuple[str, bool]]:
    """How it was made comparable, the band, units that were mistaken, gaps, break-even."""
    steps = [
        t(f"market.part.{name}", amount=formats.money_change(amount))
        for name, amount in found.parts
    ]
    separator = t("market.separator")
    lines = [(t("market.check.printed", price=formats.money(found.as_printed)), False)]
    if asked.currency != CURRENCIES[0]:
        rate = formats.number(asked.quote.cny_per_unit, 4)
        facts = {"rate": rate, "currency": asked.currency, "day": formats.day(asked.rate_date)}
        lines.append((t("market.check.rate", **facts), False))
    if steps:
        lines.append((t("market.check.parts", parts=separator.join(steps)), False))
    lines.append(_band_line(found))
    lines += [(t(f"market.mistaken.{code}"), True) for code in found.standing.mistaken]
    if found.missing:
        codes = separator.join(t(f"market.missing.{code}") for code in found.missing)
        lines.append((t("market.check.missing", codes=codes), True))
    else:
        lines.append((t("market.check.complete"), False))
    point = against_pay_as_you_go(found, asked.on_demand, asked.house)
    key = "pays" if point.pays else "never"
    against = {
        "share": formats.percent(point.utilisation_ratio, 1),
        "hour": formats.money(asked.on_demand),
    }
    lines.append((t(f"market.check.{key}", **against), not point.pays))
    return lines


def _band_line(found: Checked) -> tuple[str, bool]:
    if found.band is None:
        return t("market.check.no_band"), True
    band = found.band
    words = t(
        "market.check.band",
        low=formats.money(band.low),
        high=formats.money(band.high),
        start=formats.day(band.valid_from),
        end=formats.day(band.valid_to),
        source=plain(band.source),
    )
    return words, found.standing.position != "within"


def _picture(asked: Asked, found: Checked, quotes: pl.DataFrame) -> None:
    """The quote on the band and among quotes of its chip in yuan of the half-year before it."""
    hours = asked.house.hours_per_month
    by_the_hour = asked.quote.unit.endswith("_hour")
    chip, day = asked.quote.chip, asked.quote.observed_on
    known = near(quotes, chip, day, hours, by_the_hour=by_the_hour)
    band = found.band.per_card_hour(hours) if found.band else None
    row = Range(
        name=asked.quote.chip,
        price=float(found.comparable),
        band=(float(band[0]), float(band[1])) if band else None,
        span=(min(known), max(known)) if known else None,
        is_outside=found.standing.position in ("below", "above"),
    )
    title = _picture_title(known)
    with card(title, t("market.picture.unit")):
        figure = drawn(
            ranges_chart,
            [row],
            labels=RangeLabels(
                *(t(f"market.picture.{name}") for name in ("band", "quotes", "this"))
            ),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
            height=170,
        )
        chart(figure, key="market_check", alt=title)
        figures_behind(_figures(row, found, len(known)), "market_check", source="core_rental_quote")
        note(t("market.picture.note"))


def _figures(row: Range, found: Checked, quotes: int) -> pl.DataFrame:
    """The row that is drawn."""
    (band_low, band_high), (low, high) = row.band or (None, None), row.span or (None, None)
    return pl.DataFrame(
        {
            "chip": [row.name],
            "rent_cny_per_card_hour": [found.comparable],
            "band_low_cny_per_card_hour": [band_low],
            "band_high_cny_per_card_hour": [band_high],
            "market_low_cny_per_card_hour": [low],
            "market_high_cny_per_card_hour": [high],
            "quote_count": [quotes],
        }
    )


def _picture_title(known: list[float]) -> str:
    if not known:
        return t("market.picture.none")
    facts: dict[str, Any] = {
        "count": len(known),
        "low": formats.money(min(known)),
        "high": formats.money(max(known)),
    }
    return t("market.picture.title", **facts)
