"""A knob that changes little, told: each outcome once, with the positions that lead to it."""

from itertools import groupby
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.i18n import t
from dashboard.screens.ladder_words import joined
from dashboard.units import bought_more, bought_now

Row = dict[str, Any]
LITTLE_RATIO = 0.002  # of the expected cost: a knob that moves less of it is said to do little
_MONEY_NOW = "committed_now_cny_per_hour"
_OUTCOME = ("units_now", _MONEY_NOW, "cost_cny", "stranded_cny")


def cost_share(points: pl.DataFrame) -> float:
    """What the knob moves of the expected cost, from its cheapest position to its dearest."""
    costs = points["cost_cny"].to_list()
    return float((max(costs) - min(costs)) / min(costs)) if min(costs) > 0 else 1.0


def outcomes(points: pl.DataFrame, present: Row | None) -> list[str]:
    """A sentence for every outcome, in the order of the knob; `points` ascend by share."""
    rows = points.to_dicts()
    grouped = groupby(rows, key=lambda row: tuple(row[name] for name in _OUTCOME))
    return [_outcome(list(found), present) for _, found in grouped]


def _outcome(found: list[Row], present: Row | None) -> str:
    ends = dict.fromkeys(share_words(found[at]["evidence_share"]) for at in (0, -1))
    facts = {"share": "–".join(ends), "units": bought_now(found[0])}
    sentence = t("commitments.frontier.at", **facts)
    if present is None:
        return sentence
    if all(found[0][name] == present[name] for name in _OUTCOME):
        return joined(sentence, t("commitments.frontier.is_present"))
    return joined(sentence, against(found[0], present))


def against(row: Row, present: Row) -> str:
    """One position of the knob against the advice's."""
    units = row["units_now"] - present["units_now"]
    money = (row[_MONEY_NOW] or 0) - (present[_MONEY_NOW] or 0)
    return t(
        "commitments.frontier.against",
        units=bought_more(units, money),
        cost=formats.money_change(row["cost_cny"] - present["cost_cny"]),
        stranded=formats.money_change(row["stranded_cny"] - present["stranded_cny"]),
        lock_in=formats.number(row["lock_in_months"], 1),
    )


def share_words(share: float) -> str:
    """A position of the knob."""
    return formats.number(share, 2)
