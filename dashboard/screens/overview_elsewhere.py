"""The Overview where no card-hours are loaded: what is known all the same, and where it stands."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, link_to, plain, sentences
from dashboard.i18n import t
from dashboard.reading import read

_SHOWN = 4  # currencies of bills, and the tokens


def known() -> pl.DataFrame:
    """Bills and tokens that are loaded; empty where neither is."""
    return read("overview_elsewhere")


def show(rows: pl.DataFrame) -> None:
    """What is loaded, in sentences; screens that answer from it; what card-hours would add."""
    with card(t("overview.elsewhere.title"), height="stretch"):
        sentences((_line(row), False) for row in rows.head(_SHOWN).iter_rows(named=True))
        kinds = set(rows["kind"])
        with st.container(horizontal=True, gap="medium"):
            if "tokens" in kinds:
                link_to("units", t("overview.elsewhere.open_units"))
            link_to("forecast", t("overview.decision.open_forecast"))
            if "bill" in kinds:
                link_to("health", t("overview.elsewhere.open_bills"))
                link_to("export", t("overview.elsewhere.open_export"), table="core_charge_daily")
        st.markdown(t("overview.elsewhere.how"))
        link_to("upload", t("overview.elsewhere.open_upload"))


def _line(row: dict[str, Any]) -> str:
    days = {"first": formats.day(row["first_day"]), "last": formats.day(row["last_day"])}
    if row["kind"] == "tokens":
        return t("overview.elsewhere.tokens", amount=formats.compact(row["amount"]), **days)
    currency = plain(row["currency"])
    amount = formats.number(row["amount"], 2)
    return t("overview.elsewhere.bill", amount=amount, currency=currency, **days)
