"""The proof: advice and peer rules replayed over each pool's own past, at today's prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.settings import Settings
from data.tables import OUT_TABLES
from data.tables.finding_kinds import REPLAY_FINDINGS
from models.billing.clock import add_months
from models.billing.money import to_cents
from models.billing.plans import Plan
from models.buying.ladders import PoolLadder, read_ladders
from models.buying.need import month_hours
from models.buying.past import Past, past_of_pool
from models.findings import replay_findings
from models.procurement.contest import HINDSIGHT, MODEL, replay_all, replay_hindsight
from models.procurement.ladder import Ladder, Term
from models.procurement.policy import LadderPolicy, PolicySettings
from models.procurement.replay import Billed, MakePolicy, Replayed
from models.stage import append_rows, read, replace_rows

FEWEST_MONTHS = 6
MOST_KNOWN_MONTHS = 12
MOST_POOLS = 30
PEERS_BY_MONTH = 3
_MOST_BLOCKS = 200

TOO_SHORT = "too_few_months"
NO_NEED = "nothing_needed"
TOO_MANY = "too_many_pools"

Row = dict[str, Any]


def build_replay(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    plans: Sequence[Plan] = (),
) -> None:
    """Fill out_replay and out_replay_month; needs the marts. `plans` are those of plan files.

    A third of the months, at most 12, is only known; the rest is replayed, each month decided with
    what was known before it. Need is used + queued. Of many pools the 30 that cost most by the hour
    are replayed. Pools without a price by the hour or without a term for sale are not, nor those
    with fewer than 6 complete months in a row; out_finding says so, and how many hours were filled.
    """
    ladders = sorted(read_ladders(connection, settings, plans), key=_spend, reverse=True)
    chosen = ladders[:MOST_POOLS]
    found = [_not_replayed(one.pool_id, TOO_MANY) for one in ladders[MOST_POOLS:]]
    needs = read(connection, "replay_hours", {"pools": [one.pool_id for one in chosen]})
    by_pool = {
        str(key): rows for (key,), rows in needs.partition_by("pool_id", as_dict=True).items()
    }
    policies: list[Row] = []
    months: list[Row] = []
    for one in sorted(chosen, key=lambda one: one.pool_id):
        past = past_of_pool(by_pool[one.pool_id], settings.time_zone, month_hours(settings))
        why = _why_not(past)
        if past is None or why:
            found.append(_not_replayed(one.pool_id, why, 0 if past is None else len(past.seen)))
            continue
        if past.filled_hours:
            found.append(_filled(one.pool_id, past))
        replayed = replay_pool(one, past, _model(settings))
        policies += replayed.policy_rows()
        months += replayed.month_rows()
    _write(connection, "out_replay", policies, settings, snapshot_id)
    _write(connection, "out_replay_month", months, settings, snapshot_id)
    _tell(connection, found, snapshot_id)


@dataclass(frozen=True)
class ReplayedPool:
    """Every policy and hindsight over a pool's past; units in blocks of `width` of the ladder's."""

    pool_id: str
    past: Past
    known_months: int
    width: int
    results: dict[str, Replayed]

    def policy_rows(self) -> list[Row]:
        """Rows of out_replay, without what is the same in all."""
        model = _cost(self.results[MODEL])
        return [
            {
                "pool_id": self.pool_id,
                "policy": name,
                "is_model": name == MODEL,
                "first_month": self.past.first_days[self.known_months],
                "months": len(done.held),
                "known_months": self.known_months,
                "cost_cny": _cost(done),
                "fees_cny": _cents(done.fees_cny),
                "on_demand_cost_cny": _cents(done.pay_as_you_go_cny),
                "hindsight_ratio": done.ratio,
                "savings_ratio": done.savings_ratio,
                "coverage_ratio": done.coverage_ratio,
                "utilisation_ratio": done.utilisation_ratio if done.committed_unit_hours else None,
                "stranded_cny": _cents(done.stranded_cny),
                "lock_in_months": done.lock_in_months,
                "dearer_by_cny": _cost(done) - model,
            }
            for name, done in self.results.items()
        ]

    def month_rows(self) -> list[Row]:
        """Rows of out_replay_month: the model, hindsight, and the three cheapest peers."""
        others = [name for name in self.results if name not in (MODEL, HINDSIGHT)]
        best = sorted(others, key=lambda name: self.results[name].cost_cny)[:PEERS_BY_MONTH]
        first = self.past.first_days[self.known_months]
        return [
            {
                "pool_id": self.pool_id,
                "policy": name,
                "month": add_months(first, month),
                "held_units": float(done.held[month]) * self.width,
                "bought_units": float(done.bought[month].sum()) * self.width,
                "fees_cny": _cents(done.fees_by_month_cny[month]),
                "on_demand_cost_cny": _cents(done.pay_as_you_go_by_month_cny[month]),
            }
            for name in (MODEL, HINDSIGHT, *best)
            for done in [self.results[name]]
            for month in range(len(done.held))
        ]


def replay_pool(one: PoolLadder, past: Past, model: MakePolicy = LadderPolicy) -> ReplayedPool:
    """The model, every peer rule and hindsight, with what was known at each month's start.

    A large pool is decided in blocks of units, so that its peak has at most 200.
    """
    known = min(len(past.seen) // 3, MOST_KNOWN_MONTHS)
    peak = float(past.billed.needs.max()) / one.cards_per_unit
    width = max(1, -(-int(peak) // _MOST_BLOCKS))
    cards = one.cards_per_unit * width
    ladder = _in_blocks(one.ladder, width)
    tail = past.since(known)
    paid = Billed(tail.needs / cards, tail.hours)
    seen = past.seen / cards
    results = replay_all(seen, ladder, known, billed=paid, model=model)
    results[HINDSIGHT] = replay_hindsight(seen, ladder, known, paid)
    return ReplayedPool(one.pool_id, past, known, width, results)


def _model(settings: Settings) -> MakePolicy:
    """The policy with the workspace's own knob, where buying.toml sets one."""
    share = settings.buying.evidence_share
    chosen = PolicySettings() if share is None else PolicySettings(evidence_share=share)
    return lambda: LadderPolicy(chosen)


def _in_blocks(ladder: Ladder, width: int) -> Ladder:
    terms = tuple(Term(t.name, t.months, t.fee_cny_per_month * width) for t in ladder.terms)
    return Ladder(ladder.pay_as_you_go_cny_per_hour * width, terms, ladder.hours_per_month)


def _spend(one: PoolLadder) -> float:
    """What the last days compared would cost by the hour."""
    used = float(one.window.hours["used_card_hours"].sum())
    return used * one.ladder.pay_as_you_go_cny_per_hour / one.cards_per_unit


def _why_not(past: Past | None) -> str:
    if past is None or len(past.seen) < FEWEST_MONTHS:
        return TOO_SHORT
    known = min(len(past.seen) // 3, MOST_KNOWN_MONTHS)
    return "" if past.since(known).needs.any() else NO_NEED


def _not_replayed(pool_id: str, why: str, months: int | None = None) -> Row:
    return {"kind": "not_replayed", "pool_id": pool_id, "missing": why, "months": months}


def _filled(pool_id: str, past: Past) -> Row:
    facts = {"hour_count": past.filled_hours, "months": len(past.seen)}
    return {"kind": "replay_filled", "pool_id": pool_id} | facts


def _cents(amount: float) -> Decimal:
    return to_cents(Decimal(repr(float(amount))))


def _cost(done: Replayed) -> Decimal:
    """The sum of its parts, to the cent."""
    return _cents(done.fees_cny) + _cents(done.pay_as_you_go_cny)


def _tell(connection: duckdb.DuckDBPyConnection, found: list[Row], snapshot_id: str) -> None:
    """Put this stage's findings in place of its earlier ones."""
    connection.execute(
        "DELETE FROM out_finding WHERE kind IN (SELECT unnest($kinds))",
        {"kinds": list(REPLAY_FINDINGS)},
    )
    rows = replay_findings(found).with_columns(snapshot_id=pl.lit(snapshot_id))
    append_rows(connection, "out_finding", rows)


def _write(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[Row],
    settings: Settings,
    snapshot_id: str,
) -> None:
    types = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    same = {"tax_basis": settings.tax_basis, "snapshot_id": snapshot_id}
    own = {name: dtype for name, dtype in types.items() if name not in same}
    frame = pl.DataFrame(rows, schema=own, orient="row").with_columns(
        pl.lit(value).alias(name) for name, value in same.items() if name in types
    )
    replace_rows(connection, table, frame)
