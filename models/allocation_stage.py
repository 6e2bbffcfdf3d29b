"""The cost of each month shared among teams by the rules of allocation.toml, to the cent."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl

from data.allocation import UNALLOCATED, AllocationRule
from data.errors import SettingsError
from data.settings import Settings
from data.tables import OUT_TABLES
from models.billing.allocation import ROUNDING, SharedCost, allocate
from models.stage import read, replace_rows

ALL_POOLS = ""

Quantities = Mapping[str, Decimal | None]
"""Team -> quantity of a driver; None where it is not known."""


@dataclass(frozen=True)
class Cost:
    """One amount to be shared: of a pool, or (`ALL_POOLS`) of the company."""

    month: date
    pool_id: str
    kind: str
    amount_cny: Decimal
    rule: AllocationRule
    unknown_pool_days: int = 0

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.kind} of {self.pool_id or 'the company'}, {self.month:%Y-%m}"


class Use:
    """Who used how much: by month and pool, and of all pools together."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.months = sorted(rows["month"].unique())
        self.teams = set(rows["team"])
        self._by: dict[tuple[date, str, str], dict[str, Decimal | None]] = defaultdict(dict)
        for row in rows.iter_rows(named=True):
            for driver in ("used_card_hours", "useful_card_hours"):
                for pool in (row["pool_id"], ALL_POOLS):
                    known = self._by[row["month"], pool, driver]
                    before = known.get(row["team"], Decimal(0))
                    more = row[driver]
                    unknown = before is None or more is None
                    known[row["team"]] = None if unknown else before + more

    def of(self, month: date, pool_id: str, driver: str) -> Quantities:
        """Quantity by team; empty where nobody has any."""
        return self._by.get((month, pool_id, driver), {})


def build_allocation(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Fill out_cost_allocated; needs the marts. Rules are `settings.allocation`.

    A pool's cost is shared by that pool's use; what no use says anything about is `unallocated`.
    Days whose cost is not known are in no amount: `unknown_pool_days` counts them.

    Raises:
        SettingsError: a rule names a team that never used anything.
        InputError: a driver is not known for a team.
    """
    use = Use(read(connection, "allocation_use"))
    _require_known_teams(settings, use)
    costs = [*_usage_costs(read(connection, "allocation_costs"), settings)]
    costs += _stated_costs(sorted({cost.month for cost in costs}), settings)
    replace_rows(connection, "out_cost_allocated", _rows(costs, use, settings, snapshot_id))


def _require_known_teams(settings: Settings, use: Use) -> None:
    rules: list[AllocationRule] = [*settings.allocation.rule, *settings.allocation.cost]
    named = {team for rule in rules for team in (rule.team, *(rule.shares or {})) if team}
    unknown = sorted(named - use.teams)
    if unknown and use.teams:
        raise SettingsError(
            f"Rules of allocation name teams that no usage is of: {', '.join(unknown)}",
            where="allocation.toml",
            remedy=f"Name teams, or projects that have none: {', '.join(sorted(use.teams))}.",
        )


def _usage_costs(rows: pl.DataFrame, settings: Settings) -> Iterator[Cost]:
    for row in rows.iter_rows(named=True):
        yield Cost(
            row["month"],
            row["pool_id"],
            row["cost_kind"],
            row["amount_cny"],
            settings.allocation.rule_of(row["cost_kind"]),
            row["unknown_pool_days"],
        )


def _stated_costs(months: list[date], settings: Settings) -> list[Cost]:
    """Costs of the file, in the months that have any other cost."""
    return [
        Cost(month, ALL_POOLS, cost.kind, cost.amount_cny_per_month, cost)
        for cost in settings.allocation.cost
        for month in months
        if cost.from_month <= month <= (cost.to_month or month)
    ]


def _shares(cost: Cost, use: Use) -> list[tuple[str, Decimal, str]]:
    """Team, amount and rule of every part of a cost."""
    rule = cost.rule
    drivers = use.of(cost.month, cost.pool_id, rule.driver)
    teams = sorted(use.of(cost.month, ALL_POOLS, "used_card_hours"))
    nobody = rule.rule == "even" and not teams
    if rule.rule == "proportional":
        teams = sorted(drivers)
        nobody = not any(drivers.values()) and None not in drivers.values()
    if nobody:
        return [(UNALLOCATED, cost.amount_cny, f"{rule.text}: nobody used anything")]
    if rule.rule in ("direct", "fixed"):
        teams = sorted({rule.team or "", *(rule.shares or {})} - {""})
    shared = SharedCost(
        cost.name, cost.kind, cost.amount_cny, rule.rule, rule.team, rule.driver, rule.shares
    )
    known = {team: quantity for team, quantity in drivers.items() if quantity is not None}
    parts = allocate([shared], teams, {rule.driver: known})
    return [(part.team, part.amount_cny, rule.text) for part in parts]


def _rows(costs: list[Cost], use: Use, settings: Settings, snapshot_id: str) -> pl.DataFrame:
    amounts: dict[tuple[date, str, str], Decimal] = defaultdict(Decimal)
    rules: dict[tuple[date, str, str], set[str]] = defaultdict(set)
    wholes: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    unknown: dict[tuple[date, str], int] = defaultdict(int)
    for cost in costs:
        wholes[cost.month, cost.kind] += cost.amount_cny
        unknown[cost.month, cost.kind] += cost.unknown_pool_days
        if not cost.amount_cny:
            if cost.unknown_pool_days:
                amounts[cost.month, UNALLOCATED, cost.kind] += 0
                rules[cost.month, UNALLOCATED, cost.kind].add("cost not known")
            continue
        for team, amount, rule in _shares(cost, use):
            amounts[cost.month, team, cost.kind] += amount
            rules[cost.month, team, cost.kind].add(rule)
    rows = []
    for (month, team, kind), amount in sorted(amounts.items()):
        whole = wholes[month, kind]
        rows.append(
            {
                "month": month,
                "team": team,
                "cost_kind": kind,
                "rule": "; ".join(sorted(rules[month, team, kind])),
                "share_ratio": float(amount / whole) if whole else None,
                "amount_cny": amount,
                "whole_cny": whole,
                "unknown_pool_days": unknown[month, kind],
                "rounding": ROUNDING,
                "tax_basis": settings.tax_basis,
                "snapshot_id": snapshot_id,
            }
        )
    schema = OUT_TABLES["out_cost_allocated"]
    types = {name: column.dtype for name, column in schema.columns().items()}
    return pl.DataFrame(rows, schema=types)
