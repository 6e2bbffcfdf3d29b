"""A pool of three months and its forecast, and the forecast screen opened on them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from streamlit.testing.v1 import AppTest

from models.forecast.notes import Note, note_rows
from tests.screens.forecast_rows import CUT_OFF, POOL_ID
from tests.screens.opening import rendered

Row = dict[str, Any]
PublishRows = Callable[[dict[str, list[Row]]], object]

FIRST_DAY = date(2026, 8, 1)
DAY = {
    "pool_id": POOL_ID,
    "provider": "Cloud A",
    "region": "North",
    "pool": "serve",
    "chip": "H20",
    "hours_measured": 24,
    "hours_in_day": 24,
    "used_card_hours": 240.0,
    "useful_card_hours": None,
    "queued_card_hours": None,
    "committed_card_hours": 0.0,
    "covered_card_hours": 0.0,
    "savings_plan_card_hours": 0.0,
    "savings_plan_covered_card_hours": 0.0,
    "on_demand_card_hours": 240.0,
    "on_demand_price_cny": Decimal(10),
    "commitment_cost_cny": Decimal(0),
    "savings_plan_cost_cny": Decimal(0),
    "savings_plan_idle_cost_cny": Decimal(0),
    "on_demand_cost_cny": Decimal(2400),
    "cost_cny": Decimal(2400),
    "idle_cost_cny": Decimal(0),
    "price_gap": None,
    "tax_basis": "included",
    "snapshot_id": "s",
}
MONTH_AHEAD = {
    "series": POOL_ID,
    "level": "pool",
    "target": "cost",
    "grain": "month",
    "period_start": date(2026, 11, 1),
    "horizon_days": 30,
    "p10": 70_000.0,
    "p50": 72_000.0,
    "p90": 80_000.0,
    "mean": 73_000.0,
    "observed_part": 0.0,
    "is_complete": True,
    "budget_cny": None,
    "over_budget_ratio": None,
    "unit": "CNY",
    "method": "prophet",
    "method_note": None,
    "history_days": 92,
    "cut_off": CUT_OFF,
    "seed": 7,
    "path_count": 1000,
    "model_version": "forecast-1",
    "snapshot_id": "s",
}
COMPANY = {"series": "company", "level": "company"}
USAGE_AHEAD = {"target": "usage", "unit": "card_hour"}


def past(**changed_days: Row) -> list[Row]:
    """Three months of 240 card-hours and 2,400 yuan a day; changes by ISO day, `_` for `-`."""
    changes = {name.removeprefix("d").replace("_", "-"): row for name, row in changed_days.items()}
    days = [FIRST_DAY + timedelta(days=n) for n in range((CUT_OFF - FIRST_DAY).days + 1)]
    return [DAY | {"local_date": day} | changes.get(day.isoformat(), {}) for day in days]


def ahead(**other: Any) -> list[Row]:
    """November for the pool and for the company that is only this pool."""
    rows = [MONTH_AHEAD | other, MONTH_AHEAD | COMPANY | other]
    if other.get("target", "cost") == "cost":
        rows += [row | USAGE_AHEAD | {"p50": 7_200.0} for row in rows]
    return rows


def said_of(*notes: Note) -> list[Row]:
    """Rows of out_forecast_note: the same of the pool's cost and use, and of the company's."""
    drawn = {"cut_off": CUT_OFF, "model_version": "forecast-1", "snapshot_id": "s"}
    pool = {"level": "pool", "series": POOL_ID}
    return [
        row | drawn | of | {"target": target}
        for of in (pool, COMPANY)
        for target in ("cost", "usage")
        for row in note_rows(notes)
    ]


screen = partial(rendered, "forecast")


def everything(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption))
