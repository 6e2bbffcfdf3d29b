"""What is said of forecasts is published as kinds and facts, of every series and target of them."""

import json
from datetime import date
from typing import Any

FIRST_DAY = date(2026, 1, 1)
STEADY, NEW, ENDED, UNPRICED = (f"a/r/{name}/c" for name in ("steady", "new", "ended", "unpriced"))
_SAID_OF = """
    SELECT DISTINCT level, series, target, method_note
    FROM out_forecast
    WHERE method_note IS NOT NULL
    ORDER BY ALL
"""
_TOGETHER = """
    SELECT level, series, target, string_agg(said, '; ' ORDER BY position) AS method_note
    FROM out_forecast_note
    GROUP BY ALL
    ORDER BY ALL
"""


def test_the_notes_of_every_target_are_its_method_note(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(STEADY, FIRST_DAY, [24.0] * 86)
    warehouse.add_usage(NEW, date(2026, 3, 8), [24.0] * 20)
    warehouse.add_usage(ENDED, FIRST_DAY, [24.0] * 70)
    warehouse.add_usage(UNPRICED, FIRST_DAY, [24.0] * 86)
    for pool_id in (STEADY, NEW):
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * 86, price_cny=10)
    warehouse.forecast(half_low_half_high(10.0, 30.0))
    sql = warehouse.connection.sql
    assert sql(_TOGETHER).fetchall() == sql(_SAID_OF).fetchall()
    rows = sql("SELECT level, target, kind, detail, cut_off FROM out_forecast_note").fetchall()
    found = {(level, target, kind): json.loads(facts) for level, target, kind, facts, _ in rows}
    short = {"count": 20, "needed": 28}
    for target in ("usage", "cost", "peak_used_p50", "peak_used_p95", "peak_used_p99"):
        assert found["pool", target, "too_short"] == short
    assert found["company", "usage", "data_ended"] == {"series": ENDED, "day": "2026-03-11"}
    assert found["company", "cost", "not_priced"] == {"series": UNPRICED}
    assert found["company", "cost", "simpler"] == {"series": NEW, "method": "naive_last_week_mean"}
