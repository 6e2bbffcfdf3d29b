"""Rows that are wrong on purpose, each in a way real exports are, so that quarantine has a use."""

from datetime import datetime

import polars as pl

from data.sample.days import TIME_ZONE, local
from data.sample.pools import find_pool

# Local moment, pool, project and the cells that differ from a sound row. Each project is one that
# never runs in that pool: no sound row is lost, and none is contradicted.
_FAULTS: tuple[tuple[datetime, str, str, dict[str, str]], ...] = (
    (local(2026, 10, 22, 9), "train-h100", "chat-assistant", {"used_card_hours": "-16.00"}),
    (local(2026, 10, 25, 10), "mixed-a100", "multimodal", {"start": "2026-13-05 10:00"}),
    (local(2026, 10, 28, 14), "serve-h20", "weather-model", {"pool": ""}),
    (local(2026, 11, 2, 11), "studio-4090", "code-assistant", {"workload_class": "batch"}),
    (local(2026, 11, 5, 16), "train-910c", "multimodal", {"used_card_hours": "n/a"}),
    # 24 cards for an hour, written down in card-minutes.
    (local(2026, 11, 9, 8), "train-h100", "weather-model", {"used_card_hours": "1440.00"}),
    (local(2026, 11, 12, 15), "serve-910b4", "code-assistant", {"time_zone": "Asia/Beijing"}),
)
_REPEATED = (local(2026, 11, 14, 12), "serve-h20", "search-ranking")

BROKEN_ROW_COUNT = len(_FAULTS)
REPEATED_ROW_COUNT = 1


def to_csv_with_broken_rows(sound: pl.DataFrame) -> str:
    """The rows as CSV text, with the broken ones and one exact repetition where they belong."""
    whole_cards = sound.with_columns(pl.col("capacity_cards").cast(pl.Int64))
    text = whole_cards.write_csv(datetime_format="%Y-%m-%d %H:%M", float_precision=2)
    header, *lines = text.splitlines()
    extra = [(fault[0], _faulty_line(*fault)) for fault in _FAULTS]
    extra.append((_REPEATED[0], lines[_find(sound, *_REPEATED)]))
    for moment, line in sorted(extra, reverse=True):  # from the end, so that positions stay true
        lines.insert(int((sound["start"] <= moment).sum()), line)
    return "\n".join([header, *lines]) + "\n"


def _find(sound: pl.DataFrame, moment: datetime, pool: str, project: str) -> int:
    wanted = (pl.col("pool") == pool) & (pl.col("project") == project)
    return int(sound.select((wanted & (pl.col("start") == moment)).arg_true()).item())


def _faulty_line(moment: datetime, pool_name: str, project: str, wrong: dict[str, str]) -> str:
    pool = find_pool(pool_name)
    cells = {
        "start": f"{moment:%Y-%m-%d %H:%M}",
        "period": "hour",
        "provider": pool.provider,
        "region": pool.region,
        "pool": pool.name,
        "chip": pool.chip,
        "project": project,
        "workload_class": "other",
        "used_card_hours": "4.00",
        "useful_card_hours": "",
        "queued_card_hours": "",
        "capacity_cards": str(pool.capacity_steps[-1][1]),
        "time_zone": TIME_ZONE,
    }
    return ",".join((cells | wrong).values())
