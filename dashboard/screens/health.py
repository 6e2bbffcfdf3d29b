"""Data health: how fresh the data are, what was loaded, what was turned away and why."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.components import Tone, card, note, screen_header, sentences, table, tile
from dashboard.findings import findings_of
from dashboard.i18n import t
from dashboard.reading import View, current, read
from dashboard.screens.health_accounts import show_accounts, show_verdict
from dashboard.screens.health_trace import show_trace
from dashboard.screens.health_upkeep import show_freshness, show_runs

_MOST = 20  # sentences; the rest by export


def render() -> None:
    """Key figures, findings in sentences, then the tables they come from."""
    view = current()
    if view is None:
        return
    facts = read("header").row(0, named=True)
    loads = read("reconciliation").row(0, named=True)
    screen_header("health.title")
    show_verdict(loads)
    _tiles(facts, loads, view)
    _findings(facts, loads, view)
    show_freshness(view)
    left, right = st.columns((1.2, 1), gap="small")
    with left:
        _freshness()
    with right:
        _reasons(loads)
    with card(t("health.loads.title"), _balance(loads)):
        table(read("health_loads"), "core_load")
    show_accounts()
    _held()
    if loads["rows_rejected"]:
        with card(t("health.rejected.title"), t("health.rejected.subtitle")):
            table(read("health_rejected"), "core_rejected_row")
    show_trace(view)
    show_runs(view)


def _tiles(facts: Mapping[str, Any], loads: Mapping[str, Any], view: View) -> None:
    published = formats.moment(view.published_at, view.settings.time_zone)
    rejected = loads["rows_rejected"]
    share = rejected / loads["rows_read"] if loads["rows_read"] else None
    until, files, read_rows, turned_away = st.columns(4, gap="small")
    with until:
        tile(
            t("health.tile.data_until"),
            formats.day(facts["data_until"]),
            t("health.tile.published", moment=published),
            help_text=t("health.tile.data_until_help", zone=view.settings.time_zone),
            measures=("data_until",),
        )
    with files:
        tile(
            t("health.tile.files"),
            formats.number(loads["file_count"]),
            t("health.tile.refused", count=formats.number(loads["refused_count"])),
            help_text=t("health.tile.files_help"),
            measures=("file_name",),
            tone=Tone.WARNING if loads["refused_count"] else Tone.CALM,
        )
    with read_rows:
        tile(
            t("health.tile.rows_read"),
            formats.number(loads["rows_read"]),
            t("health.tile.duplicates", count=formats.number(loads["rows_duplicate"])),
            help_text=t("health.tile.rows_read_help"),
            measures=("rows_read",),
        )
    with turned_away:
        tile(
            t("health.tile.rejected"),
            formats.number(rejected),
            t("health.tile.of_read", share=formats.percent(share, 2)),
            help_text=t("health.tile.rejected_help"),
            measures=("rows_rejected",),
            tone=Tone.WARNING if rejected else Tone.CALM,
        )


def _findings(facts: Mapping[str, Any], loads: Mapping[str, Any], view: View) -> None:
    found = findings_of(read("findings"), loads, facts, view)
    warnings = sum(finding.warning for finding in found)
    title = t("health.findings.none")
    if found:
        title = t("health.findings.some", count=formats.number(len(found)))
    with card(title, t("health.findings.subtitle", count=formats.number(warnings))):
        sentences((finding.text, finding.warning) for finding in found[:_MOST])
        if len(found) > _MOST:
            note(t("health.findings.more", count=formats.number(len(found) - _MOST)))


def _freshness() -> None:
    pools = read("health_freshness")
    behind = pools.filter(pools["days_behind"].fill_null(1) > 0).height
    kind = "behind" if behind else "level" if pools.height else "none"
    title = t(f"health.freshness.{kind}", count=formats.number(behind))
    with card(title, t("health.freshness.subtitle")):
        table(pools, "freshness")


def _reasons(loads: Mapping[str, Any]) -> None:
    reasons = read("health_reasons")
    if reasons.is_empty():
        with card(t("health.reasons.none")):
            note(_balance(loads))
        return
    title = t("health.reasons.title", count=formats.number(loads["rows_rejected"]))
    with card(title, t("health.reasons.subtitle")):
        table(reasons, "rejection_reasons")


def _held() -> None:
    """Market quotes that are kept and not to be compared before someone has looked."""
    quotes = read("health_held")
    if quotes.height:
        title = t("health.held.title", count=formats.number(quotes.height))
        with card(title, t("health.held.subtitle")):
            table(quotes, "core_rental_quote")


def _balance(loads: Mapping[str, Any]) -> str:
    """Nothing is lost between rows read, loaded, rejected and duplicate; or say that it is."""
    counts = {
        name: formats.number(loads[f"rows_{name}"])
        for name in ("read", "loaded", "rejected", "duplicate")
    }
    return t("health.balance.holds" if loads["is_balanced"] else "health.balance.broken", **counts)
