"""The sample's cards, judged by a whole run: every pool, and never against the Forecast screen."""

from pathlib import Path

from data.snapshot import find_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace

EARLIER = """
-- One row per short pool x risk: by its first short week's end, the chance of an hour above the
-- cards in hand
SELECT o.pool_id, o.risk_ratio, max(r.by_date_ratio) AS by_date_ratio
FROM out_capacity_order AS o
INNER JOIN out_capacity_risk AS r
  ON r.pool_id = o.pool_id AND r.local_date <= date_trunc('week', o.short_from)::DATE + 6
WHERE o.short_from IS NOT NULL AND NOT o.is_extended
GROUP BY ALL
"""


def test_the_sample_is_judged_and_agrees_with_the_forecasts_hours(sample_home: Path) -> None:
    snapshot = find_current(Workspace(sample_home))
    assert snapshot is not None
    with open_snapshot(snapshot.path) as connection:
        pools = query(connection, "SELECT DISTINCT pool_id FROM out_cost_daily").height
        judged = query(connection, "SELECT * FROM out_capacity_order")
        gains = query(connection, "SELECT DISTINCT lever FROM out_capacity_gain")["lever"]
        by_hour = query(connection, EARLIER)
    assert judged.height == 3 * pools
    assert judged["short_from"].null_count() < judged.height
    assert {"utilisation", "fill", "off_peak"} <= set(gains)
    assert by_hour.height
    # Quantiles lie between two of a thousand paths.
    assert (by_hour["by_date_ratio"] >= by_hour["risk_ratio"] - 0.002).all()
