"""What leaving a package early costs, by each formula that sellers print."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, note
from dashboard.components.tables import grid
from dashboard.i18n import t
from dashboard.screens.market_inputs import number
from models.market.leaving import Leaving, Refund, refunds

# Any first of January of a common year: what is left depends on months, not on the year.
STARTS_ON = date(2026, 1, 1)
_NO_REASON = "no_reason"


@st.fragment
def show_leaving() -> None:
    """Question and answer; an input redraws only these."""
    with st.container(border=True):
        st.markdown(f"## {t('market.leaving.title')}", anchors=False)
        leaving = _ask()
        found = refunds(leaving)
        st.markdown(_answer(leaving, found))
    with card(t("market.leaving.by_rule"), t("market.leaving.unit"), height="content"):
        grid(_rows(leaving, found), "market_leaving")
        note(t("market.leaving.note"))


def _ask() -> Leaving:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        fee = number("leave_fee", 50_000.0, 0.01, 100_000_000.0, 500.0)
        listed = number("leave_list", 60_000.0, 0.01, 100_000_000.0, 500.0)
        cards = number("leave_cards", 8, 1, 1024, 1)
        term = number("leave_term", 12, 1, 60, 1)
        days = number("leave_days", 100, 0, 1_800, 1)
        hour = number("leave_hour", 20.0, 0.01, 10_000.0, 0.5)
    longest = int(term) * 28 - 1  # a day that any term of so many months has
    exact_fee = Decimal(str(fee))
    return Leaving(
        fee_cny_per_month=exact_fee,
        list_fee_cny_per_month=max(exact_fee, Decimal(str(listed))),
        on_demand_cny_per_card_hour=Decimal(str(hour)),
        cards=int(cards),
        term_months=int(term),
        starts_on=STARTS_ON,
        leaves_on=STARTS_ON + timedelta(days=min(int(days), longest)),
    )


def _answer(leaving: Leaving, found: list[Refund]) -> str:
    """Between which sums the refund lies, the right of the first days apart."""
    backs = [one.refund for one in found if one.refund is not None and one.rule != _NO_REASON]
    return t(
        "market.leaving.answer",
        days=leaving.used_days,
        low=formats.money(min(backs)),
        high=formats.money(max(backs)),
        paid=formats.money(leaving.paid),
    )


def _rows(leaving: Leaving, found: list[Refund]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "refund_rule": t(f"market.rule.{one.rule}"),
            "refund_cny": one.refund,
            "used_cost_cny": one.paid_for_use,
            "per_used_month_cny": one.per_month_used(leaving.used_days),
        }
        for one in found
    ]
    amounts = dict.fromkeys(list(rows[0])[1:], pl.Decimal(18, 2))
    return pl.DataFrame(rows, schema_overrides=amounts)
