"""What the reader asks on the comparison screen; every answer lies in the URL."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard.calculator import Rental
from dashboard.components.filter_units import HOURS, MONTHS
from dashboard.components.filters import segments
from dashboard.i18n import t
from dashboard.reading import View
from data.settings import load_settings

# The question that the first readers came with: an 8-card server for 60,000 yuan a month against
# 35 yuan a card-hour.
RENT_CNY_PER_MONTH = Decimal(60_000)
ON_DEMAND_CNY_PER_CARD_HOUR = Decimal(35)
CARDS = 8
RENT_STEP = 500.0
HIGHEST_RENT = 200_000.0
WINDOWS = ("30", "90", "365")
_ASKED_FOR = "compare_asked_for"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the question is before the reader changes it."""

    rent_cny: Decimal = RENT_CNY_PER_MONTH
    cards: int = CARDS
    on_demand_cny: Decimal = ON_DEMAND_CNY_PER_CARD_HOUR
    hours_per_month: str = MONTHS[0]
    window_days: str = "90"
    notice_days: int = 60
    time_zone: str = "Asia/Shanghai"


def defaults_of(pool: dict[str, Any] | None, view: View | None) -> Defaults:
    """The pool's own price and cheapest monthly offer, the workspace's hours; else the example."""
    settings = view.settings if view else load_settings()
    facts = pool or {}
    return Defaults(
        rent_cny=facts.get("unit_fee_cny_per_month") or RENT_CNY_PER_MONTH,
        cards=facts.get("cards_per_unit") or CARDS,
        on_demand_cny=facts.get("on_demand_price_cny") or ON_DEMAND_CNY_PER_CARD_HOUR,
        hours_per_month=f"{settings.hours_per_month:g}",
        window_days=str(settings.plan_window_days),
        notice_days=settings.contract_notice_days,
        time_zone=settings.time_zone,
    )


def forget_answers_for_another_pool(pool_id: str | None, defaults: Defaults) -> None:
    """A rent typed for one pool must not pass for another's: a new pool begins with its own."""
    asked_for = st.session_state.get(_ASKED_FOR)
    if asked_for is not None and asked_for != pool_id:
        st.session_state["rent"] = float(defaults.rent_cny)
        st.session_state["payg"] = float(defaults.on_demand_cny)
        st.session_state["cards"] = defaults.cards
    st.session_state[_ASKED_FOR] = pool_id


def ask(defaults: Defaults, *, with_window: bool) -> tuple[Rental, int]:
    """The rental with the price beside it, and how many of the pool's last days are priced."""
    rent, price, cards, month, window = st.columns([2, 1.5, 1, 1, 1.2], vertical_alignment="top")
    with rent:
        rent_cny = _rent(defaults)
    with price:
        on_demand_cny = st.number_input(
            t("compare.input.on_demand"),
            min_value=0.01,
            value=float(defaults.on_demand_cny),
            step=0.5,
            format="%.2f",
            key="payg",
            help=t("compare.input.on_demand_help"),
            bind="query-params",
        )
    with cards:
        card_count = st.number_input(
            t("compare.input.cards"),
            min_value=1,
            max_value=1024,
            value=defaults.cards,
            key="cards",
            help=t("compare.input.cards_help"),
            bind="query-params",
        )
    with month:
        hours_per_month = segments(
            t("compare.input.month"),
            sorted({*MONTHS, defaults.hours_per_month}, key=Decimal),
            key=HOURS,
            default=defaults.hours_per_month,
            help_text=t("compare.input.month_help"),
        )
    window_days = 0
    if with_window:
        with window:
            window_days = int(
                _one_of("compare.input.window", WINDOWS, defaults.window_days, "window")
            )
    rental = Rental(
        cards_per_unit=int(card_count),
        unit_fee_cny_per_month=Decimal(str(rent_cny)),
        on_demand_cny_per_card_hour=Decimal(str(on_demand_cny)),
        hours_per_month=Decimal(hours_per_month),
    )
    return rental, window_days


def _rent(defaults: Defaults) -> float:
    rent = float(defaults.rent_cny)
    return st.slider(
        t("compare.input.rent"),
        min_value=RENT_STEP,
        max_value=max(HIGHEST_RENT, 2 * rent),
        value=rent,
        step=RENT_STEP,
        format="localized",
        key="rent",
        help=t("compare.input.rent_help"),
        bind="query-params",
    )


def _one_of(label_key: str, options: tuple[str, ...], default: str, key: str) -> str:
    """One of a few numbers; the default is among them even where it is a company's own."""
    offered = sorted({*options, default}, key=Decimal)
    chosen = st.segmented_control(
        t(label_key),
        offered,
        default=default,
        required=True,
        key=key,
        help=t(f"{label_key}_help"),
        bind="query-params",
    )
    return chosen or default
