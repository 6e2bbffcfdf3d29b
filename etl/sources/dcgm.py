"""Utilisation of NVIDIA cards, DCGM_FI_DEV_GPU_UTIL, exported from Prometheus over a range of time.

The JSON answer of `/api/v1/query_range`, or a CSV `timestamp,gpu,Hostname,modelName,value`. One row
per card and scrape; the value is a percentage. Values that were not scraped are not in the file.
"""

from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.chips import clear_name
from etl.coming import measured_at
from etl.json_file import read_json, show, to_table
from etl.reading import LINE_NUMBER, TextTable, read_columns, read_table
from etl.source import Context, Source, SourceRow, time_zone
from etl.unsaid import fill_unsaid

METRIC = "DCGM_FI_DEV_GPU_UTIL"
_CSV = frozenset({"timestamp", "gpu", "Hostname", "modelName", "value"})
_RENAMED = {"timestamp": "sampled_at", "value": "utilisation_percent", "__name__": "metric"}
_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138
_QUERY = (
    f"Save the answer of /api/v1/query_range?query={METRIC}&start=...&end=...&step=60, with all "
    "labels of the cards."
)


class DcgmRow(SourceRow):
    """One row per card x scrape."""

    sampled_at = dy.Datetime(
        primary_key=True,
        description="when it was scraped",
        metadata={"expects": "a Unix time, or YYYY-MM-DD HH:MM:SS"},
    )
    card = fields.text("its UUID, else its host and number", primary_key=True)
    pool = fields.pool(primary_key=True)
    utilisation_percent = dy.Float64(
        min=0, max=100, description="share of time with a kernel running", metadata={"unit": "%"}
    )
    metric = fields.choice((METRIC,), "name of the metric")
    provider = fields.provider()
    region = fields.region()
    chip = fields.chip()
    time_zone = time_zone("timestamp")


def _is_export(found: frozenset[str]) -> bool:
    return found >= _CSV or (found >= {"status", "data"} and "code" not in found)


def _read(path: Path) -> TextTable:
    if "data" not in read_columns(path):
        return read_table(path)
    answer = read_json(path)
    records: list[dict[str, Any]] = []
    malformed: list[tuple[int, str, str]] = []
    number = 0
    for series in _series(answer, path):
        labels = {name: str(text) for name, text in series["metric"].items()}
        for sample in series["values"]:
            number += 1
            match sample:
                case [str(at), str(value)]:
                    own = {LINE_NUMBER: number, "timestamp": at, "value": value}
                    records.append(labels | own)
                case _:
                    malformed.append((number, show(sample), "expected [time, value]"))
    return to_table(records, malformed, path)


def _series(answer: Any, path: Path) -> list[Any]:
    match answer:
        case {"status": "success", "data": {"resultType": "matrix", "result": list(result)}}:
            if all(
                isinstance(one, dict)
                and isinstance(one.get("metric"), dict)
                and isinstance(one.get("values"), list)
                for one in result
            ):
                return result
            found = "series without `metric` and `values`"
        case {"status": "success", "data": {"resultType": str(kind)}}:
            found = f"a result of type {kind}, which is no range"
        case {"status": "error", "error": str(error)}:
            found = f"the error {error!r}"
        case _:
            found = "no answer of Prometheus"
    raise NotWhatItClaimsError(f"The file holds {found}", where=str(path), remedy=_QUERY)


def _prepare(table: TextTable, context: Context) -> TextTable:
    found = set(table.rows.columns)
    if not ("UUID" in found or {"Hostname", "gpu"} <= found):
        raise NotWhatItClaimsError(
            "The values are of no single card: neither UUID nor Hostname and gpu", remedy=_QUERY
        )
    absent = [n for n in ("UUID", "Hostname", "gpu", "modelName") if n not in found]
    rows = table.rows.with_columns(pl.lit("").alias(name) for name in absent)
    by_host = pl.concat_str("Hostname", pl.lit("/"), "gpu")
    rows = rows.with_columns(
        card=pl.when(pl.col("UUID").cast(pl.String) != "").then(pl.col("UUID")).otherwise(by_host),
        sampled_at=_to_time(pl.col("sampled_at").cast(pl.String).str.strip_chars()),
    )
    if "chip" not in found:
        model = pl.col("modelName").cast(pl.String).str.replace(r"^(NVIDIA|Tesla) ", "")
        rows = rows.with_columns(chip=pl.coalesce(clear_name("modelName"), model))
    return fill_unsaid(
        TextTable(rows, table.malformed),
        context,
        pool=context.file_stem,
        chip="unknown",
        metric=METRIC,
    )


def _to_time(text: pl.Expr) -> pl.Expr:
    """Unix times, in seconds or milliseconds, as text with an offset; other texts as they are."""
    number = text.cast(pl.Float64, strict=False)
    seconds = pl.when(number >= _MILLISECONDS_FROM).then(number / 1000).otherwise(number)
    at = (seconds * 1e6).round().cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
    return (
        pl.when(number.is_not_null())
        .then(at.dt.to_string("%Y-%m-%d %H:%M:%S%.6f") + "Z")
        .otherwise(text)
    )


def _verify(samples: pl.DataFrame) -> None:
    values = samples["utilisation_percent"]
    if samples.is_empty():
        raise NotWhatItClaimsError("The file holds no usable sample", remedy=_QUERY)
    if values.max() <= 1 and (values % 1 != 0).any():  # type: ignore[operator]
        raise NotWhatItClaimsError(
            "All values lie between 0 and 1: a ratio, where a percentage is expected",
            remedy="Export the metric itself, or multiply the query by 100.",
        )


SOURCE = Source(
    name="dcgm",
    title="Card utilisation from Prometheus (DCGM_FI_DEV_GPU_UTIL: query_range JSON, CSV)",
    version=2,
    contract=DcgmRow,
    recognise=_is_export,
    renamed=_RENAMED,
    read=_read,
    prepare=_prepare,
    verify=_verify,
    core_sql={"core_utilisation_hourly": "dcgm_to_utilisation_hourly"},
    is_named_after_file=True,
    measured=measured_at("sampled_at"),
)
