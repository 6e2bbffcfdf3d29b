"""Data health's accounts, freshness, runs and the way back to a file, against rows by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.cli import app as command_line
from data.run_log import logged_run, stage
from data.workspace import Workspace
from tests.screens.opening import at_address

TODAY = date(2026, 11, 20)
Publish = Callable[..., Workspace]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.screens.health_upkeep._today", lambda _: TODAY)


def show(language: str = "en", **parameters: str) -> AppTest:
    return at_address("data-health", lang=language, **parameters)


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def table(app: AppTest, column: str) -> Any:
    return next(shown.value for shown in app.dataframe if column in shown.value.columns)


def total(**other: Any) -> dict[str, Any]:
    """100.00 dollars read = 87.70 landed and in core + 12.30 rejected."""
    amounts = {
        "amount_read": "100.00",
        "amount_rejected": "12.30",
        "amount_duplicate": "0",
        "amount_landed": "87.70",
        "amount_in_core": "87.70",
        "amount_held": "80.00",
    }
    return {
        "load_id": "0123456789abcdef",
        "measure": "billed",
        "currency": "USD",
        **{name: Decimal(amount) for name, amount in amounts.items()},
        "rows_read": 3,
        "rows_without_amount": 0,
    } | other


def test_where_everything_is_in_core_the_statement_is_green_in_words_and_shape(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    sound = make.load(rows_loaded=99, rows_rejected=0)
    publish_rows({"core_load": [sound]})
    assert "green-badge[:material/check_circle: sound]" in text(show())
    assert "Every row of 1 file is accounted for" in text(show())


def test_money_that_is_not_in_core_is_said_on_top_with_its_file(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    publish_rows(
        {
            "core_load": [make.load(file_name="oci.csv", source="focus")],
            "core_load_total": [total(), total(measure="list", rows_without_amount=2)],
        }
    )
    app = show()
    assert "orange-badge[:material/warning: look at this]" in text(app)
    assert "**12.30 USD of oci\\.csv** are not in core: their rows are in quarantine" in text(app)
    money = table(app, "amount_not_in_core")
    # 100.00 - 0 - 87.70; a measure that some lines lack cannot be compared.
    assert money["amount_not_in_core"].tolist() == [Decimal("12.300000000000000000"), None]
    assert money["measure"].tolist() == ["billed", "list"]
    assert "**oci\\.csv有12.30 USD**未入核心表" in text(show("zh_CN"))


def test_lost_rows_are_red_in_words_and_shape(publish_rows: Publish, make: SimpleNamespace) -> None:
    publish_rows({"core_load": [make.load(rows_read=103)]})  # 103 - 97 - 2 - 1 = 3
    app = show()
    assert "red-badge[:material/error: broken] The accounts" in text(app).replace("&ensp;", " ")
    assert "**3 rows of usage\\_2026\\.csv** are neither loaded nor in quarantine" in text(app)
    assert table(app, "rows_unaccounted")["rows_unaccounted"].tolist() == [3]


def test_card_hours_are_shown_in_core_held_and_replaced(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    # 10 card-hours in the file, one microsecond less in core, which rounding explains; 4 held.
    hour = 3_600_000_000
    quantity = {
        "load_id": "0123456789abcdef",
        "card_microseconds_landed": Decimal(10 * hour),
        "card_microseconds_in_core": Decimal(10 * hour - 1),
        "card_microseconds_held": Decimal(4 * hour),
        "rounding_allowance": Decimal(1),
    }
    publish_rows({"core_load": [make.load()], "core_load_quantity": [quantity]})
    app = show()
    [shown] = table(app, "card_hours_held").to_dict("records")
    assert (shown["card_hours_landed"], shown["card_hours_held"]) == (10.0, 4.0)
    assert (shown["card_hours_not_in_core"], round(shown["card_hours_replaced"], 6)) == (0.0, 6.0)
    assert "Card-hours: all that were accepted are in core" in text(app)


def test_odd_lines_and_prices_left_out_are_counted_with_their_reasons(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    warning = {
        "load_id": "0123456789abcdef",
        "warning": "billed_above_list",
        "currency": "USD",
        "source_row_count": 4,
        "amount": Decimal("1.5"),
    }
    left_out = {
        "load_id": "0123456789abcdef",
        "reason": "below 20% of on-demand: priced without its cards",
        "first_on": date(2026, 1, 1),
        "last_on": date(2026, 2, 1),
        "first_line_number": 7,
    }
    offers = [left_out | {"offer_id": name, "cell_count": 3} for name in ("a", "b")]
    publish_rows(
        {
            "core_load": [make.load()],
            "core_load_warning": [warning],
            "core_price_left_out": offers,
        }
    )
    app = show("zh_CN")
    assert "看似异常的明细：4行" in text(app)
    assert table(app, "warning")["warning"].tolist() == ["账单高于刊例价"]
    assert "印出但并非报价的价格：6个" in text(app)  # 2 offers of 3 cells
    shown = table(app, "offer_count")
    assert shown["reason"].tolist() == ["低于按量价格的20%：未含加速卡"]
    assert (shown["offer_count"][0], shown["cell_count"][0]) == (2, 6)


def test_every_account_can_be_taken_away(publish_rows: Publish, make: SimpleNamespace) -> None:
    publish_rows({"core_load": [make.load()], "core_load_total": [total()]})
    app = show()
    keys = {button.key for button in app.get("download_button")}
    names = ("core_load", "core_load_total", "freshness_by_table")
    assert {f"download_{name}_{form}" for name in names for form in ("csv", "xlsx")} <= keys


def test_what_is_stale_or_missing_is_counted_and_named(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    ended = {"table": "core_budget", "load_id": "0123456789abcdef", "newest_on": date(2026, 10, 31)}
    publish_rows({"core_load": [make.load()], "core_newest_day": [ended]})
    app = show()
    # The budget ended on 31 October, 20 days before; usage and prices were never loaded.
    assert "older than expected, or missing: 3" in text(app)
    shown = table(app, "age_days")
    assert shown["table"].tolist() == ["prices", "usage", "budgets"]
    assert shown["state"].tolist() == ["✖ missing", "✖ missing", "▲ stale"]
    assert shown["age_days"].tolist()[2] == 20


def test_a_misspelt_interval_is_said_and_the_rest_of_the_screen_stays(
    publish_rows: Publish, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_EXPECTED_INTERVAL_DAYS", '{"usag": 1}')
    publish_rows({"core_load": [make.load()]})
    app = show()
    assert "usag" in app.error[0].value
    assert "Every file that was loaded" in text(app)


def test_a_setting_changed_since_the_computation_is_said(
    publish_rows: Publish, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "models.basis.inputs", lambda *_: {"seed": 2, "reference_data": "new", "plan_files": "new"}
    )
    rows = [
        {"stage": "forecast", "input": name, "value": value, "snapshot_id": "s"}
        for name, value in (("seed", "1"), ("reference_data", '"old"'), ("plan_files", '""'))
    ]
    publish_rows({"core_load": [make.load()], "out_basis": rows})
    shown = text(show())
    assert "**`seed` has changed** since the computation, from 1 to 2 (forecast)" in shown
    assert "**The reference data have changed** since the computation (forecast)" in shown
    assert "**The workspace's plan files have changed** since the computation (fore" in shown


def test_runs_are_shown_with_their_stages_and_outcome(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    workspace = publish_rows({"core_load": [make.load()]})
    with logged_run(workspace, "load") as run, stage("core"):
        run.rows_read, run.outcome = 7, "published"
    app = show()
    assert "The last command ended well" in text(app)
    [shown] = table(app, "command").to_dict("records")
    assert (shown["command"], shown["outcome"], shown["rows_read"]) == ("load", "● published", 7)
    assert shown["stages"].startswith("core 0.0 s")


@pytest.fixture
def traced_home(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write_file: Callable[..., Path],
    row: Callable[..., dict[str, str]],
) -> Path:
    """A workspace with three minutes of one hour, and one of the next."""
    times = ["08:57", "08:58", "08:59", "09:00"]
    path = write_file(
        "minutes.csv", [row("occupancy", time=f"2026-03-02 {time}:00") for time in times]
    )
    home = tmp_path / "home"
    loaded = CliRunner().invoke(command_line, ["load", str(path), "--home", str(home)])
    assert loaded.exit_code == 0, loaded.output
    monkeypatch.setenv("SUANLI_HOME", str(home))
    return home


def test_a_row_is_traced_to_its_lines_on_the_screen(traced_home: Path) -> None:
    assert traced_home.exists()
    app = show(trace="core_usage_hourly")
    # 08:00 to 09:00 in Shanghai is the hour from 00:00 UTC: lines 2 to 4.
    assert table(app, "lines")["lines"].tolist() == ["2, 3, 4", "5"]
    app.multiselect(key="trace_columns_core_usage_hourly").set_value(["hour_utc"]).run()
    field = app.text_input(key="trace_core_usage_hourly_hour_utc")
    field.set_value("2026-03-02 01:00").run()
    [shown] = table(app, "lines").to_dict("records")
    assert (shown["file_name"], shown["lines"], shown["line_count"]) == ("minutes.csv", "5", 1)
    assert str(shown["hour_utc"]) == "2026-03-02 01:00:00"
    field.set_value("yesterday").run()
    assert "yesterday" in app.warning[0].value
    field.set_value("2020-01-01 00:00").run()
    assert "No row fits" in text(app)


def test_a_snapshot_of_an_earlier_version_says_nothing_of_its_basis_and_is_shown(
    publish_rows: Publish, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.tables import TABLES

    monkeypatch.delitem(TABLES, "out_basis")
    publish_rows({"core_load": [make.load()]})
    assert "has changed" not in text(show())
