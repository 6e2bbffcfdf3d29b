"""What the filter bar leaves of a table of the snapshot, as a condition of SQL."""

from collections.abc import Iterable

from dashboard.slices import POOL_DIMENSIONS, Slice
from data.tables import TABLES
from data.tables.teams import UNASSIGNED

_PLACE = ("provider", "region", "pool", "chip")
# Tables whose scope is a pool, beside rows of the company or of a chip.
_SCOPED = (
    "out_capacity_gain", "out_ladder_choice", "out_ladder_sensitivity", "out_supply_month",
)  # fmt: skip


def cuts(table: str, shown: Slice) -> tuple[list[str], list[str]]:
    """Conditions on a table's columns, and the filters that it has no columns for.

    Rows of a forecast's project go with its pool, those of a provider with the provider where it
    is the only filter; sums over more than the chosen pools are left out.
    """
    conditions, left = _of_place(table, shown) if shown.pools is not None else ([], [])
    columns = TABLES[table].columns()
    for name, column, values in (
        ("team", "team", shown.teams),
        ("project", "project", shown.projects),
        ("workload", "workload_class", shown.workloads),
    ):
        if values is None:
            continue
        # Nobody's cost is borne by projects: that they have no team, only a row of use says.
        if column not in columns or (UNASSIGNED in values and "project" not in columns):
            left.append(name)
            continue
        known = column if name != "team" else f"coalesce(team, {quoted(UNASSIGNED)})"
        conditions.append(_is_one_of(known, values))
    return conditions, left


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def _of_place(table: str, shown: Slice) -> tuple[list[str], list[str]]:
    columns, pools, chosen = TABLES[table].columns(), shown.pools or (), dict(shown.chosen)
    if "pool_id" in columns:
        return [_is_one_of("pool_id", pools)], []
    if all(name in columns for name in _PLACE):
        return [_is_one_of(" || '/' || ".join(_PLACE), pools)], []
    if "series" in columns:
        return [_of_series(pools, chosen, has_level="level" in columns)], []
    if table in _SCOPED:
        return [_is_one_of("scope", pools)], []
    present = [name for name in POOL_DIMENSIONS if chosen.get(name)]
    known = [name for name in present if name in columns and name != "pool"]  # a name, no pool_id
    conditions = [_is_one_of(name, chosen[name]) for name in known]
    return conditions, [name for name in present if name not in known]


def _of_series(pools: Iterable[str], chosen: dict[str, tuple[str, ...]], *, has_level: bool) -> str:
    parts = [_is_one_of("series", pools)]
    if has_level:
        projects = " OR ".join(f"starts_with(series, {quoted(f'{pool}/')})" for pool in pools)
        if projects:
            parts.append(f"level = 'project' AND ({projects})")
        if [*chosen] == ["provider"]:
            parts.append(f"level = 'provider' AND {_is_one_of('series', chosen['provider'])}")
    return "(" + " OR ".join(parts) + ")"


def _is_one_of(expression: str, values: Iterable[str]) -> str:
    listed = ", ".join(map(quoted, values))
    return f"{expression} IN ({listed})" if listed else "false"
