"""`suanli replay`: the advice and every peer rule over each pool's own past."""

from typing import Any

from dashboard.cli.console import AsJson, Home, Pool, emit, open_home
from data.errors import UsageError

_NOTHING = "Nothing is replayed: `suanli run`; a pool needs prices and 6 complete months."
_HEADS = ("CNY", "to hindsight", "saved", "stranded", "lock-in", "against the advice")


def replay(
    pool: Pool = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print what the advice would have cost over each pool's past, beside peer rules.

    Each month is decided with what was known then, at the prices of the last day; `suanli run`
    replays anew. To hindsight: cost over cost with every hour known. Lock-in: months owed.
    """
    rows = _rows(home, pool)
    pools: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        pools.setdefault(row["pool_id"], []).append(row)
    text = "\n\n".join(_table(pool_id, found) for pool_id, found in pools.items())
    better = {pool_id: _better(found) for pool_id, found in pools.items()}
    document = {"policies": rows, "better_peers": better}
    emit(document, f"{text}\n\n{_verdict(better)}" if rows else _NOTHING, as_json=as_json)


def _rows(home: Any, pool: str | None) -> list[dict[str, Any]]:
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query

    workspace, settings = open_home(home)
    with open_snapshot(require_current(workspace).path, settings.memory_limit) as connection:
        rows = query(
            connection, "SELECT * FROM out_replay ORDER BY pool_id, cost_cny, NOT is_model, policy"
        ).to_dicts()
    pools = sorted({row["pool_id"] for row in rows})
    if pool is not None and pool not in pools:
        raise UsageError(
            f"{pool} is not replayed",
            where="--pool",
            remedy=f"Name one of {', '.join(pools)}; findings say why others are not."
            if pools
            else _NOTHING,
        )
    return [row for row in rows if pool in (None, row["pool_id"])]


def _better(rows: list[dict[str, Any]]) -> list[str]:
    """Peer rules that would have cost less than the advice, the cheapest first."""
    return [r["policy"] for r in rows if r["dearer_by_cny"] < 0 and r["policy"] != "hindsight"]


def _table(pool_id: str, rows: list[dict[str, Any]]) -> str:
    first = rows[0]
    head = (
        f"{pool_id}: {first['months']} months from {first['first_month']:%Y-%m},"
        f" {first['known_months']} months known before"
    )
    lines = [head, f"  {'':24}" + "".join(f"{name:>20}" for name in _HEADS)]
    for row in rows:
        figures = (
            f"{row['cost_cny']:,.0f}",
            f"{row['hindsight_ratio']:.3f}",
            "" if row["savings_ratio"] is None else f"{row['savings_ratio']:z.1%}",
            f"{row['stranded_cny']:,.0f}",
            f"{row['lock_in_months']:.1f}",
            f"{row['dearer_by_cny']:+,.0f}",
        )
        mark = "*" if row["is_model"] else " "
        lines.append(f"{mark} {row['policy']:24}" + "".join(f"{text:>20}" for text in figures))
    return "\n".join([*lines, _sentence(rows)])


def _sentence(rows: list[dict[str, Any]]) -> str:
    model = next(row for row in rows if row["is_model"])
    better = _better(rows)
    if not better:
        return "  No peer rule would have cost less than the advice."
    best = next(row for row in rows if row["policy"] == better[0])
    saved = -best["dearer_by_cny"]
    share = saved / model["cost_cny"]
    others = f", and {len(better) - 1} more" if len(better) > 1 else ""
    return (
        f"  A peer rule would have done better: {better[0]} by {saved:,.0f} CNY"
        f" ({share:.1%}){others}."
    )


def _verdict(better: dict[str, list[str]]) -> str:
    worse = sum(bool(names) for names in better.values())
    noun = "pool" if len(better) == 1 else "pools"
    return f"In {worse} of {len(better)} {noun} a peer rule would have cost less than the advice."
