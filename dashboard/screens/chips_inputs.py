"""What the reader sets on the chips screen: a pair of chips, their rents, one efficiency."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard.components import choose, plain
from dashboard.i18n import t
from models.billing.unit_costs import Efficiency
from models.chips.prices import CARDS
from models.chips.switching import Server

# E8 of the design, until both kinds of chip have a price.
EXAMPLE_RENTS = {"imported": 60_000.0, "domestic": 30_000.0}
EXAMPLE_RATIO = 0.45
LEAST, MOST, STEP = 0.2, 1.0, 0.01


@dataclass(frozen=True)
class Asked:
    """Two servers of 8 cards, and what the chips are called."""

    imported: Server
    domestic: Server
    imported_name: str
    domestic_name: str
    is_example: bool


def efficiencies() -> tuple[Decimal, Decimal]:
    """Domestic chips', imported chips'."""
    left, right = st.columns(2)
    with left:
        domestic = _share("efficiency", 0.8, help_key="chips.input.efficiency_help")
    with right:
        imported = _share("goodput", 0.9)
    return domestic, imported


def ask(best: pl.DataFrame, domestic: Decimal, imported: Decimal) -> Asked:
    """A pair of chips with their rents; the reader may type others. `best`: one row per chip."""
    left, right = st.columns(2)
    with left:
        ours = _chip(best, "imported")
        imported_rent = _rent(ours, "imported")
    with right:
        theirs = _chip(best, "domestic")
        domestic_rent = _rent(theirs, "domestic")
    ratio, migration, term = _terms(ours, theirs)
    return Asked(
        Server(imported_rent, CARDS, Efficiency(goodput_ratio=imported)),
        Server(domestic_rent, CARDS, Efficiency(ratio, domestic), migration, term),
        _name(ours, "imported"),
        _name(theirs, "domestic"),
        is_example=ours is None or theirs is None,
    )


def _share(key: str, default: float, help_key: str | None = None) -> Decimal:
    chosen = st.slider(
        t(f"chips.input.{key}"),
        min_value=LEAST,
        max_value=MOST,
        value=default,
        step=STEP,
        format="percent",
        key=key,
        help=t(help_key) if help_key else None,
        bind="query-params",
    )
    return Decimal(str(round(chosen, 2)))


def _chip(best: pl.DataFrame, origin: str) -> dict[str, Any] | None:
    """The chosen chip's row; by default the one with the greatest throughput that is offered."""
    rows = best.filter(pl.col("origin") == origin).sort(
        "kind", "dense_tflops", descending=[False, True]
    )
    if rows.is_empty():
        return None
    chosen = choose(t(f"chips.input.{origin}"), rows["chip"].to_list(), key=f"{origin}_chip")
    return rows.filter(pl.col("chip") == chosen).row(0, named=True)


def _rent(row: dict[str, Any] | None, origin: str) -> Decimal:
    """Under a key of the chip's own: what was typed for one chip must not pass for another's."""
    default = EXAMPLE_RENTS[origin] if row is None else float(row["server_cny_per_month"])
    rent = st.number_input(
        t(f"chips.input.{origin}_rent"),
        min_value=1.0,
        value=default,
        step=500.0,
        format="%.0f",
        key=f"{origin}_rent_{row['chip'] if row else 'example'}",
    )
    return Decimal(str(rent))


def _terms(
    ours: dict[str, Any] | None, theirs: dict[str, Any] | None
) -> tuple[Decimal, Decimal, int]:
    of_catalogue = EXAMPLE_RATIO
    if ours and theirs:
        of_catalogue = round(theirs["dense_tflops"] / ours["dense_tflops"], 3)
    pair = f"{ours['chip'] if ours else ''}_{theirs['chip'] if theirs else ''}"
    left, middle, right = st.columns(3)
    with left:
        ratio = st.number_input(
            t("chips.input.ratio"),
            min_value=0.01,
            max_value=100.0,
            value=of_catalogue,
            step=0.05,
            format="%.3f",
            key=f"ratio_{pair}",
            help=t("chips.input.ratio_help"),
        )
    with middle:
        migration = st.number_input(
            t("chips.input.migration"),
            min_value=0.0,
            value=0.0,
            step=10_000.0,
            format="%.0f",
            key="migration",
            bind="query-params",
        )
    with right:
        term = st.number_input(
            t("chips.input.term"),
            min_value=1,
            max_value=120,
            value=12,
            key="term",
            bind="query-params",
        )
    return Decimal(str(round(ratio, 3))), Decimal(str(migration)), int(term)


def _name(row: dict[str, Any] | None, origin: str) -> str:
    return plain(row["chip"]) if row else t(f"chips.input.{origin}")
