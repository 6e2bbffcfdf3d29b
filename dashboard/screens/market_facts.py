"""Dated facts of the industry, by what exactly they count; and the chips."""

from functools import cache
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, note, plain, segments
from dashboard.components.tables import grid
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from data.reference import read_chips
from data.reference.facts import read_industry_facts

TOPICS = ("capacity", "market", "rent", "use", "power", "delivery")
CHIPS = "chips"
TALL_TABLE_PX = 300
_CHIP_COLUMNS = (
    "chip",
    "vendor",
    "origin",
    "released_on",
    "fp16_dense_tflops",
    "memory_gb",
    "bandwidth_gb_per_s",
    "tdp_w",
    "source",
    "conflicts",
)


@st.fragment
def show_facts() -> None:
    """A topic at a time; each definition for itself, never two on one axis."""
    with card(t("market.facts.title"), t("market.facts.unit"), height="content"):
        topic = segments(
            t("market.input.topic"),
            (*TOPICS, CHIPS),
            key="topic",
            words=lambda code: t(f"market.topic.{code}"),
        )
        if topic == CHIPS:
            grid(read_chips().select(_CHIP_COLUMNS), "market_chips", height=TALL_TABLE_PX)
            note(t("market.facts.chips_note"))
            return
        facts = read_industry_facts().filter(pl.col("topic") == topic)
        for (definition,), rows in facts.group_by("definition", maintain_order=True):
            _show_definition(str(definition), rows)
        note(t("market.facts.note"))


def _show_definition(definition: str, rows: pl.DataFrame) -> None:
    """What is counted, and every dated figure with its source."""
    st.markdown(f"**{t(f'market.definition.{definition}')}**")
    for row in rows.iter_rows(named=True):
        words = t(
            f"market.fact.{row['state']}",
            date=row["as_of"],
            value=_value(row),
            grade=row["grade"],
            source=plain(row["source"]),
        )
        remark = f"&ensp;:gray[{plain(_remark(row['note']))}]" if row["note"] else ""
        st.markdown(f":gray[●]&ensp;{words}{remark}")


def _remark(note: str) -> str:
    """The file's note in the reader's words; one that has none stays in English."""
    name = _names_of_remarks().get(note)
    return t(f"market.remark.{name}") if name else note


@cache
def _names_of_remarks() -> dict[str, str]:
    """A note as the file has it -> the name of its texts."""
    remarks = [(key.split("."), words["en"]) for key, words in load_catalogue().items()]
    return {text: path[-1] for path, text in remarks if path[:-1] == ["market", "remark"]}


def _value(row: dict[str, Any]) -> str:
    """A figure or a range with its unit, shares as per cent."""
    unit = str(row["unit"])
    if unit.startswith("share"):
        text = [formats.percent(end, 0) for end in (row["low"], row["high"]) if end is not None]
        return "–".join(text)
    code = unit.lower().replace(" ", "_").replace("-", "_")
    ends = [_number(end) for end in (row["low"], row["high"]) if end is not None]
    return t(f"market.fact_unit.{code}", value="–".join(ends))


def _number(value: float) -> str:
    """Large figures in the language's own large unit, small ones with the digits they have."""
    if value >= 10_000:
        return formats.compact(value)
    return formats.number(value, 0 if value == int(value) else 2)
