"""Bring a plan: checked at once, compared at once, saved when asked, nothing overwritten."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import Language
from data.workspace import Workspace
from models.plan_library import read_own_plans
from models.plan_sheets.files import write_csv_files, write_workbook
from tests.screens.compare_rows import (
    HOURLY_PRICE,
    MONTHLY,
    Publish,
    everything,
    publish,
    screen,
    use,
)  # fmt: skip

__all__ = ["publish"]

RENTAL: dict[str, Any] = {
    "plan_id": "offer-h20",
    "mode": "server_rental",
    "valid_from": date(2025, 1, 1),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "time_zone": "UTC",
    "source": "offer by mail",
    "match": {"chip": "H20"},
    "cards": 8,
    "fee": 31_000,
    "term_months": 1,
    "power_included": True,
    "included": {"cabinet": True, "power": True, "network": True, "operations": True},
}
BOOK = write_workbook([RENTAL])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def app(publish: Publish) -> AppTest:
    """The screen on a day of 40 cards by the hour."""
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY])
    return screen()


def bring(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    uploads = [(name, content, "application/octet-stream") for name, content in files]
    return app.file_uploader[0].set_value(uploads).run()


def offers(app: AppTest) -> list[str]:
    assert not app.exception
    return list(app.dataframe[0].value["offer_id"])


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_a_workbook_is_compared_at_once_and_for_this_session_only(app: AppTest) -> None:
    assert "offer-h20" not in offers(app)
    bring(app, ("offers.xlsx", BOOK))
    plans = app.dataframe[0].value.set_index("offer_id").loc["offer-h20"]
    # one month of a server is 31,000 for January's 744 h: 24 h x 31,000 / 744 = 1,000, five times
    assert plans["cost_cny"] == Decimal(5000)
    assert plans["offer_source"] == "offer by mail [offers.xlsx]"
    assert "offers.xlsx has no fault; compared above: offer-h20" in everything(app)
    assert "offer-h20" not in offers(screen())  # another reader


def test_a_plan_for_another_chip_is_said_to_be_apart(app: AppTest) -> None:
    other = write_workbook([RENTAL | {"plan_id": "for h100", "match": {"chip": "H100"}}])
    bring(app, ("h100.xlsx", other))
    assert "h100.xlsx has no fault; not in the table above" in everything(app)
    assert "for h100" not in offers(app)


def test_a_csv_comes_with_its_lists_and_toml_alone(app: AppTest) -> None:
    cheap = {name: RENTAL[name] for name in
             ("valid_from", "currency", "tax_included", "tax_rate", "time_zone", "source")} | {
        "plan_id": "half", "mode": "savings_plan", "commitment": 700, "term_months": 12,
        "prices": [{"chip": "H20", "price": Decimal("17.5")}],
    }  # fmt: skip
    files = write_csv_files([cheap], "half.csv")
    assert set(files) == {"half.csv", "half.prices.csv"}
    toml = b"""[[plan]]
    plan_id = "by toml"\nmode = "savings_plan"\nvalid_from = 2025-01-01\ncurrency = "CNY"
    tax_included = true\ntax_rate = 0.06\ntime_zone = "UTC"\nsource = "mail"\ncommitment = 700
    term_months = 12\nprices = [{ chip = "H20", price = 17.5 }]"""
    bring(app, *files.items(), ("own.toml", toml))
    plans = app.dataframe[0].value.set_index("offer_id")
    assert plans.loc["half", "cost_cny"] == plans.loc["by toml", "cost_cny"] == Decimal(16800)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "plans!F2 (tax_rate): '6%' is no plain number. Write digits with a point"),
        ("zh_CN", "plans!F2 (tax_rate)：'6%'不是纯数字。请写成0.06或53000这样的形式"),
        ("ja", "plans!F2 (tax_rate)：'6%'は数値ではありません。0.06や53000のように"),
    ],
)
def test_a_fault_is_shown_in_plain_words_with_its_cell(
    language: Language, said: str, publish: Publish
) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY])
    text = "plan_id,mode,valid_from,currency,tax_included,tax_rate,source,price\n"
    row = "a,storage,2026-01-01,CNY,true,6%,mail,1\n"
    app = bring(screen(language), ("plans.csv", (text + row).encode()))
    assert "`plans.csv!F2`" in everything(app)
    assert said.replace("plans!F2", "`plans.csv!F2`") in everything(app)
    assert [button.key for button in app.button if "bring" in str(button.key)] == [
        "bring_remove_plans.csv"
    ]  # what has a fault cannot be saved


def test_a_mended_file_of_the_same_name_takes_the_place_of_the_first(app: AppTest) -> None:
    bring(app, ("offers.xlsx", b"no workbook"))
    assert "offers.xlsx is not compared: The workbook is damaged" in everything(app)
    bring(app, ("offers.xlsx", BOOK))
    assert "is not compared: The workbook" not in everything(app)
    assert "offer-h20" in offers(app)


def test_a_brought_file_can_be_removed_again(app: AppTest) -> None:
    bring(app, ("offers.xlsx", BOOK))
    press(app, "bring_remove_offers.xlsx")
    assert "offer-h20" not in offers(app)


def test_one_button_saves_it_among_the_workspace_s_plans(app: AppTest, tmp_path: Path) -> None:
    bring(app, ("offers.xlsx", BOOK))
    press(app, "bring_save_offers.xlsx")
    assert "Saved as offers.xlsx. It is compared here at once; `suanli plan`" in everything(app)
    assert (tmp_path / "plans" / "offers.xlsx").read_bytes() == BOOK
    assert [plan.plan_id for plan in read_own_plans(tmp_path / "plans")] == ["offer-h20"]
    assert "offer-h20" in offers(screen())  # every reader has it now
    assert not app.get("button") or "bring_save_offers.xlsx" not in [b.key for b in app.button]


def test_a_file_of_the_same_name_is_never_overwritten(app: AppTest, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    other = write_workbook([RENTAL | {"plan_id": "another"}])
    (tmp_path / "plans" / "offers.xlsx").write_bytes(other)
    bring(app, ("offers.xlsx", BOOK))
    press(app, "bring_save_offers.xlsx")
    assert "Another file is called offers.xlsx, so it was saved as offers-2.xlsx" in everything(app)
    assert (tmp_path / "plans" / "offers.xlsx").read_bytes() == other
    assert {"another", "offer-h20"} <= set(offers(app))


def test_a_plan_that_the_workspace_has_already_is_refused_by_name(
    app: AppTest, tmp_path: Path
) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "first.xlsx").write_bytes(BOOK)
    bring(app, ("offers.xlsx", BOOK))
    shown = everything(app)
    assert "offers.xlsx is not compared: offer-h20 is there already" in shown
    assert "valid from the same day (offer by mail [first.xlsx])" in shown
    assert offers(app).count("offer-h20") == 1


def test_nothing_is_saved_while_a_run_holds_the_workspace(app: AppTest, tmp_path: Path) -> None:
    bring(app, ("offers.xlsx", BOOK))
    with Workspace(tmp_path).lock():
        press(app, "bring_save_offers.xlsx")
    assert "was not saved: Another run is writing to this workspace" in everything(app)
    assert not (tmp_path / "plans").exists()
    assert "offer-h20" in offers(app)  # it is still compared


def test_a_workspace_that_cannot_be_written_offers_no_saving(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    bring(app, ("offers.xlsx", BOOK))
    assert app.button(key="bring_save_offers.xlsx").disabled


def test_own_plan_files_with_a_fault_are_named_instead_of_left_out(
    app: AppTest, tmp_path: Path
) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "broken.xlsx").write_bytes(b"nothing")
    app.run()
    assert "plan files cannot be read, so nothing is compared: The workbook" in everything(app)
    assert "broken.xlsx" in everything(app)
    assert not app.dataframe


@pytest.mark.parametrize("plan", ["offer-h20", "server-month", "on_demand"])
def test_the_template_and_any_plan_can_be_taken_as_a_workbook(plan: str, app: AppTest) -> None:
    bring(app, ("offers.xlsx", BOOK))
    app.selectbox(key="plan").set_value(plan).run()
    assert not app.exception
    keys = {str(button.proto.id).split("-")[-1] for button in app.get("download_button")}
    assert {"bring_template", "download_plan_workbook"} <= keys
    assert "cannot hold the plan" not in everything(app)
