"""`suanli decision`: what is due, what was said to it, and what came of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home
from data.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from dashboard.decisions import Advice, Verdict
    from data.planning.log import Entry, Kind
    from data.workspace import Workspace

app = typer.Typer(
    help="Recommendations: what is due; accept, change or reject it; what came of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(help="Id of an open decision, or a part only it has.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]
Owner = Annotated[str, typer.Option(help="Who sees to it.")]
Deadline = Annotated[str | None, typer.Option(help="Day by which it is done, YYYY-MM-DD.")]
Who = Annotated[str | None, typer.Option(help="Who enters it; default: the owner.")]


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """Show what is due, what was decided, and what came of it so far."""
    from dashboard.decisions import kept_decisions, open_advice
    from data.planning.store import read_entries

    workspace, _ = open_home(home)
    kept = kept_decisions(read_entries(workspace))
    steps, outcomes = _read(home, "decisions_open"), _read(home, "decisions_outcomes")
    due = open_advice(steps, kept, _read(home, "decisions_contracts"))
    lines = [f"{_due_line(advice)}" for advice in due] or ["Nothing is due."]
    lines += [_kept_line(entry, outcomes) for entry in kept.values()]
    document = {
        "due": [{"decision_id": a.decision_id, **a.row} for a in due],
        "kept": [_document(entry) for entry in kept.values()],
        "outcomes": outcomes.to_dicts(),
    }
    emit(document, "\n".join(lines), as_json=as_json)


@app.command()
def accept(
    name: Name,
    reason: Reason,
    owner: Owner,
    deadline: Deadline = None,
    who: Who = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Keep that an advice is followed as it is."""
    verdict = _verdict("accepted", reason, owner, deadline)
    _decide(home, name, verdict, who, as_json=as_json)


@app.command()
def change(
    name: Name,
    reason: Reason,
    owner: Owner,
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="COLUMN=VALUE", help="units, offer_id, starts_on ..."),
    ],
    deadline: Deadline = None,
    who: Who = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Keep that an advice is followed otherwise: other units, offer, days or fee."""
    from dashboard.cli.defaults import read_defaults
    from dashboard.decisions import CHANGEABLE

    changes = read_defaults(set_)
    unknown = sorted(set(changes) - set(CHANGEABLE))
    if unknown:
        raise UsageError(
            f"{', '.join(unknown)} cannot be changed",
            where="--set",
            remedy=f"Change {', '.join(CHANGEABLE)}.",
        )
    verdict = _verdict("changed", reason, owner, deadline, changes)
    _decide(home, name, verdict, who, as_json=as_json)


@app.command()
def reject(
    name: Name,
    reason: Reason,
    owner: Owner,
    who: Who = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Keep that an advice is not followed, and why."""
    _decide(home, name, _verdict("rejected", reason, owner, None), who, as_json=as_json)


@app.command()
def undo(
    entry: Annotated[int, typer.Argument(help="Id of the entry; see `suanli decision history`.")],
    who: Annotated[str, typer.Option(help="Who takes it back.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take back what was entered together with an entry; of decisions nothing is computed anew."""
    from data.planning.log import undoing
    from data.planning.store import append

    workspace, _ = open_home(home)
    saved = append(workspace, lambda log: undoing(log, _batch(log, entry)), who=who, reason=reason)
    emit(
        {"entries": [_document(one) for one in saved]},
        f"took back {len(saved)} of what entry {entry} was saved with; `suanli run` publishes it",
        as_json=as_json,
    )


@app.command()
def history(
    kind: Annotated[str, typer.Option(help="budget, contract ...; default: all kinds.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show who entered, changed, removed or took back what, the latest first."""
    from dashboard.entries import history as listed

    if kind:
        from data.planning.log import KINDS

        _known(kind, [*KINDS, "view"])
    entries = [e for e in _entries(home) if kind in ("", e.kind)]
    rows = listed(entries).to_dicts()
    lines = [
        f"{row['entry_id']}: {row['at_utc']:%Y-%m-%d %H:%M} UTC, {row['who']}:"
        f" {row['entered_action']} {row['entered_kind']} {row['key']}"
        + (f" ({row['entered_reason']})" if row["entered_reason"] else "")
        for row in rows
    ]
    emit({"entries": rows}, "\n".join(lines) or "nothing was entered", as_json=as_json)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="CSV to write; `suanli load` reads it elsewhere.")],
    kind: Annotated[str, typer.Option(help="decision, budget, contract ...")] = "decision",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write what holds of a kind as a file in its template."""
    from dashboard.entries import export_kind
    from data.planning.log import KINDS

    rows = export_kind(_entries(home), _known(kind, KINDS), out)
    emit({"file": str(out), "rows": rows}, f"wrote {rows} rows to {out}", as_json=as_json)


def _decide(
    home: Path | None, name: str, verdict: "Verdict", who: str | None, *, as_json: bool
) -> None:
    from dashboard.decisions import find_advice, keep

    workspace, settings = open_home(home)
    seen = _last(workspace)
    steps, contracts = _read(home, "decisions_open"), _read(home, "decisions_contracts")
    advice = find_advice(workspace, steps, contracts, name)
    entry = keep(workspace, settings, advice, verdict, who=who or verdict.owner, seen=seen)
    emit(
        _document(entry),
        f"{verdict.verdict}: {advice.decision_id}; the next `suanli run` says what comes of it",
        as_json=as_json,
    )


def _verdict(
    verdict: str,
    reason: str,
    owner: str,
    deadline: str | None,
    changes: dict[str, str] | None = None,
) -> "Verdict":
    from dashboard.decisions import Verdict

    try:
        day = date.fromisoformat(deadline) if deadline else None
    except ValueError as wrong:
        raise UsageError(
            f"{deadline!r} is no day", where="--deadline", remedy="Write it as 2026-12-31."
        ) from wrong
    return Verdict(verdict, reason, owner, day, changes or {})


def _read(home: Path | None, statement: str) -> "pl.DataFrame":
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query, read_sql

    workspace, settings = open_home(home)
    current = require_current(workspace)
    with open_snapshot(current.path, settings.memory_limit) as connection:
        return query(connection, read_sql("dashboard", statement))


def _known(name: str, kinds: "Sequence[Kind]") -> "Kind":
    """The kind of entry that is called so."""
    known = next((kind for kind in kinds if kind == name), None)
    if known is None:
        raise UsageError(
            f"There is no kind {name!r}", where="--kind", remedy=f"Known: {', '.join(kinds)}."
        )
    return known


def _entries(home: Path | None) -> "list[Entry]":
    from data.planning.store import read_entries

    return read_entries(open_home(home)[0])


def _last(workspace: "Workspace") -> int:
    from data.planning.store import read_entries

    return max((entry.entry_id for entry in read_entries(workspace)), default=0)


def _batch(log: "Any", entry_id: int) -> int:
    return next((entry.batch for entry in log if entry.entry_id == entry_id), entry_id)


def _due_line(advice: "Advice") -> str:
    row = advice.row
    saving = "" if row["saving_cny"] is None else f", saves {row['saving_cny']:,} CNY"
    sure = row["confidence_ratio"]
    sure = "" if sure is None else f" in {sure:.0%} of scenarios"
    return (
        f"due {row['decide_on']}: {row['action']} {row['units']:g} x {row['offer_id']} for"
        f" {row['pool_id']}{saving}{sure}\n  {advice.decision_id}"
    )


def _kept_line(entry: "Entry", outcomes: "pl.DataFrame") -> str:
    values = entry.values or {}
    own = outcomes.filter(decision_id=values["decision_id"])
    saved, months = own["realised_saving_cny"].sum(), own["realised_saving_cny"].count()
    came = f"; {saved:,} CNY saved in {months} months" if months else "; nothing came of it yet"
    return (
        f"{values['verdict']} {values['decided_on']} by {entry.who}, owner {values['owner']}:"
        f" {values['decision_id']}{came}"
    )


def _document(entry: "Entry") -> dict[str, Any]:
    return {
        "entry_id": entry.entry_id,
        "at_utc": entry.at_utc,
        "who": entry.who,
        "kind": entry.kind,
        "action": entry.action,
        "reason": entry.reason,
        "values": entry.values,
    }
