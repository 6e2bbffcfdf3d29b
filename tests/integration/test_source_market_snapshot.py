"""Market snapshots: every line laid out as groups that add up, nothing taken for an offer."""

import gzip
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fixture_types import Core, Load, WriteFile

Row = dict[str, Any]

STATISTICS = {"min": 1.0, "p10": 1.1, "p25": 1.25, "median": 2.0, "p75": 2.5, "p90": 2.9}


def snapshot(**changes: Any) -> Row:
    """Three offers: two of nebius with 8 cards, one of runpod with 1."""
    return {
        "timestamp": "2026-03-02T08:00:00.500000+08:00",
        "gpu_type": "H100_80GB",
        "socket_type": "SXM5",
        "price_stats": STATISTICS | {"max": 3.0, "mean": 2.0},
        "availability": {"total": 3, "available": 1, "low": 2, "medium": 0, "high": 0},
        "by_provider": {
            "nebius": {"count": 2, "min": 1.0, "avg": 1.5},
            "runpod": {"count": 1, "min": 3.0, "avg": 3.0},
        },
        "by_config": {
            "1x": {"count": 1, "min_per_gpu": 3.0, "avg_per_gpu": 3.0, "min_total": 3.0},
            "8x": {"count": 2, "min_per_gpu": 1.0, "avg_per_gpu": 1.5, "min_total": 8.0},
        },
    } | changes


def lines(*snapshots: Row | str) -> str:
    return "\n".join(s if isinstance(s, str) else json.dumps(s) for s in snapshots) + "\n"


def test_a_line_becomes_all_offers_each_provider_and_each_size(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("market.jsonl", lines(snapshot())))
    assert (outcome.record.source, outcome.record.rows_loaded) == ("market_snapshot", 5)
    found = core(
        "SELECT grouped_by, group_name, cards, offer_count, min_price::DOUBLE AS least,"
        " mean_price::DOUBLE AS mean, median_price::DOUBLE AS median FROM core_market_snapshot"
        " ORDER BY grouped_by, group_name"
    )
    assert [tuple(r.values()) for r in found] == [
        ("all", "all", None, 3, 1.0, 2.0, 2.0),
        ("cards", "1x", 1, 1, 3.0, 3.0, None),
        ("cards", "8x", 8, 2, 1.0, 1.5, None),
        ("provider", "nebius", None, 2, 1.0, 1.5, None),
        ("provider", "runpod", None, 1, 3.0, 3.0, None),
    ]
    shared = "observed_at_utc, chip, source_chip, currency, tax_included, line_number"
    [row] = core(f"SELECT DISTINCT {shared} FROM core_market_snapshot")
    instant = datetime(2026, 3, 2, 0, 0, 0, 500_000)  # noqa: DTZ001  (UTC, as tables hold it)
    assert tuple(row.values()) == (instant, "H100 SXM5", "H100_80GB SXM5", "USD", None, 1)


def test_a_chip_that_the_catalogue_lacks_keeps_its_printed_name(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    load(write_file("market.jsonl", lines(snapshot(gpu_type="B500", socket_type="SXM7"))))
    assert core("SELECT DISTINCT chip FROM core_market_snapshot") == [{"chip": "B500 SXM7"}]


BROKEN_LINES = {
    "cut off": json.dumps(snapshot())[:200],
    "a list": "[1, 2]",
    "no sizes": lines({k: v for k, v in snapshot().items() if k != "by_config"}),
    "does not add up": lines(snapshot(availability={"total": 4})),
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("broken", BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_a_line_that_is_no_snapshot_costs_that_line_only(
    broken: str, load: Load, core: Core, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("market.jsonl", lines(snapshot(), broken.strip())))
    record = outcome.record
    assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (6, 5, 1)
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 6  # after the five groups of the first line
    assert fault["reason"].startswith("line 2 is no snapshot: ")


def test_groups_that_do_not_add_up_are_named(load: Load, core: Core, write_file: WriteFile) -> None:
    load(write_file("market.jsonl", lines(snapshot(), snapshot(availability={"total": 4}))))
    [fault] = core("FROM core_rejected_row")
    assert fault["reason"] == "line 2 is no snapshot: by_provider adds up to 3 offers of 4"


FAULTS = {
    "a negative price": ({"count": 3, "min": -1.0, "avg": 2.0}, "min_price"),
    "a price that is nothing": ({"count": 3, "min": None, "avg": 2.0}, "min_price"),
    "a cheapest above the mean": (
        {"count": 3, "min": 3.0, "avg": 2.0},
        "cheapest is at most the mean",
    ),
}


@pytest.mark.parametrize(("group", "culprit"), FAULTS.values(), ids=FAULTS)
def test_one_bad_group_costs_that_group_only(
    group: Row, culprit: str, load: Load, core: Core, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("m.jsonl", lines(snapshot(by_provider={"odd": group}))))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (3, 1)
    [fault] = core("FROM core_rejected_row")
    assert culprit in (fault["column"], fault["reason"].removeprefix("breaks the rule: "))


def test_a_size_without_a_number_is_rejected(load: Load, core: Core, write_file: WriteFile) -> None:
    sizes = {"many": {"count": 3, "min_per_gpu": 1.0, "avg_per_gpu": 2.0}}
    [outcome] = load(write_file("market.jsonl", lines(snapshot(by_config=sizes))))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (3, 1)
    [fault] = core("FROM core_rejected_row")
    assert (fault["column"], fault["value"]) == ("cards", "many")


def test_a_snapshot_that_is_loaded_again_holds_once_and_whole(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    one = {"nebius": {"count": 3, "min": 1.0, "avg": 2.0}}
    later = snapshot(timestamp="2026-03-02T09:00:00+08:00")
    load(write_file("a.jsonl", lines(snapshot(), later)))
    load(write_file("b.jsonl", lines(snapshot(by_provider=one))))
    found = core(
        "SELECT hour(observed_at_utc) AS hour, group_name FROM core_market_snapshot"
        " WHERE grouped_by = 'provider' ORDER BY ALL"
    )
    assert [tuple(r.values()) for r in found] == [(0, "nebius"), (1, "nebius"), (1, "runpod")]


@pytest.mark.real
def test_the_real_snapshots_are_read_to_the_last_group(
    load: Load, core: Core, real_folder: Path
) -> None:
    path = real_folder / "prices" / "market_H100_80GB_SXM5.jsonl.gz"
    [outcome] = load(path)
    with gzip.open(path, "rt") as file:
        snapshots = [json.loads(line) for line in file]
    groups = sum(1 + len(s["by_provider"]) + len(s["by_config"]) for s in snapshots)
    record = outcome.record
    assert len(snapshots) == 957
    assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (groups, groups, 0)
    # The first line prints: lambdalabs 1 offer at 3.29, 8x 7 offers at 1.71 on average.
    first = core(
        "SELECT group_name, offer_count, mean_price FROM core_market_snapshot"
        " WHERE line_number = 1 AND group_name IN ('lambdalabs', '8x', 'all') ORDER BY 1"
    )
    assert [tuple(r.values()) for r in first] == [
        ("8x", 7, Decimal("1.71")),
        ("all", 32, Decimal("2.13")),
        ("lambdalabs", 1, Decimal("3.29")),
    ]
