"""Sentences about the data that a reader should know before trusting a number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components.markdown import plain
from dashboard.gravity import CARDS_RUN_OUT, LIMITS_CONTRADICT, SAY_WHOSE, about, gravity
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.view import View
from data.tables.finding_kinds import ADVICE_FINDINGS
from models.findings import COMPANY

_NAMED = 3
_NAMED_SHORT = 2  # of pools with their days: the sentence stays two lines on the Overview
_MANY_REJECTED = 0.01  # of the rows read: from here on figures are not those of the files
PLAN_NOT_IN_COSTS = "plan_not_in_costs"
AGREEMENT_IN_HAND = "agreement_in_hand"
_PROMISED = ("promised_cny", "drawn_cny", "expected_cny", "due_cny")


@dataclass(frozen=True)
class Finding:
    """One sentence, as Markdown, and whether it is a warning.

    kind: of out_finding, or what of the loads or the state it is. of_company: of no pool.
    """

    text: str
    warning: bool
    kind: str
    of_company: bool = False


def findings_of(
    findings: pl.DataFrame,
    loads: Mapping[str, Any],
    facts: Mapping[str, Any],
    view: View,
    pools: Sequence[str] | None = None,
) -> list[Finding]:
    """Everything that concerns these pools (None: all), the gravest first.

    Beside chosen pools, what is of the whole company says so.

    Args:
        findings: rows of `findings.sql`.
        loads: the row of `reconciliation.sql`.
        facts: the row of `header.sql`.
        view: gives the company's time zone and the present settings.
        pools: pool_ids.
    """
    found = [
        *_of_rows(about(findings, pools), view),
        *_of_loads(loads),
        *_of_state(facts, view),
    ]
    ranked = sorted(found, key=lambda one: (not one.warning, gravity(one.kind)))
    return ranked if pools is None else [_with_whose(one) for one in ranked]


def of_whole_company(text: str) -> str:
    """The sentence, said to be of the whole company."""
    return t("findings.of_company", text=text)


def _with_whose(one: Finding) -> Finding:
    says_it = not one.of_company or one.kind in SAY_WHOSE
    return one if says_it else replace(one, text=of_whole_company(one.text))


def _of_rows(rows: pl.DataFrame, view: View) -> Iterator[Finding]:
    """One sentence a row, but one for all limits, and one for all pools short of cards."""
    together = (CARDS_RUN_OUT, LIMITS_CONTRADICT)
    yield from _of_cards(rows.filter(kind=CARDS_RUN_OUT))
    yield from _of_limits(rows.filter(kind=LIMITS_CONTRADICT))
    for row in rows.filter(~pl.col("kind").is_in(together)).iter_rows(named=True):
        text = _text(row, view)
        yield Finding(text, row["is_warning"], row["kind"], of_company=not row["pool_ids"])


def _of_state(facts: Mapping[str, Any], view: View) -> Iterator[Finding]:
    """What is out of date: a forecast behind its data, settings changed since the computation."""
    cut_off, data_until = facts["forecast_cut_off"], facts["data_until"]
    # A forecast begins after the last complete day, which may be the day before the last one.
    if cut_off and data_until and (data_until - cut_off).days > 1:
        days = {"cut_off": formats.day(cut_off), "data_until": formats.day(data_until)}
        yield _company_warning("forecast_behind", **days)
    for setting in ("tax_basis", "hours_per_month"):
        if facts[setting] is not None and facts[setting] != getattr(view.settings, setting):
            yield _company_warning("settings_changed", setting=f"`{setting}`")


def _company_warning(kind: str, **facts: Any) -> Finding:
    return Finding(t(f"findings.{kind}", **facts), warning=True, kind=kind, of_company=True)


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
    told = about(findings, pools).filter(kind=AGREEMENT_IN_HAND)
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
    text = t("findings.cards_run_out", count=count, pools=pools)
    yield Finding(text, warning=True, kind=CARDS_RUN_OUT)


def _of_limits(rows: pl.DataFrame) -> Iterator[Finding]:
    """One sentence for all limits that cannot be held together."""
    names = sorted({plain(name or formats.MISSING) for name in rows["missing"]})
    if names:
        yield _company_warning(LIMITS_CONTRADICT, limits=t("findings.and").join(names))


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
        yield _company_warning("refused", count=formats.number(loads["refused_count"]))
    if rejected := loads["rows_rejected"]:
        counts = {"count": formats.number(rejected), "total": formats.number(loads["rows_read"])}
        few = _company_warning("rejected", **counts)
        are_many = rejected >= _MANY_REJECTED * loads["rows_read"]
        yield replace(few, kind="many_rejected") if are_many else few


def _text(row: Mapping[str, Any], view: View) -> str:
    if row["kind"] in _WITHOUT_POOL:
        return _WITHOUT_POOL[row["kind"]](row)
    facts = {"pool": _pools(row["pool_ids"] or [])}
    if row["kind"] == "unclear_chip":
        names = {name: plain(row[name] or formats.MISSING) for name in ("chip", "candidates")}
        return t("findings.unclear_chip", **names, **facts)
    if row["kind"] in ("not_compared", "assumed", "unusable_row"):
        return _of_offer(row, facts["pool"])
    if row["kind"] in ADVICE_FINDINGS:
        why = _code("no_advice", row["missing"] or formats.MISSING)
        return t(f"findings.{row['kind']}", missing=why, **facts)
    if row["kind"] == "not_replayed":
        why = _code("not_replayed", row["missing"] or formats.MISSING)
        return t("findings.not_replayed", missing=why, **facts)
    if row["kind"] == "last_days_jump":
        factors = {name: formats.factor(row[name]) for name in ("factor", "learned")}
        return t("findings.last_days_jump", **factors, **facts)
    facts["hours"] = formats.number(row["hour_count"])
    if row["kind"] not in ("missing_price", "replay_filled"):
        facts["start"] = formats.moment(row["start_utc"], view.settings.time_zone)
    return t(f"findings.{row['kind']}", **facts)


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
