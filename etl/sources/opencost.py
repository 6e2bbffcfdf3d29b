"""Allocations of a Kubernetes cluster, the JSON answer of OpenCost's `/allocation/compute`.

`data` holds one set per step of the window, and each set one allocation per name: a namespace, a
pod, or what else the query aggregates by. Kubecost answers in the same form.
"""

from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.coming import Measured
from etl.json_file import read_json, show, to_table
from etl.json_text import as_text
from etl.reading import LINE_NUMBER, TextTable
from etl.source import Context, Source, SourceRow, has_columns, time_zone
from etl.unsaid import fill_unsaid

_RENAMED = {"cluster": "pool", "namespace": "project"}
_LONGEST_HOURS = 31 * 24
_QUERY = (
    "Save the answer of /allocation/compute?window=...&step=1h&aggregate=cluster,namespace, for "
    "windows that are over."
)


class OpencostRow(SourceRow):
    """One row per allocation x window."""

    window_start = dy.Datetime(primary_key=True, description="start of the window")
    window_end = dy.Datetime(description="end of the window")
    name = fields.text("the allocation: what the query aggregates by", primary_key=True)
    pool = fields.pool(primary_key=True)
    project = fields.text("namespace; the allocation's name where it has none")
    gpu_hours = fields.quantity("card-hour", "cards held, summed over the window")
    gpu_cost = dy.Float64(
        nullable=True, description="what OpenCost makes of them, in its own currency; kept only"
    )
    provider = fields.provider()
    region = fields.region()
    chip = fields.chip()
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work")
    time_zone = time_zone("window")

    @dy.rule()
    def window_is_of_whole_hours_of_utc(cls) -> pl.Expr:
        """Of another window nobody could say which hour its card-hours belong to."""
        hours = (pl.col("window_end") - pl.col("window_start")).dt.total_microseconds() / 3.6e9
        whole = hours.is_between(1, _LONGEST_HOURS) & (hours == hours.floor())
        return whole & (pl.col("window_start") == pl.col("window_start").dt.truncate("1h"))

    @dy.rule()
    def window_does_not_overlap_an_earlier_one(cls) -> pl.Expr:
        """The same hours of one allocation would count twice."""
        end = pl.col("window_end").cum_max().shift(1)
        earlier = end.over("pool", "name", order_by=["window_start", "window_end"])
        return earlier.is_null() | (pl.col("window_start") >= earlier)


def _read(path: Path) -> TextTable:
    records: list[dict[str, Any]] = []
    malformed: list[tuple[int, str, str]] = []
    number = 0
    for allocations in _sets(read_json(path), path):
        for name, allocation in (allocations or {}).items():
            number += 1
            match allocation:
                case {"window": {"start": str(start), "end": str(end)}} if _has_names(allocation):
                    record = _to_record(name, start, end, allocation)
                    records.append({LINE_NUMBER: number} | record)
                case _:
                    malformed.append((number, show(allocation), "an allocation without a window"))
    return to_table(records, malformed, path)


def _has_names(allocation: dict[str, Any]) -> bool:
    return isinstance(allocation.get("properties") or {}, dict)


def _sets(answer: Any, path: Path) -> list[dict[str, Any] | None]:
    match answer:
        case {"code": "200", "data": list(sets)}:
            if all(one is None or isinstance(one, dict) for one in sets):
                return sets
            found = "sets that are no objects"
        case {"code": str(code)} if code != "200":
            found = f"an answer with code {code}: {answer.get('message', '')}"
        case _:
            found = "no answer of OpenCost"
    raise NotWhatItClaimsError(f"The file holds {found}", where=str(path), remedy=_QUERY)


def _to_record(name: str, start: str, end: str, allocation: dict[str, Any]) -> dict[str, str]:
    properties = allocation.get("properties") or {}
    found = {
        "name": name,
        "cluster": properties.get("cluster"),
        "namespace": properties.get("namespace"),
        "window_start": start,
        "window_end": end,
        "gpu_hours": allocation.get("gpuHours"),
        "gpu_cost": allocation.get("gpuCost"),
    }
    return {key: as_text(value) or "" for key, value in found.items()}


def _prepare(table: TextTable, context: Context) -> TextTable:
    if "project" not in table.rows.columns:
        return table  # the check for missing columns names them
    project = pl.col("project").cast(pl.String)
    named = pl.when(project != "").then(project).otherwise(pl.col("name"))
    return fill_unsaid(
        TextTable(table.rows.with_columns(project=named), table.malformed),
        context,
        chip="unknown",
        workload_class="other",
    )


def _verify(rows: pl.DataFrame) -> None:
    if rows.is_empty():
        raise NotWhatItClaimsError("The file holds no usable allocation", remedy=_QUERY)


SOURCE = Source(
    name="opencost",
    title="Kubernetes allocations of OpenCost (JSON of /allocation/compute)",
    version=2,
    contract=OpencostRow,
    recognise=has_columns("code", "data"),
    renamed=_RENAMED,
    read=_read,
    prepare=_prepare,
    verify=_verify,
    core_sql={"core_usage_hourly": "opencost_to_usage_hourly"},
    quantity_sql="opencost_to_load_quantity",
    measured=Measured(
        {
            "window_start": pl.col("window_start"),
            "window_end": pl.col("window_end").dt.offset_by("-1h"),  # the last hour's beginning
        }
    ),
)
