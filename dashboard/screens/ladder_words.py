"""Purchases of the ladder in sentences: what to buy, extend or let end, what it saves, how sure."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t
from dashboard.units import units_bought

Row = dict[str, Any]
ACTIONS = ("buy", "extend", "let_run_out")  # `keep` asks for nothing


def due_steps(steps: pl.DataFrame) -> pl.DataFrame:
    """What is to be decided now, the most saving first."""
    return steps.filter(pl.col("is_due") & pl.col("action").is_in(ACTIONS)).sort(
        "saving_cny", descending=True, nulls_last=True, maintain_order=True
    )


def what(row: Row) -> str:
    """`12 × 8-card server, annual package, 12 months`."""
    unit = "server" if row["unit"] == "server" else "other"
    if row["unit"] == "currency_per_hour":
        unit = "commitment"
    if not row["term_months"]:  # spot: nothing is signed for
        unit = "by_use"
    is_money = unit == "commitment"
    return t(
        f"ladder.what.{unit}",
        units=formats.money(row["committed_cny_per_hour"])
        if is_money
        else units_bought(row["units"]),
        cards=formats.number(row["cards_per_unit"]),
        offer=plain(row["offer_id"]),
        mode=t(f"words.billing_mode.{row['billing_mode']}"),
        term=_term(row["term_months"]),
    )


def _pools(row: Row) -> str:
    """The pool, or all that draw from what is told once."""
    names = (plain(formats.short_pool(one)) for one in row["pool_id"].split(", "))
    return t("commitments.rejected.and").join(names)


def _term(months: int) -> str:
    if months == 1:
        return t("ladder.term.month")
    return t("ladder.term.months", months=formats.number(months))


def finding(steps: pl.DataFrame, horizon_months: int | None) -> str:
    """The one sentence: what is due and by when, or when to look again.

    horizon_months: how far the plan looks ahead.
    """
    due = due_steps(steps)
    if due.is_empty():
        return _nothing_due(steps)
    day = formats.day(min(due["decide_on"].to_list()))
    # The purchase that saves most is the headline, whatever else is due beside it.
    first = due.row(0, named=True)
    sentence = _one_due(first, day)
    if due.height == 1:
        sure = first["confidence_ratio"]
        key = "saves" if sure is None else "saves_likely"
        return _with_saving(
            sentence, key, first["saving_cny"], months_saving(due, horizon_months), sure
        )
    sentence = t("ladder.finding.several", first=sentence, count=due.height)
    saving = due["saving_cny"].sum() if due["saving_cny"].count() else None
    return _with_saving(sentence, "save_together", saving, months_saving(due, horizon_months))


def months_saving(steps: pl.DataFrame, horizon_months: int | None) -> int | None:
    """Over how many months steps save: the longest of their terms, as far as the plan looks ahead.

    What is not bought saves nothing. Spot has no term: it serves as far as the plan looks.
    """
    terms = [
        term or horizon_months or 0
        for term in steps.drop_nulls("saving_cny")["term_months"].to_list()
    ]
    if not terms or horizon_months is None:
        return None
    return min(max(terms), horizon_months)


def line(row: Row) -> str:
    """One step in a sentence or two."""
    names = {
        "what": what(row),
        "offer": plain(row["offer_id"]),
        "pool": _pools(row),
        "start": formats.day(row["starts_on"]),
        "end": formats.day(row["ends_on"]),
    }
    sentences = [t(f"ladder.line.{row['action']}", **names), saved(row)]
    if row["action"] in ("buy", "extend"):
        sentences.append(t("ladder.line.again", day=formats.day(row["decide_again_on"])))
    return joined(*sentences)


def saved(row: Row) -> str:
    """What a step saves and how sure that is; empty where it is not known."""
    amount = row["saving_cny"]
    if amount is None:
        return ""
    if amount < 0:
        return t("ladder.saving.forced", amount=formats.money(-amount))
    if row["confidence_ratio"] is None:
        return t("ladder.saving.plain", amount=formats.money(amount))
    share = formats.chance(row["confidence_ratio"])
    return t("ladder.saving.likely", amount=formats.money(amount), probability=share)


def joined(*sentences: str) -> str:
    """Sentences one after the other, as the language sets them."""
    whole = ""
    for sentence in filter(None, sentences):
        whole = t("ladder.joined", first=whole, second=sentence) if whole else sentence
    return whole


def _one_due(row: Row, day: str) -> str:
    return t(
        f"ladder.finding.{row['action']}",
        what=what(row),
        offer=plain(row["offer_id"]),
        pool=_pools(row),
        day=day,
        end=formats.day(row["ends_on"]),
    )


def _with_saving(
    sentence: str, key: str, saving: Any, months: int | None, sure: float | None = None
) -> str:
    if saving is None or saving <= 0 or months is None:
        return sentence
    return t(
        f"ladder.finding.{key}",
        first=sentence,
        amount=formats.money(saving),
        months=months,
        probability=None if sure is None else formats.chance(sure),
    )


def _nothing_due(steps: pl.DataFrame) -> str:
    ahead = steps.filter(~pl.col("is_due") & pl.col("action").is_in(ACTIONS))
    if ahead.is_empty():
        return t("ladder.finding.nothing")
    first = ahead.sort("decide_on").row(0, named=True)
    return t("ladder.finding.later", day=formats.day(first["decide_on"]), what=what(first))
