"""Answers of web interfaces: OpenCost's allocations of a day, Prometheus's DCGM of an afternoon."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from data.sample.days import local
from data.sample.noise import make_generator
from data.sample.pools import find_pool

KUBERNETES_POOL = find_pool("serve-910b4")
KUBERNETES_DAY = local(2026, 10, 28)  # UTC
DCGM_POOL = find_pool("train-h100")
DCGM_START = 1_793_592_000  # 2026-11-02 04:00 UTC
_CARDS, _STEP_S, _SCRAPES = 16, 600, 36
_LOST_SCRAPE = (5, 11)  # card and number of a scrape that never came
_AHEAD = timedelta(hours=8)


def make_opencost(usage: pl.DataFrame) -> str:
    """JSON of `/allocation/compute`: the pool's hours as its meter has them, and the idle rest."""
    hours = (
        usage.filter(pl.col("pool") == KUBERNETES_POOL.name)
        .with_columns(pl.col("start") - _AHEAD)
        .filter(
            pl.col("start").is_between(KUBERNETES_DAY, KUBERNETES_DAY + timedelta(days=1), "left")
        )
        .sort("start", "project")
    )
    sets = [
        dict(_allocations(start, rows))
        for (start,), rows in hours.group_by("start", maintain_order=True)
        if isinstance(start, datetime)
    ]
    return json.dumps({"code": 200, "status": "success", "data": sets}, indent=1)


def _allocations(start: datetime, rows: pl.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    end = start + timedelta(hours=1)
    window = {"start": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
    left = KUBERNETES_POOL.capacity_steps[-1][1]
    for project, used in rows.select("project", "used_card_hours").iter_rows():
        left -= used
        properties = {"cluster": KUBERNETES_POOL.name, "namespace": project}
        hours = {"gpuHours": used, "gpuCost": 0}
        yield project, {"name": project, "properties": properties, "window": window, **hours}
    idle = {"cluster": KUBERNETES_POOL.name}
    yield (
        "__idle__",
        {"name": "__idle__", "properties": idle, "window": window, "gpuHours": left, "gpuCost": 0},
    )


def make_dcgm(seed: int) -> str:
    """JSON of `/api/v1/query_range`: two servers' cards every ten minutes for six hours."""
    generator = make_generator(seed, "dcgm")
    series = []
    for card in range(_CARDS):
        busy = generator.integers(82, 100, _SCRAPES)
        values = [
            [DCGM_START + number * _STEP_S, str(value)]
            for number, value in enumerate(busy.tolist())
            if (card, number) != _LOST_SCRAPE
        ]
        series.append({"metric": _labels(card), "values": values})
    result = {"resultType": "matrix", "result": series}
    return json.dumps({"status": "success", "data": result})


def _labels(card: int) -> dict[str, str]:
    return {
        "__name__": "DCGM_FI_DEV_GPU_UTIL",
        "UUID": f"GPU-sample-{card:04}",
        "Hostname": f"gpu-{card // 8 + 1:02}",
        "gpu": str(card % 8),
        "modelName": "NVIDIA H100 80GB HBM3",
        "chip": DCGM_POOL.chip,
        "pool": DCGM_POOL.name,
        "provider": DCGM_POOL.provider,
        "region": DCGM_POOL.region,
    }
