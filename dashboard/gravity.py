"""Which findings a reader has to know first, and which concern the pools that were chosen."""

from collections.abc import Sequence

import polars as pl

from data.pool_id import parts_of
from data.tables.finding_kinds import FINDING_KINDS
from models.findings import COMPANY

LIMITS_CONTRADICT = "limits_contradict"
CARDS_RUN_OUT = "cards_run_out"
# Their sentences name the company, the provider or the pool already.
SAY_WHOSE = frozenset({"over_budget", "no_budget", "plan_not_in_costs", "agreement_in_hand"})
_FIRST = (
    LIMITS_CONTRADICT,  # what is advised, on the same screen, keeps no promise
    CARDS_RUN_OUT,
    "last_days_jump",  # a wrong unit in a file, or something that runs and should not
    "future_hours",  # a wrong date, and its hours are in no figure
    "plan_not_in_costs",  # costs are not what is paid
    "agreement_in_hand",
    "refused",  # whole files are in no figure
    "many_rejected",
    "unusable_row",
    "missing_price",
    "over_budget",
    "forecast_behind",
    "settings_changed",
    "unknown_name",  # rules and plans that hold nothing
    "plan_serves_nothing",
)
_LAST = ("rejected",)  # few rows of many
_ORDER = (*_FIRST, *(kind for kind in FINDING_KINDS if kind not in _FIRST), *_LAST)


def gravity(kind: str) -> int:
    """Its place among findings of the same severity, the gravest at 0."""
    return _ORDER.index(kind)


def about(findings: pl.DataFrame, pools: Sequence[str] | None) -> pl.DataFrame:
    """Rows of `findings.sql` of these pools, their providers or the company; None: all.

    A budget is of all pools that bear its name.
    """
    if pools is None:
        return findings
    providers = {parts_of(pool).provider for pool in pools}
    scopes = {COMPANY, *providers, *(parts_of(pool).pool for pool in pools)}
    kept = pl.col("pool_ids").list.set_intersection(list(pools)).list.sort()
    of_pools = pl.col("pool_ids").list.len().fill_null(1) > 0
    of_sellers = pl.col("seller").is_null() | pl.col("seller").is_in(providers)
    of_budgets = pl.col("scope").is_null() | pl.col("scope").is_in(scopes)
    return findings.with_columns(kept).filter(of_pools, of_sellers, of_budgets)
