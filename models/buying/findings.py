"""What the stage cannot advise, in out_finding: one row per pool or limit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from data.tables import OUT_TABLES
from data.tables.finding_kinds import ADVICE_FINDINGS
from models.buying.agreements_in_hand import Promise
from models.buying.need import Need
from models.buying.reading import Left
from models.procurement.solving import Gap
from models.stage import append_rows

NO_ADVICE, CONTRADICTION, UNKNOWN, SERVES_NOTHING, FILLED, CUT_SHORT, PROMISED = ADVICE_FINDINGS
_TOLD_BELOW = 0.95  # share of hours measured


@dataclass(frozen=True)
class Told:
    """What there is to tell of an advice.

    `needs` of pools advised; `unknown` names in buying.toml; `unserved`: savings plans in
    hand of which no pool advised has use; `promises`: agreements in hand. `cut_short`: how much
    cheaper it may be at most, as a share of the cost, where a search ended at its limit.
    """

    left: Sequence[Left] = ()
    gaps: Sequence[Gap] = ()
    needs: Sequence[Need] = ()
    unknown: Sequence[str] = ()
    unserved: Sequence[str] = ()
    promises: Sequence[Promise] = ()
    cut_short: float | None = None


def tell(connection: duckdb.DuckDBPyConnection, told: Told, snapshot_id: str) -> None:
    """Put the findings of this stage in place of its earlier ones."""
    connection.execute(
        "DELETE FROM out_finding WHERE kind IN (SELECT unnest($kinds))",
        {"kinds": list(ADVICE_FINDINGS)},
    )
    schema = {name: column.dtype for name, column in OUT_TABLES["out_finding"].columns().items()}
    rows = [row | {"snapshot_id": snapshot_id} for row in _rows(told)]
    append_rows(connection, "out_finding", pl.DataFrame(rows, schema=schema, orient="row"))


def _rows(told: Told) -> Iterator[dict[str, object]]:
    for one in told.left:
        yield _row(NO_ADVICE, one.pool_id, {"missing": one.reason})
    for name in dict.fromkeys(gap.name for gap in told.gaps):
        yield _row(CONTRADICTION, None, {"offer_id": name, "missing": name})
    for name in told.unknown:
        yield _row(UNKNOWN, None, {"missing": name})
    for plan_id in told.unserved:
        yield _row(SERVES_NOTHING, None, {"missing": plan_id})
    yield from map(_promised, told.promises)
    if told.cut_short is not None:
        yield _row(CUT_SHORT, None, {"missing": f"{told.cut_short:.2%}"})
    for need in told.needs:
        if need.measured_ratio < _TOLD_BELOW:
            yield _row(FILLED, need.pool_id, {"missing": f"{1 - need.measured_ratio:.0%}"})


def _promised(one: Promise) -> dict[str, object]:
    """A warning where something is expected to be missing, or not known."""
    facts = {
        "offer_id": one.agreement_id,
        "seller": one.provider,
        "last_day": one.last_day.isoformat(),
        "promised_cny": one.promised_cny,
        "drawn_cny": one.drawn_cny,
        "expected_cny": one.expected_cny,
        "due_cny": one.due_cny,
    }
    severity = "info" if one.due_cny == 0 else "warning"
    return _row(PROMISED, None, facts) | {"severity": severity}


def _row(kind: str, pool_id: str | None, facts: Mapping[str, object]) -> dict[str, object]:
    return {
        "kind": kind,
        "severity": "warning" if kind in (CONTRADICTION, UNKNOWN, SERVES_NOTHING) else "info",
        "pool_id": pool_id,
        "start_utc": None,
        "end_utc": None,
        "hour_count": None,
        "detail": json.dumps(facts, ensure_ascii=False),
    }
