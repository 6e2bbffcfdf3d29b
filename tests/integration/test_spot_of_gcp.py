"""The real history of Google Cloud's list prices, beside a pool that runs on those machines."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import pipeline
from data.settings import Settings
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions

HEAD = (
    "start,period,provider,region,pool,chip,project,workload_class,used_card_hours,"
    "useful_card_hours,queued_card_hours,capacity_cards,time_zone\n"
)


def _written(folder: Path) -> tuple[Path, Path]:
    """A month of eight cards, and exchange rates."""
    start = datetime(2026, 5, 1)  # noqa: DTZ001  written with its zone
    hours = (start + timedelta(hours=n) for n in range(24 * 31))
    usage, rates = folder / "usage.csv", folder / "eurofxref-hist.csv"
    usage.write_text(
        HEAD
        + "".join(
            f"{at:%Y-%m-%d %H:%M},hour,gcp-list,us-central1,train,H100 SXM5,llm,training,8,,,,UTC\n"
            for at in hours
        )
    )
    rates.write_text("Date,USD,JPY,CNY,\n2026-05-29,1,150,7,\n2026-04-30,1,150,7,\n")
    return usage, rates


@pytest.mark.real
def test_spot_is_paid_along_its_dated_rows_and_says_what_it_leaves_out(
    tmp_path: Path, real_folder: Path
) -> None:
    workspace, settings = Workspace(tmp_path / "ws"), Settings(time_zone="UTC")
    settings = settings.model_copy(update={"tax_basis": "excluded"})
    files = [*_written(tmp_path), real_folder / "prices" / "gcp_gpu_history.csv.gz"]
    pipeline.load(workspace, settings, files, LoadOptions("UTC"))
    pipeline.plan(workspace, settings)
    current = pipeline.find_current(workspace)
    assert current is not None
    with open_snapshot(current.path, settings.memory_limit) as connection:
        path = query(
            connection,
            "SELECT valid_from, price FROM core_price WHERE valid_from <= '2026-05-31'"
            " AND offer_id = 'gcp-list/us-central1/a3-highgpu-8g/spot' ORDER BY 1",
        ).rows()
        rows = query(
            connection,
            "SELECT fee_cny, on_demand_cost_cny FROM out_plan_cost WHERE units = 1"
            " AND offer_id = 'gcp-list/us-central1/a3-highgpu-8g/spot'",
        ).rows()
        assumed = query(
            connection,
            "SELECT detail->>'offer_id', detail->>'missing' FROM out_finding"
            " WHERE kind = 'assumed' AND detail->>'offer_id' LIKE '%8g/spot'",
        ).rows()
    # 24 hours a day of the one server at the row that holds, 7 yuan a dollar: day by day.
    days = [date(2026, 5, 1) + timedelta(days=n) for n in range(31)]
    prices = [[price for since, price in path if since <= day][-1] for day in days]
    assert len(set(prices)) > 1
    dollars = sum(prices, Decimal(0)) * 24
    [(fee, rest)] = rows
    assert abs(fee - dollars * 7) < Decimal("0.50")  # lines in dollars are rounded to the cent
    assert rest == 0
    assert assumed == [("gcp-list/us-central1/a3-highgpu-8g/spot", "lost_work_not_counted")]
