"""Sentences about the data that a reader should know before trusting a number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components.markdown import plain
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.view import View
from data.pool_id import parts_of
from data.tables.finding_kinds import ADVICE_FINDINGS
from models.findings import COMPANY

_NAMED = 3
_NAMED_SHORT = 2  # of pools with their days: the sentence stays two lines on the Overview
CARDS_RUN_OUT = "cards_run_out"
PLAN_NOT_IN_COSTS = "plan_not_in_costs"
AGREEMENT_IN_HAND = "agreement_in_hand"
_WRONG_COSTS = (PLAN_NOT_IN_COSTS, AGREEMENT_IN_HAND)
_PROMISED = ("promised_cny", "drawn_cny", "expected_cny", "due_cny")


@dataclass(frozen=True)
class Finding:
    """One sentence, as Markdown, and whether it is a warning."""

    text: str
    warning: bool


def data_findings(findings: pl.DataFrame, loads: Mapping[str, Any], view: View) -> list[Finding]:
    """Everything found, warnings first; of them what is ahead, and costs that are not what is paid.

    Args:
        findings: rows of `findings.sql`.
        loads: the row of `reconciliation.sql`.
        view: gives the company's time zone.
    """
    short = findings.filter(pl.col("kind") == CARDS_RUN_OUT)
    wrong_costs = findings.filter(pl.col("kind").is_in(_WRONG_COSTS))
    others = findings.filter(~pl.col("kind").is_in([CARDS_RUN_OUT, *_WRONG_COSTS]))
    found = [
        *_of_cards(short),
        *(_of_row(row, view) for row in wrong_costs.iter_rows(named=True)),
        *_of_loads(loads),
        *(_of_row(row, view) for row in others.iter_rows(named=True)),
    ]
    return sorted(found, key=lambda finding: not finding.warning)


def state_findings(facts: Mapping[str, Any], view: View) -> list[Finding]:
    """What is out of date: a forecast behind its data, settings changed since the computation.

    Args:
        facts: the row of `header.sql`.
        view: gives the present settings.
    """
    found = []
    cut_off, data_until = facts["forecast_cut_off"], facts["data_until"]
    # A forecast begins after the last complete day, which may be the day before the last one.
    if cut_off and data_until and (data_until - cut_off).days > 1:
        days = {"cut_off": formats.day(cut_off), "data_until": formats.day(data_until)}
        found.append(Finding(t("findings.forecast_behind", **days), warning=True))
    for setting in ("tax_basis", "hours_per_month"):
        if facts[setting] is not None and facts[setting] != getattr(view.settings, setting):
            text = t("findings.settings_changed", setting=f"`{setting}`")
            found.append(Finding(text, warning=True))
    return found


def about(findings: pl.DataFrame, pools: Sequence[str] | None) -> pl.DataFrame:
    """What concerns these pools, or no pool in particular; None: all."""
    if pools is None:
        return findings
    kept = pl.col("pool_ids").list.set_intersection(list(pools)).list.sort()
    concerned = findings.with_columns(kept)
    return concerned.filter(pl.col("pool_ids").list.len().fill_null(1) > 0)


def plans_not_in_costs(
    findings: pl.DataFrame, pools: Sequence[str] | None, months: Sequence[date]
) -> list[str]:
    """One sentence per savings plan that runs in one of these months and is in nobody's cost."""
    runs = (
        (pl.col("first_day").dt.month_start() <= month) & (month <= pl.col("last_day"))
        for month in months
    )
    told = about(findings, pools).filter(kind=PLAN_NOT_IN_COSTS).filter(pl.any_horizontal(*runs))
    return [_of_plan(row) for row in told.iter_rows(named=True)]


def agreements_in_hand(
    findings: pl.DataFrame, pools: Sequence[str] | None
) -> list[tuple[str, bool]]:
    """One sentence per agreement with these pools' providers, and whether money would be due."""
    told = findings.filter(kind=AGREEMENT_IN_HAND)
    if pools is not None:
        told = told.filter(pl.col("seller").is_in({parts_of(pool).provider for pool in pools}))
    return [(_of_agreement(row), row["is_warning"]) for row in told.iter_rows(named=True)]


def _of_cards(rows: pl.DataFrame) -> Iterator[Finding]:
    """One sentence for all pools whose cards run out, the first to do so named first."""
    if rows.is_empty():
        return
    named = [
        t(
            f"findings.cards_{'now' if row['is_now'] else 'by'}",
            pool=_pools(row["pool_ids"]),
            day=formats.day(row["by_date"]),
        )
        for row in rows.sort("by_date", "pool_ids").iter_rows(named=True)
    ]
    pools = t("findings.and").join(named[:_NAMED_SHORT])
    if left := len(named[_NAMED_SHORT:]):
        pools = t("findings.and_more", names=pools, count=formats.number(left))
    count = formats.number(rows["pool_ids"].list.len().sum())
    yield Finding(t("findings.cards_run_out", count=count, pools=pools), warning=True)


def _of_budget(row: Mapping[str, Any]) -> str:
    is_company = row["scope"] == COMPANY
    return t(
        f"findings.over_budget_{row['span']}",
        scope=t("findings.company") if is_company else plain(row["scope"]),
        month=formats.month(date.fromisoformat(row["month"])),
        begin=formats.month(row["counted_from"]),
        chance=formats.chance(row["chance_ratio"]),
        count=formats.number(row["month_count"]),
    )


def _of_loads(loads: Mapping[str, Any]) -> Iterator[Finding]:
    if loads["refused_count"]:
        count = formats.number(loads["refused_count"])
        yield Finding(t("findings.refused", count=count), warning=True)
    if loads["rows_rejected"]:
        counts = {
            "count": formats.number(loads["rows_rejected"]),
            "total": formats.number(loads["rows_read"]),
        }
        yield Finding(t("findings.rejected", **counts), warning=True)


def _of_row(row: Mapping[str, Any], view: View) -> Finding:
    warning = row["is_warning"]
    if row["kind"] in _WITHOUT_POOL:
        return Finding(_WITHOUT_POOL[row["kind"]](row), warning)
    facts = {"pool": _pools(row["pool_ids"] or [])}
    if row["kind"] == "unclear_chip":
        names = {name: plain(row[name] or formats.MISSING) for name in ("chip", "candidates")}
        return Finding(t("findings.unclear_chip", **names, **facts), warning)
    if row["kind"] in ("not_compared", "assumed", "unusable_row"):
        return Finding(_of_offer(row, facts["pool"]), warning)
    if row["kind"] in ADVICE_FINDINGS:
        why = _code("no_advice", row["missing"] or formats.MISSING)
        return Finding(t(f"findings.{row['kind']}", missing=why, **facts), warning)
    if row["kind"] == "not_replayed":
        why = _code("not_replayed", row["missing"] or formats.MISSING)
        return Finding(t("findings.not_replayed", missing=why, **facts), warning)
    facts["hours"] = formats.number(row["hour_count"])
    if row["kind"] not in ("missing_price", "replay_filled"):
        facts["start"] = formats.moment(row["start_utc"], view.settings.time_zone)
    return Finding(t(f"findings.{row['kind']}", **facts), warning)


def _of_plan(row: Mapping[str, Any]) -> str:
    return t(
        f"findings.{PLAN_NOT_IN_COSTS}",
        plan=plain(row["offer_id"]),
        provider=plain(row["seller"]),
        amount=formats.money(row["cny_per_hour"], compact=False),
        first=formats.day(row["first_day"]),
        last=formats.day(row["last_day"]),
    )


def _of_agreement(row: Mapping[str, Any]) -> str:
    return t(
        f"findings.{AGREEMENT_IN_HAND}",
        plan=plain(row["offer_id"]),
        provider=plain(row["seller"]),
        last=formats.day(row["last_day"]),
        **{name.removesuffix("_cny"): formats.money(row[name]) for name in _PROMISED},
    )


def _of_no_budget(row: Mapping[str, Any]) -> str:
    month = formats.month(date.fromisoformat(row["month"])) if row["month"] else formats.MISSING
    return t("findings.no_budget", month=month)


_WITHOUT_POOL = {
    "over_budget": _of_budget,
    "no_budget": _of_no_budget,
    PLAN_NOT_IN_COSTS: _of_plan,
    AGREEMENT_IN_HAND: _of_agreement,
}


def _of_offer(row: Mapping[str, Any], pool: str) -> str:
    facts = {"pool": pool, "offer": plain(row["offer_id"] or formats.MISSING)}
    if row["kind"] == "unusable_row":
        fault, source = (plain(row[name] or formats.MISSING) for name in ("fault", "source_row"))
        return t("findings.unusable_row", fault=fault, row=source, **facts)
    kind = "missing" if row["kind"] == "not_compared" else "assumed"
    codes = (row["missing"] or formats.MISSING).split(",")
    words = t("findings.and").join(_code(kind, code) for code in codes)
    return t(f"findings.{row['kind']}", missing=words, **facts)


def _code(kind: str, code: str) -> str:
    key = f"words.{kind}.{code}"
    return t(key) if key in load_catalogue() else plain(code)


def _pools(pool_ids: list[str]) -> str:
    """One pool by its name, several by their number and the first few names."""
    names = [plain(formats.short_pool(pool_id)) for pool_id in pool_ids]
    if len(names) <= 1:
        return "".join(names)
    shown = t("findings.and").join(names[:_NAMED])
    more = "" if len(names) <= _NAMED else " …"
    return t("findings.pools", count=formats.number(len(names)), names=f"{shown}{more}")
