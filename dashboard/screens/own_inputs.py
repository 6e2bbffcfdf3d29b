"""What the reader types on the own screen; every answer lies in the URL."""

from collections.abc import Callable
from decimal import Decimal

import streamlit as st

from dashboard import formats
from dashboard.components import choose, plain, segments
from dashboard.components.filter_units import hours_per_month
from dashboard.i18n import t
from dashboard.screens.own_defaults import KW_OF_A_SERVER, Defaults, defaults, tariffs
from data.settings import Settings
from models.ownership.question import Question

MONTHS = ("36", "48", "60", "72")
TAXES = ("included", "excluded")
USUAL_TARIFF = "east_low"
SHARE_STEP = 0.05


def ask(settings: Settings) -> Question:
    """Three groups of questions, one beside the other."""
    first = defaults()
    rent, buy, use = st.columns(3)
    with rent, st.container(border=True, height="stretch"):
        st.markdown(f"**{t('own.ask.rent')}**", help=t("own.input.help"))
        rent_cny = _money("rent", first.rent["price"], least=1.0)
        lease = _money("lease", 0.0)
        buyout = _money("buyout", 0.0)
        _sources(first)
    with buy, st.container(border=True, height="stretch"):
        st.markdown(f"**{t('own.ask.buy')}**", help=t("own.input.help"))
        price = _money("price", first.price["price"], least=1.0)
        hosting = _money("hosting", float(first.hosting_cny))
        left, right = st.columns(2)
        with left:
            kw = _number("kw", float(KW_OF_A_SERVER), 0.01, 0.1)
        with right:
            pue = _number("pue", float(first.pue["price"]), 1.0, 0.01)
        tariff = _tariff()
    with use, st.container(border=True, height="stretch"):
        st.markdown(f"**{t('own.ask.use')}**")
        months = _segments("months", MONTHS, str)
        tax = _segments("tax", TAXES, _tax_word, default=settings.tax_basis)
        left, right = st.columns(2)
        with left:
            servers = _count("servers", 1, 1)
            lead = _count("lead", 0, 0)
        with right:
            cards = _count("cards", 8, 1)
            rate = _share("rate", 0.10, 0.0, 0.3, 0.01)
        used = _share("utilisation", 0.6, SHARE_STEP, 1.0, SHARE_STEP)
    return Question(
        price,
        rent_cny,
        next(one for one in tariffs() if one.region == tariff),
        months=int(months),
        servers=servers,
        cards=cards,
        annual_rate=rate,
        rated_kw=kw,
        pue=pue,
        hosting_cny=hosting,
        utilisation_ratio=used,
        lead_months=lead,
        lease_cny=lease or None,
        buyout_cny=buyout or None,
        hours_per_month=hours_per_month(settings),
        tax_basis="excluded" if tax == "excluded" else "included",
    )


def _sources(first: Defaults) -> None:
    rows = {"price": first.price, "rent": first.rent, "hosting": first.cabinet, "pue": first.pue}
    with st.popover(t("own.sources.button"), type="tertiary"):
        for name, row in rows.items():
            st.markdown(
                t(
                    "own.sources.line",
                    what=t(f"own.input.{name}"),
                    figure=plain(f"{_figure(row['price'])} {row['currency']} / {row['unit']}"),
                    day=plain(row["observed_on"]),
                    grade=row["grade"],
                    source=plain(row["source"]),
                )
            )
        st.caption(t("own.sources.grades"))


def _figure(price: float) -> str:
    return f"{price:,.2f}".removesuffix(".00")


def _tax_word(tax: str) -> str:
    return t(f"own.input.tax_{tax}")


def _tariff() -> str:
    prices = {one.region: float(one.bands[0].price_cny_per_kwh) for one in tariffs()}
    names = sorted(prices, key=lambda name: name != USUAL_TARIFF)  # the first is the default

    def words(name: str) -> str:
        return t(f"own.tariff.{name}", price=formats.number(prices[name], 2))

    return choose(t("own.input.tariff"), names, key="own_tariff", words=words) or names[0]


def _segments(
    key: str, options: tuple[str, ...], words: Callable[[str], str], default: str | None = None
) -> str:
    return segments(t(f"own.input.{key}"), options, key=f"own_{key}", default=default, words=words)


def _money(key: str, default: float, *, least: float = 0.0) -> Decimal:
    typed = st.number_input(
        t(f"own.input.{key}"),
        min_value=least,
        value=float(default),
        step=1_000.0,
        format="%.0f",
        key=f"own_{key}",
        bind="query-params",
    )
    return Decimal(str(typed))


def _number(key: str, default: float, least: float, step: float) -> Decimal:
    typed = st.number_input(
        t(f"own.input.{key}"),
        min_value=least,
        value=default,
        step=step,
        format="%.2f",
        key=f"own_{key}",
        bind="query-params",
    )
    return Decimal(str(round(typed, 4)))


def _count(key: str, default: int, least: int) -> int:
    typed = st.number_input(
        t(f"own.input.{key}"),
        min_value=least,
        max_value=100_000 if least else 36,
        value=default,
        key=f"own_{key}",
        bind="query-params",
    )
    return int(typed)


def _share(key: str, default: float, least: float, most: float, step: float) -> Decimal:
    typed = st.slider(
        t(f"own.input.{key}"),
        min_value=least,
        max_value=most,
        value=default,
        step=step,
        format="percent",
        key=f"own_{key}",
        bind="query-params",
    )
    return Decimal(str(round(typed, 4)))
