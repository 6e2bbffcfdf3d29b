"""Deciding on what the ladder advises: what is open, what was said, and the advice as it was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from data.errors import InputError, UsageError
from data.planning.log import Change, Entry, Values, state
from data.planning.store import append, read_entries
from data.pool_id import parts_of
from data.settings import Settings
from data.workspace import Workspace
from etl.planning import judge, make_key
from models.billing.money import to_cents

Row = Mapping[str, Any]
_ADVISED = {  # column of a decision: of the advice
    "advised_action": "action",
    "advised_offer_id": "offer_id",
    "advised_billing_mode": "billing_mode",
    "advised_term_months": "term_months",
    "advised_unit": "unit",
    "advised_units": "units",
    "advised_cards_per_unit": "cards_per_unit",
    "advised_starts_on": "starts_on",
    "advised_ends_on": "ends_on",
    "advised_fee_cny_per_month": "unit_fee_cny_per_month",
    "advised_commitment_cny": "commitment_cny",
    "expected_saving_cny": "saving_cny",
    "horizon_months": "horizon_months",
    "confidence_ratio": "confidence_ratio",
    "evidence_share": "evidence_share",
    "tax_basis": "tax_basis",
    "advised_snapshot_id": "snapshot_id",
}
CHANGEABLE = (
    "action",
    "offer_id",
    "units",
    "cards_per_unit",
    "starts_on",
    "ends_on",
    "unit_fee_cny_per_month",
)


@dataclass(frozen=True)
class Verdict:
    """What somebody says to an advice. `changes` are columns of CHANGEABLE as they are typed."""

    verdict: str
    reason: str
    owner: str
    deadline: date | None = None
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Advice:
    """A step of the ladder (decisions_open.sql) and the id that a decision on it has."""

    decision_id: str
    row: Row


def all_advice(steps: pl.DataFrame, settled: Collection[str] = ()) -> list[Advice]:
    """Every step with its id: what is done in which pool with which offer, the month, a number.

    settled: ids whose purchase is in hand, so that what is advised now comes on top of it.
    """
    found: list[Advice] = []
    numbers: dict[str, int] = {}
    for row in steps.iter_rows(named=True):
        parts = (row["pool_id"], row["action"], row["offer_id"], f"{row['decide_on']:%Y-%m}")
        name = "|".join(parts)
        number = numbers.get(name, 0) + 1
        while f"{name}#{number}" in settled:
            number += 1
        numbers[name] = number
        found.append(Advice(f"{name}#{number}", row))
    return found


def open_advice(
    steps: pl.DataFrame, kept: Mapping[str, Entry], contracts: pl.DataFrame
) -> list[Advice]:
    """Steps that are due and nobody has decided on; `contracts` are decisions_contracts.sql."""
    settled = [name for name, entry in kept.items() if _is_signed(entry, contracts)]
    return [a for a in all_advice(steps, settled) if a.row["is_due"] and a.decision_id not in kept]


def unsigned(kept: Mapping[str, Entry], contracts: pl.DataFrame) -> list[Entry]:
    """Accepted purchases of servers that no contract in hand names."""
    return [
        entry
        for entry in kept.values()
        if becomes_contract(entry.values or {}) and not _is_signed(entry, contracts)
    ]


def _is_signed(entry: Entry, contracts: pl.DataFrame) -> bool:
    name = (entry.values or {})["decision_id"]
    return any(name in source for source in contracts["source"])


def kept_decisions(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The decisions that hold, by id, the latest last."""
    held = state(entries, "decision").values()
    return {(entry.values or {})["decision_id"]: entry for entry in held}


def decision_values(advice: Advice, verdict: Verdict, time_zone: str) -> dict[str, str]:
    """The cells of a decision: what is done, and the advice as it was."""
    row = advice.row
    done = {name: _cell(row[name]) for name in CHANGEABLE}
    if verdict.verdict == "rejected":
        done["units"] = "0"
    today = datetime.now(UTC).astimezone(ZoneInfo(time_zone)).date()
    cells = {
        "decision_id": advice.decision_id,
        "decided_on": today.isoformat(),
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "owner": verdict.owner,
        "deadline": _cell(verdict.deadline),
        "pool_id": row["pool_id"],
        **done,
        **verdict.changes,
        **{name: _cell(row[of]) for name, of in _ADVISED.items()},
    }
    return {name: value.strip() for name, value in cells.items() if value.strip()}


def keep(
    workspace: Workspace,
    settings: Settings,
    advice: Advice,
    verdict: Verdict,
    *,
    who: str,
    seen: int | None = None,
) -> Entry:
    """Keep a decision; the next publication has what comes of it.

    Raises:
        InputError: a cell is none that a decision may have; or somebody decided meanwhile.
        LockedError, StorageError: as data.planning.store.append.
    """
    values = decision_values(advice, verdict, settings.time_zone)
    judged = judge("decision", [values], settings.time_zone)
    if not judged.is_sound:
        fault = judged.rejected.row(0, named=True)
        cell = f"{fault['column']}: " if fault["column"] else ""
        raise InputError(
            f"The decision was not kept: {cell}{fault['reason']}",
            where=advice.decision_id,
            remedy="Correct it and decide again.",
        )
    change = Change(kind="decision", key=make_key([advice.decision_id]), values=values)
    [entry] = append(workspace, lambda _: [change], who=who, reason=verdict.reason, seen=seen)
    return entry


def find_advice(
    workspace: Workspace, steps: pl.DataFrame, contracts: pl.DataFrame, name: str
) -> Advice:
    """The open advice that `name` means: its id, or what only its id contains.

    Raises:
        UsageError: none is meant, or several are.
    """
    known = open_advice(steps, kept_decisions(read_entries(workspace)), contracts)
    exact = [advice for advice in known if advice.decision_id == name]
    found = exact or [advice for advice in known if name in advice.decision_id]
    if len(found) != 1:
        names = "; ".join(advice.decision_id for advice in found or known)
        raise UsageError(
            f"{len(found) or 'No'} open decisions are called {name!r}",
            remedy=f"Name one of: {names}." if names else "Nothing is due.",
        )
    return found[0]


def contract_cells(values: Values) -> dict[str, str]:
    """The contract that an accepted purchase becomes, as far as the decision knows it."""
    provider, region, pool, chip = parts_of(values["pool_id"])
    return {
        "commitment_id": f"{values['offer_id']} {values['starts_on']}",
        "provider": provider,
        "region": region,
        "pool": pool,
        "chip": chip,
        "billing_mode": values["advised_billing_mode"],
        "term_months": values["advised_term_months"],
        "servers": values["units"].removesuffix(".0"),
        "cards_per_server": values["cards_per_unit"],
        "start_date": values["starts_on"],
        "end_date": values["ends_on"],
        "fee_per_server_month": f"{to_cents(Decimal(values['unit_fee_cny_per_month']))}",
        "currency": "CNY",
        "tax_included": "true" if values["tax_basis"] == "included" else "false",
        "tax_rate": "",
        "source": f"decision {values['decision_id']}",
    }


def becomes_contract(values: Values) -> bool:
    """Whether a decision is a purchase of servers, so that a contract is to be entered."""
    bought = values["verdict"] != "rejected" and values["action"] in ("buy", "extend")
    return bought and values["advised_unit"] == "server"


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"  # never 0E-6
    return "" if value is None else str(value)
