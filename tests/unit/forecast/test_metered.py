"""Tokens, storage and requests: histories from core, sums path by path, what is left out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from models.forecast.metered_days import read_meters

FIRST_DAY = date(2026, 2, 18)  # 40 days to 29 March


def add_tokens(
    warehouse: Any, model: str, project: str, days: Sequence[tuple[int, int] | None]
) -> None:
    provider, name = model.split("/")
    warehouse._append(
        "core_token_usage_daily",
        [
            {
                "local_date": FIRST_DAY + timedelta(days=offset),
                "provider": provider,
                "model": name,
                "project": project,
                "input_tokens": day[0],
                "cached_input_tokens": 0,
                "output_tokens": day[1],
                "source_time_zone": "Asia/Shanghai",
                "load_id": "test",
                "first_line_number": 2,
                "source_row_count": 1,
            }
            for offset, day in enumerate(days)
            if day is not None
        ],
    )


def add_charges(
    warehouse: Any, service: str, unit: str, quantities: Sequence[str | None], **other: Any
) -> None:
    warehouse._append(
        "core_charge_daily",
        [
            {
                "charge_date_utc": FIRST_DAY + timedelta(days=offset),
                "billing_period_start": FIRST_DAY.replace(day=1),
                "billing_account_id": "account",
                "provider": "cloud",
                "service": service,
                "pool": "unassigned",
                "project": "x",
                "charge_category": "Usage",
                "quantity": Decimal(quantity),
                "quantity_unit": unit,
                "currency": "CNY",
                "billed_amount": Decimal(1),
                "delivery": "test",
                "load_id": "test",
                "first_line_number": 2,
                "source_row_count": 1,
            }
            | other
            for offset, quantity in enumerate(quantities)
            if quantity is not None
        ],
    )


def day_rows(forecast: pl.DataFrame, target: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = forecast.filter(
        (pl.col("target") == target) & (pl.col("grain") == "day") & (pl.col("horizon_days") == 1)
    )
    return {(row["level"], row["series"]): row for row in rows.to_dicts()}


def gaps(warehouse: Any) -> dict[tuple[str, str], str]:
    sql = "SELECT series, target, reason FROM out_forecast_gap"
    return {(s, t): why for s, t, why in warehouse.connection.execute(sql).fetchall()}


def test_tokens_are_summed_from_projects_to_models_providers_and_the_company(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_tokens(warehouse, "lab/chat", "x", [(100, 10)] * 40)
    add_tokens(warehouse, "lab/chat", "y", [(100, 10)] * 40)
    add_tokens(warehouse, "lab/think", "x", [(100, 10)] * 40)
    forecast = warehouse.forecast(half_low_half_high(5.0, 9.0))
    rows = day_rows(forecast, "tokens")
    # Each of input and output is 5 or 9 in the same half of the paths: 10 or 18 a project.
    bands = {key: (row["p10"], row["p90"], row["unit"]) for key, row in rows.items()}
    assert bands == {
        ("project", "lab/chat/x"): (10, 18, "token"),
        ("project", "lab/chat/y"): (10, 18, "token"),
        ("project", "lab/think/x"): (10, 18, "token"),
        ("model", "lab/chat"): (20, 36, "token"),
        ("model", "lab/think"): (10, 18, "token"),
        ("provider", "lab"): (30, 54, "token"),
        ("company", "company"): (30, 54, "token"),
    }
    march = forecast.filter(
        (pl.col("grain") == "month")
        & (pl.col("series") == "lab")
        & (pl.col("period_start") == date(2026, 3, 1))
    )
    # 29 days observed, of three projects.
    assert dict(march.select("target", "observed_part").iter_rows()) == {
        "input_tokens": 29 * 300,
        "output_tokens": 29 * 30,
        "tokens": 29 * 330,
    }


def test_a_day_without_a_row_is_zero_where_the_provider_has_others_and_unknown_where_it_has_none(
    warehouse: Any,
) -> None:
    add_tokens(warehouse, "lab/chat", "x", [(1, 1)] * 5 + [None, None] + [(1, 1)] * 33)
    add_tokens(warehouse, "lab/chat", "y", [(1, 1)] * 5 + [(1, 1), None] + [(1, 1)] * 30)
    tokens = read_meters(warehouse.connection, "Asia/Shanghai")[0]
    x, y = (part.histories["input_tokens"].card_hours for part in tokens.parts)
    assert x[4:8].tolist() == pytest.approx([1, 0, float("nan"), 1], nan_ok=True)
    # y ends three days before the provider does: it used nothing since.
    assert y[-4:].tolist() == [1, 0, 0, 0]


def test_gigabyte_months_of_daily_lines_are_the_gigabytes_stored_that_day(warehouse: Any) -> None:
    # 1 GB-month on a day of February is 28 GB that day, of March 31; 24 TB-hours are 1,000 GB-days.
    add_charges(warehouse, "Object", "GB-Mo", ["1"] * 40)
    add_charges(warehouse, "Block storage", "Terabyte per hour", ["24"] * 40)
    add_charges(warehouse, "File", "GiB-Months", ["1"] * 40)
    storage = read_meters(warehouse.connection, "Asia/Shanghai")[1]
    found = {part.series: part.histories["storage"] for part in storage.parts}
    assert {name.split("/")[1]: one.card_hours[0] for name, one in found.items()} == pytest.approx(
        {"Object": 28, "Block storage": 1000, "File": 28 * 1.073741824}
    )
    assert found["cloud/Object/x"].on(date(2026, 3, 29)) == 31


def test_memory_credits_and_corrections_are_no_storage(warehouse: Any) -> None:
    add_charges(warehouse, "Functions", "GB-Hours", ["24"] * 40)
    add_charges(warehouse, "Object", "GB", ["5"] * 40)
    add_charges(warehouse, "Object", "GB-Mo", ["1"] * 40, charge_category="Credit")
    add_charges(warehouse, "Object", "GB-Mo", ["1"] * 40, charge_class="Correction")
    assert read_meters(warehouse.connection, "Asia/Shanghai")[1].parts == []


def test_a_purchase_dated_ahead_says_nothing_of_what_is_stored_until_then(warehouse: Any) -> None:
    add_charges(warehouse, "Object", "GB-Mo", ["1"] * 40)
    ahead = {"charge_category": "Purchase", "charge_date_utc": date(2027, 1, 1)}
    add_charges(warehouse, "Compute", "Units", ["1"], **ahead)
    storage = read_meters(warehouse.connection, "Asia/Shanghai")[1]
    assert storage.cut_off == date(2026, 3, 29)
    assert [part.histories["storage"].cut_off for part in storage.parts] == [date(2026, 3, 29)]


def test_storage_that_is_billed_once_a_month_is_not_taken_for_a_day(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_charges(warehouse, "Object", "GB-Mo", ["1000", *([None] * 27), "1000", *([None] * 11)])
    add_charges(warehouse, "Compute", "Hours", ["1"] * 40)
    forecast = warehouse.forecast(half_low_half_high(1.0, 2.0))
    assert "storage" not in set(forecast["target"])
    assert gaps(warehouse) == {
        ("cloud/Object/x", "storage"): "billed on 2 of 40 days, not by the day"
    }


def test_requests_count_on_days_that_were_observed_all_day(
    warehouse: Any, half_low_half_high: Any
) -> None:
    start = datetime(2026, 2, 17, 16, tzinfo=UTC).replace(tzinfo=None)
    warehouse._append(
        "core_request_hourly",
        [
            {
                "hour_utc": start + timedelta(hours=hour),
                "client": "app",
                "requests": 2.0,
                "peak_rate_per_s": 1.0,
                "observed_s": 1800 if hour == 24 else 3600,
                "source_time_zone": "Asia/Shanghai",
                "load_id": "test",
                "first_line_number": 2,
                "source_row_count": 1,
            }
            for hour in range(40 * 24)
        ],
    )
    [part] = read_meters(warehouse.connection, "Asia/Shanghai")[2].parts
    days = part.histories["requests"].card_hours
    assert days[:3].tolist() == pytest.approx([48, float("nan"), 48], nan_ok=True)
    rows = day_rows(warehouse.forecast(half_low_half_high(5.0, 9.0)), "requests")
    assert rows["client", "app"]["p90"] == rows["company", "company"]["p90"] == 9


def test_a_week_of_tokens_is_needed_and_120_idle_days_end_a_series(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_tokens(warehouse, "lab/new", "x", [None] * 125 + [(1, 1)] * 5)
    add_tokens(warehouse, "lab/old", "x", [(1, 1)] * 10)
    add_tokens(warehouse, "lab/chat", "x", [(1, 1)] * 130)
    forecast = warehouse.forecast(half_low_half_high(5.0, 9.0))
    assert set(forecast.filter(pl.col("level") == "model")["series"]) == {"lab/chat"}
    assert gaps(warehouse) == {
        ("lab/new/x", "tokens"): "measured on 5 days, 7 are needed",
        ("lab/old/x", "tokens"): "nothing in the last 120 days",
    }


def test_what_came_of_tokens_and_storage_is_remembered(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_tokens(warehouse, "lab/chat", "x", [(100, 10)] * 40)
    add_charges(warehouse, "Object", "GB-Mo", ["1"] * 40)
    warehouse.forecast(half_low_half_high(5.0, 9.0), forecast_horizon_days=10)
    add_tokens(warehouse, "lab/chat", "x", [None] * 40 + [(200, 20)] * 3)
    add_charges(warehouse, "Object", "GB-Mo", [*([None] * 40), "2", "2", "2"])
    warehouse.forecast(half_low_half_high(5.0, 9.0), forecast_horizon_days=10)
    found = warehouse.connection.execute(
        "SELECT level, target, grain, period_start, actual FROM out_forecast_history "
        "WHERE cut_off = '2026-03-29' AND actual IS NOT NULL"
    ).fetchall()
    actual = {(level, target, grain, start): value for level, target, grain, start, value in found}
    for level in ("model", "provider", "company"):
        assert actual[level, "tokens", "day", date(2026, 3, 30)] == 220
        # March: 29 x 110 + 2 x 220.
        assert actual[level, "tokens", "month", date(2026, 3, 1)] == 29 * 110 + 2 * 220
    # 30 March: 2 GB-months x 31 days.
    assert actual["service", "storage", "day", date(2026, 3, 30)] == pytest.approx(62)
    assert ("company", "tokens", "month", date(2026, 4, 1)) not in actual
