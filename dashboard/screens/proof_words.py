"""The replay in sentences: which rule would have cost what, and what each rule does."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue

Row = dict[str, Any]
MODEL, HINDSIGHT = "model", "hindsight"


def policy_name(policy: str) -> str:
    """A rule's name as its own documents call it; the code of one that has no name here."""
    key = f"words.policy.{policy}"
    return t(key) if key in load_catalogue() else policy


def peers_of(policies: pl.DataFrame) -> pl.DataFrame:
    """Rules of others, the cheapest first."""
    return policies.filter(~pl.col("is_model"), pl.col("policy") != HINDSIGHT)


def finding(policies: pl.DataFrame) -> str:
    """Advice against hindsight and the best rule, whichever of the two did better."""
    model = policies.filter("is_model").row(0, named=True)
    facts = {
        "months": formats.number(model["months"]),
        "above": formats.percent(model["hindsight_ratio"] - 1, 1),
    }
    peers = peers_of(policies)
    if peers.is_empty():
        return t("proof.finding.alone", **facts)
    best = peers.row(0, named=True)
    facts["rule"] = plain(policy_name(best["policy"]))
    apart = best["dearer_by_cny"]
    facts["amount"] = formats.money(abs(apart))
    key = "best" if apart > 0 else "beaten" if apart < 0 else "level"
    return t(f"proof.finding.{key}", **facts)


def short_finding(policies: pl.DataFrame) -> str:
    """One line for other screens: the ratio of the advice and of the best rule."""
    model, peers = policies.filter("is_model"), peers_of(policies)
    if model.is_empty() or peers.is_empty():
        return ""
    ours, best = model.row(0, named=True), peers.row(0, named=True)
    return t(
        "proof.short",
        months=formats.number(ours["months"]),
        ratio=formats.number(ours["hindsight_ratio"], 2),
        rule=plain(policy_name(best["policy"])),
        best=formats.number(best["hindsight_ratio"], 2),
    )


def months_title(months: pl.DataFrame) -> str:
    """How much was held at the end, by the advice and with perfect hindsight."""
    last = {
        row["policy"]: row["held_units"]
        for row in months.sort("month").unique("policy", keep="last").iter_rows(named=True)
    }
    if MODEL not in last or HINDSIGHT not in last:
        return t("proof.months.title")
    held = {"units": formats.number(last[MODEL]), "best": formats.number(last[HINDSIGHT])}
    return t("proof.months.finding", **held)


def pool_line(row: Row) -> tuple[str, bool]:
    """A pool in a sentence; a warning where a rule did better."""
    facts = {
        "pool": plain(formats.short_pool(row["pool_id"])),
        "ratio": formats.number(row["hindsight_ratio"], 2),
    }
    if row["policy"] is None:
        return t("proof.pools.alone", **facts), False
    apart = row["dearer_by_cny"]
    key = "beaten" if apart < 0 else "level" if apart == 0 else "best"
    facts |= {
        "rule": plain(policy_name(row["policy"])),
        "best": formats.number(row["best_rule_ratio"], 2),
        "amount": formats.money(abs(apart)),
    }
    return t(f"proof.pools.{key}", **facts), apart < 0


def rule_lines(policies: pl.DataFrame) -> list[str]:
    """Each rule that was replayed: its name, and what it does in a line."""
    known = load_catalogue()
    lines = []
    for policy in policies["policy"]:
        key = f"proof.rule.{policy}"
        if key in known:
            lines.append(t("proof.rules.line", name=plain(policy_name(policy)), what=t(key)))
    return lines
