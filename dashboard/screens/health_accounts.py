"""Data health, the accounts: is all that was read in core, by rows, money and card-hours."""

from collections.abc import Mapping
from typing import Any, Literal

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, note, sentences, table
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.verdict import Level, differing_invoices, verdict

_MOST = 8  # exceptions; the tables below have all of them
_LOOKS: Mapping[Level, tuple[str, Literal["green", "orange", "red"]]] = {
    Level.SOUND: (":material/check_circle:", "green"),
    Level.NOTED: (":material/warning:", "orange"),
    Level.BROKEN: (":material/error:", "red"),
}


def show_verdict(totals: Mapping[str, Any]) -> None:
    """One statement on top: sound, noted or broken, in words, by shape and by colour."""
    tables = ("health_loads", "health_money", "health_quantities", "health_invoices")
    judged = verdict(totals, *(read(name) for name in tables))
    icon, colour = _LOOKS[judged.level]
    badge = f":{colour}-badge[{icon} {t(f'accounts.level.{judged.level.value}')}]"
    with st.container(key="answer"), card(f"{badge}&ensp;{judged.headline}", height="content"):
        sentences((exception, True) for exception in judged.exceptions[:_MOST])
        if len(judged.exceptions) > _MOST:
            note(t("accounts.more", count=formats.number(len(judged.exceptions) - _MOST)))


def show_accounts() -> None:
    """Money and card-hours of every load; invoices; odd lines; prices that are no offers."""
    _money()
    _invoices()
    _quantities()
    ladder, left_out = read("health_ladder"), read("health_left_out")
    if ladder.height:
        count = formats.number(ladder["source_row_count"].sum())
        with card(t("accounts.ladder.title", count=count), t("accounts.ladder.subtitle")):
            table(ladder, "core_load_warning")
    if left_out.height:
        count = formats.number(left_out["cell_count"].sum())
        with card(t("accounts.left_out.title", count=count), t("accounts.left_out.subtitle")):
            table(left_out, "core_price_left_out")


def _money() -> None:
    money = read("health_money")
    if money.is_empty():
        return
    missing = money.filter(pl.col("amount_not_in_core").fill_null(0) != 0)["load_id"].n_unique()
    key = "accounts.money.missing" if missing else "accounts.money.whole"
    files = formats.number(money["load_id"].n_unique())
    with card(t(key, files=files, count=formats.number(missing)), t("accounts.money.subtitle")):
        table(money, "core_load_total")


def _invoices() -> None:
    invoices = read("health_invoices")
    if invoices.is_empty():
        return
    count = {
        "differing": differing_invoices(invoices).height,
        "agreeing": invoices.filter(pl.col("check_state") == "agrees").height,
        "alone": invoices.filter(pl.col("difference").is_null()).height,
        "all": invoices.height,
    }
    state = "differing" if count["differing"] else "alone" if count["alone"] else "whole"
    said = {name: formats.number(number) for name, number in count.items()}
    with card(t(f"accounts.invoices.{state}", **said), t("accounts.invoices.subtitle")):
        table(invoices, "core_invoice_check")


def _quantities() -> None:
    quantities = read("health_quantities")
    if quantities.is_empty():
        return
    missing = quantities.filter(pl.col("card_hours_not_in_core") != 0).height
    key = "accounts.quantities.missing" if missing else "accounts.quantities.whole"
    files = formats.number(quantities.height)
    title = t(key, files=files, count=formats.number(missing))
    with card(title, t("accounts.quantities.subtitle")):
        table(quantities, "core_load_quantity")
