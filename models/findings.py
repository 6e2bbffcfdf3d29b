"""What a reader should know about the data before trusting a number, one row per thing.

Each function gives the columns of out_finding without snapshot_id; `detail` holds the facts that
a sentence about it needs, as JSON.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from data.tables.finding_kinds import PLAN_FINDINGS, REPLAY_FINDINGS, RISK_FINDINGS
from models.billing.conversion import TaxBasis, fee_on
from models.billing.effective import PRICE_KEY
from models.billing.money import to_rate
from models.billing.savings_cover import Scope
from models.gaps import runs
from models.offers.contracts import POOL_KEY, faults_of
from models.offers.rates import rates_of_days

SERIOUS_HOURS = 24
COMPANY = "company"

_POOL = ["pool_id", "provider"]
_WARNING = pl.lit("warning")
_INFO = pl.lit("info")


def gap_findings(hours: pl.DataFrame) -> pl.DataFrame:
    """One row per pool x unbroken run of suspected gap hours."""
    found = runs(hours.filter("is_suspected_gap"), _POOL)
    return _as_findings(found, "suspected_gap", _WARNING, ["provider"])


def missing_hour_findings(hours: pl.DataFrame) -> pl.DataFrame:
    """One row per pool x unbroken run of hours that the source does not have."""
    told = pl.col("is_suspected_gap") | pl.col("is_partly_reported")
    absent = pl.col("used_card_hours").is_null() & ~told
    serious = pl.when(pl.col("hour_count") >= SERIOUS_HOURS).then(_WARNING).otherwise(_INFO)
    return _as_findings(runs(hours.filter(absent), _POOL), "missing_hours", serious, ["provider"])


def partly_reported_findings(
    hours: pl.DataFrame, untold: pl.DataFrame, job_logs: pl.DataFrame
) -> pl.DataFrame:
    """One row per pool x unbroken run of hours that a job log knows in part; of core_job_log.

    Hours of `untold` (untold_hours.sql) have a finding of their own.
    `reported_ratio` is what part of the last 24 hours' use the pool's newest log seems to have.
    """
    newest = (
        job_logs.sort("last_end_utc", "load_id")
        .unique(POOL_KEY[:3], keep="last")
        .sort(POOL_KEY[:3])
    )
    ratios = newest.select(*POOL_KEY[:3], reported_ratio="last_day_reported_ratio")
    partly = hours.filter("is_partly_reported").join(untold, on=["pool_id", "hour_utc"], how="anti")
    found = runs(partly, [*_POOL, "region", "pool"])
    told = found.join(ratios, on=POOL_KEY[:3], how="left", maintain_order="left")
    return _as_findings(told, "partly_reported", _WARNING, ["provider", "reported_ratio"])


def future_findings(untold: pl.DataFrame) -> pl.DataFrame:
    """One row per pool x unbroken run of hours that were not over when told; of untold_hours.

    The day on which a file is loaded is usual; more than that are wrong dates.
    """
    serious = pl.when(pl.col("hour_count") > SERIOUS_HOURS + 1).then(_WARNING).otherwise(_INFO)
    return _as_findings(runs(untold, _POOL), "future_hours", serious, ["provider"])


def price_findings(costs: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """One row per pool x reason x unbroken run of days without a price or an exchange rate.

    A warning where an amount is null for it; else information, because a pool without a price
    cannot be compared with packages. `days` has start_utc and end_utc of every local day.
    """
    breaks = (pl.col("local_date").diff() != pl.duration(days=1)).fill_null(value=True)
    found = (
        costs.with_columns(pl.coalesce("price_gap", "missing_price").alias("gap"))
        .filter(pl.col("gap").is_not_null())
        .join(days.select("local_date", "start_utc", "end_utc"), on="local_date")
        .sort("pool_id", "gap", "local_date")
        .with_columns(breaks.cum_sum().over("pool_id", "gap").alias("run"))
        .group_by("pool_id", *PRICE_KEY, "gap", "run", maintain_order=True)
        .agg(
            pl.col("start_utc").min(),
            pl.col("end_utc").max(),
            pl.col("hours_in_day").sum().alias("hour_count"),
            pl.col("price_gap").is_not_null().any().alias("needed"),
        )
    )
    severity = pl.when("needed").then(_WARNING).otherwise(_INFO)
    return _as_findings(found, "missing_price", severity, ["gap", *PRICE_KEY])


def plan_findings(found: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """One row per pool x offer x thing about it: what it lacks, or what was assumed of it.

    `found` has kind (of PLAN_FINDINGS), pool_id, offer_id, missing (codes) and source.
    """
    types = dict.fromkeys(("kind", "pool_id", "offer_id", "missing", "source"), pl.String())
    rows = _undated(pl.DataFrame(found, schema=types))
    parts = [
        _as_findings(
            rows.filter(pl.col("kind") == kind), kind, _INFO, ["offer_id", "missing", "source"]
        )
        for kind in PLAN_FINDINGS
    ]
    return pl.concat(parts)


def replay_findings(found: Sequence[Mapping[str, str | int]]) -> pl.DataFrame:
    """One row per pool that is not replayed, with why, and per pool with hours filled in.

    `found` has kind (of REPLAY_FINDINGS) and pool_id; missing (a code) and months, or hour_count.
    """
    texts = dict.fromkeys(("kind", "pool_id", "missing"), pl.String())
    types = texts | {"hour_count": pl.Int64(), "months": pl.Int64()}
    rows = _undated(pl.DataFrame(found, schema=types), but=("hour_count",))
    why, filled = (rows.filter(pl.col("kind") == kind) for kind in REPLAY_FINDINGS)
    return pl.concat(
        [
            _as_findings(why, REPLAY_FINDINGS[0], _INFO, ["missing", "months"]),
            _as_findings(filled, REPLAY_FINDINGS[1], _INFO, ["months"]),
        ]
    )


def cards_findings(risks: pl.DataFrame) -> pl.DataFrame:
    """One row per pool that is likely short of cards by a day ahead; rows of risk_cards.sql."""
    facts = ["by_date", "chance_ratio", "capacity_cards", "is_now", "is_if_renewed"]
    return _as_findings(_undated(risks), RISK_FINDINGS[0], _WARNING, facts)


def over_budget_findings(risks: pl.DataFrame) -> pl.DataFrame:
    """One row per budget's scope x span that is likely over; rows of risk_budgets.sql."""
    facts = ["scope", "level", "span", "counted_from", "month", "chance_ratio", "budget_cny"]
    found = _undated(risks.with_columns(pool_id=pl.lit(None, pl.String)))
    return _as_findings(found, RISK_FINDINGS[1], _WARNING, [*facts, "month_count"])


def jump_findings(jumps: pl.DataFrame) -> pl.DataFrame:
    """One row per pool whose last days are far beyond the usual; rows of risk_jumps.sql."""
    facts = ["days", "factor", "learned"]
    return _as_findings(_undated(jumps), RISK_FINDINGS[2], _WARNING, facts)


def contract_findings(commitments: pl.DataFrame) -> pl.DataFrame:
    """One row per contract with a number that no bill can have; rows of core_commitment.

    Its row, what is wrong with it and the remedy are in the detail: other contracts go on.
    """
    rows = [
        {
            "pool_id": "/".join(str(row[name]) for name in POOL_KEY),
            "offer_id": row["commitment_id"],
            "fault": fault.what,
            "source": fault.where,
            "remedy": fault.remedy,
        }
        for row, fault in faults_of(commitments)
    ]
    facts = ["offer_id", "fault", "source", "remedy"]
    types = dict.fromkeys(["pool_id", *facts], pl.String())
    return _as_findings(_undated(pl.DataFrame(rows, schema=types)), "unusable_row", _WARNING, facts)


def savings_plan_findings(
    plans: pl.DataFrame, costs: pl.DataFrame, days: pl.DataFrame, fx: pl.DataFrame, basis: TaxBasis
) -> pl.DataFrame:
    """One row per savings plan that runs on days of cost and serves no pool that there is.

    Nobody's cost has what is due for it. `cny_per_hour`, on `basis` at the last day's rate, is null
    without one. `plans` are core_savings_plan; `days` has start_utc and end_utc of every local day.
    """
    pools = costs.select("provider", "region", "chip").unique().rows()
    rows = [
        row
        for plan in plans.iter_rows(named=True)
        if not any(Scope.of(plan).serves(*pool) for pool in pools)
        and (row := _with_days(plan, days))
    ]
    asked = [(row["currency"], row["last_day"]) for row in rows]
    types = {"currency": pl.String(), "day": pl.Date()}
    rates = rates_of_days(fx, pl.DataFrame(asked, schema=types, orient="row"))
    for row in rows:
        rate = rates.of(row["currency"], row["last_day"])
        due = fee_on(row["commitment_per_hour"], rate, row, basis)
        row["cny_per_hour"] = None if due is None else str(to_rate(due))
    facts = ["offer_id", "seller", "cny_per_hour", "first_day", "last_day"]
    moments = dict.fromkeys(("start_utc", "end_utc"), pl.Datetime())
    schema = dict.fromkeys(("pool_id", "offer_id", "seller", "cny_per_hour"), pl.String())
    dates = dict.fromkeys(("first_day", "last_day"), pl.Date())
    found = pl.DataFrame(rows, schema=schema | moments | dates | {"hour_count": pl.Int64()})
    return _as_findings(found, "plan_not_in_costs", _WARNING, facts)


def _with_days(plan: Mapping[str, Any], days: pl.DataFrame) -> dict[str, Any] | None:
    """The plan with the days of cost on which it runs; None where there are none."""
    running = days.filter(pl.col("local_date").is_between(plan["start_date"], plan["end_date"]))
    if running.is_empty():
        return None
    bounds = running.select(
        pl.col("local_date").min().alias("first_day"),
        pl.col("local_date").max().alias("last_day"),
        pl.col("start_utc").min(),
        pl.col("end_utc").max(),
        pl.col("hours_in_day").sum().alias("hour_count"),
    ).row(0, named=True)
    facts = {"offer_id": plan["commitment_id"], "seller": plan["provider"], "pool_id": None}
    return dict(plan) | bounds | facts


def budget_findings(budgets: pl.DataFrame, last_date: date) -> pl.DataFrame:
    """One row if the company has no budget for the month of the last day with data."""
    month = last_date.replace(day=1)
    has_one = ((pl.col("month") == month) & (pl.col("scope") == COMPANY)).any()
    found = budgets.select(
        pl.lit(None, pl.String).alias("pool_id"),
        pl.lit(None, pl.Datetime).alias("start_utc"),
        pl.lit(None, pl.Datetime).alias("end_utc"),
        pl.lit(None, pl.Int64).alias("hour_count"),
        pl.lit(month.isoformat()).alias("month"),
        has_one.alias("has_one"),
    )
    return _as_findings(found.filter(~pl.col("has_one")), "no_budget", _INFO, ["month"])


def chip_findings(hours: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """One row per pool whose chip's name several chips share; `names` is core_chip_name.

    Prices and throughput of one of them may be those of another.
    """
    pools = hours.select("pool_id", "chip").unique(maintain_order=True)
    shared = names.filter("is_ambiguous").select("chip", "candidates")
    found = _undated(pools.join(shared, on="chip", maintain_order="left"))
    return _as_findings(found, "unclear_chip", _INFO, ["chip", "candidates"])


def _undated(found: pl.DataFrame, but: Sequence[str] = ()) -> pl.DataFrame:
    """Things that no hours go with, `but` for what they have."""
    nothing = {"start_utc": pl.Datetime, "end_utc": pl.Datetime, "hour_count": pl.Int64}
    return found.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in nothing.items() if name not in but
    )


def _as_findings(
    found: pl.DataFrame, kind: str, severity: pl.Expr, facts: list[str]
) -> pl.DataFrame:
    return found.select(
        pl.lit(kind).alias("kind"),
        severity.alias("severity"),
        "pool_id",
        "start_utc",
        "end_utc",
        "hour_count",
        pl.struct(facts).struct.json_encode().alias("detail"),
    )
