"""Plan files of a reader: names without folders, saved whole, never over another file."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.bringing import check_files, safe_name, save
from data.errors import InputError, StorageError
from data.workspace import Workspace
from models.plan_library import read_own_plans
from models.plan_sheets.files import write_csv_files, write_workbook

STORAGE: dict[str, Any] = {
    "plan_id": "disk", "mode": "storage", "valid_from": date(2026, 1, 1), "currency": "CNY",
    "tax_included": True, "tax_rate": 0, "source": "mail", "price": 1,
}  # fmt: skip
HOSTING: dict[str, Any] = {name: STORAGE[name] for name in STORAGE if name != "price"} | {
    "plan_id": "rack", "mode": "hosting", "costs": [{"item": "cabinet", "fee": 570}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("offers.xlsx", "offers.xlsx"), ("../../etc/offers.XLSX", "offers.xlsx"),
        (r"C:\Users\a\offers.csv", "offers.csv"), ("报价 2026-09.xlsx", "报价 2026-09.xlsx"),
        (".hidden.toml", "hidden.toml"), ("~$offers.xlsx", "__offers.xlsx"), (".csv", "plans.csv"),
        ("a\x00b/../c*.csv", "c_.csv"), ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)  # fmt: skip
def test_a_name_cannot_lead_out_of_the_folder_or_hide(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_the_parts_of_a_csv_are_saved_together_under_one_free_name(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.plans.mkdir()
    (workspace.plans / "offers.csv").write_bytes(
        write_csv_files([STORAGE], "offers.csv")["offers.csv"]
    )
    [one] = check_files(write_csv_files([HOSTING], "offers.csv"), read_own_plans(workspace.plans))
    assert save(workspace, one) == ("offers-2.csv", "offers-2.costs.csv")
    assert {plan.plan_id for plan in read_own_plans(workspace.plans)} == {"disk", "rack"}


def test_nothing_is_saved_into_a_folder_that_could_not_be_read_before(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.plans.mkdir()
    (workspace.plans / "offers.bands.csv").write_bytes(b"plan_id,name\n")  # would become its own
    [one] = check_files(write_csv_files([HOSTING], "offers.csv"), ())
    with pytest.raises(InputError, match=r"belongs to offers\.csv"):
        save(workspace, one)
    assert [path.name for path in workspace.plans.iterdir()] == ["offers.bands.csv"]


def test_of_two_files_with_one_plan_the_second_is_refused() -> None:
    book = write_workbook([STORAGE])
    first, second = check_files({"a.xlsx": book, "b.xlsx": book}, ())
    assert first.is_sound
    assert not second.is_sound
    assert second.conflict == first.plans[0]
    assert second.plans == ()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("a file", "utf-8")
    [one] = check_files({"a.xlsx": write_workbook([STORAGE])}, ())
    with pytest.raises(StorageError, match="cannot be written"):
        save(Workspace(tmp_path), one)
