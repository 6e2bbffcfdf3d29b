"""`suanli template plans`, and plan files as workbooks and CSV wherever TOML is read."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import InputError, UsageError
from data.plan_files import REFERENCE_PLANS, plan_files_hash
from models.plan_library import read_own_plans, read_plan_file, read_plans
from models.plan_sheets.files import write_csv_files, write_workbook
from tests.integration.test_compare_pool import POOL_ID, home

__all__ = ["home"]

OWN: dict[str, Any] = {
    "plan_id": "own rental", "mode": "server_rental", "valid_from": date(2023, 1, 1),
    "currency": "CNY", "tax_included": True, "tax_rate": Decimal("0.06"), "time_zone": "UTC",
    "source": "offer by mail", "match": {"chip": "H20"}, "cards": 8, "fee": 18_600,
    "term_months": 12,
    "included": {"cabinet": True, "power": True, "network": True, "operations": True},
}  # fmt: skip


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_template_is_written_as_a_workbook_or_as_csv(tmp_path: Path) -> None:
    told = run("template", "plans", "--out", str(tmp_path / "t.xlsx"))
    assert told["files"] == [str(tmp_path / "t.xlsx")]
    assert {"plans", "prices", "vouchers"} <= {column["sheet"] for column in told["columns"]}
    told = run("template", "plans", "--mode", "pack", "--out", str(tmp_path / "p.csv"))
    assert [Path(file).name for file in told["files"]] == ["p.csv", "p.draws.csv"]
    assert (tmp_path / "p.draws.csv").read_text("utf-8-sig").startswith("plan_id,plan_valid_from,")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_plan_file_is_converted_and_reads_the_same(ending: str, tmp_path: Path) -> None:
    source = REFERENCE_PLANS / "tokens_deepseek_2025.toml"
    out = tmp_path / f"tokens.{ending}"
    assert run("template", "plans", "--from", str(source), "--out", str(out))["plans"] == 1
    [meant], [kept] = read_plan_file(source), read_plan_file(out)
    assert kept.model_dump(exclude={"source"}) == meant.model_dump(exclude={"source"})
    again = tmp_path / "again.xlsx"
    run("template", "plans", "--from", str(out), "--out", str(again))
    assert read_plan_file(again)[0].source.endswith("?p=8&r=huxiu [again.xlsx]")  # marked once


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["usage", "--from", "x.toml"], "go with the template plans"),
        (["usage", "--mode", "pack"], "go with the template plans"),
        (["plans", "--mode", "payg"], "no mode 'payg'"),
        (["plans", "--out", "t.txt"], "as a workbook or as CSV"),
        (["plans", "--out", "absent/t.xlsx"], "no such folder"),
        (["plans", "--from", "absent.toml"], "no such plan file"),
        (["plans", "--from", "there.toml", "--mode", "pack"], "columns of its own plans"),
        (["plans", "--out", "there.xlsx"], "exists already"),
    ],
)
def test_wrong_use_is_refused_and_writes_nothing(
    arguments: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_bytes(b"")
    before = sorted(tmp_path.iterdir())
    result = CliRunner().invoke(app, ["template", *arguments])
    assert isinstance(result.exception, (UsageError, InputError))
    assert why in str(result.exception)
    assert sorted(tmp_path.iterdir()) == before


def test_a_workspace_s_folder_reads_all_three_alike(tmp_path: Path) -> None:
    toml = (REFERENCE_PLANS / "storage_hkust_gz.toml").read_bytes()
    (tmp_path / "a.toml").write_bytes(toml)
    (tmp_path / "b.xlsx").write_bytes(write_workbook([OWN]))
    for name, content in write_csv_files([OWN | {"plan_id": "c"}], "c.csv").items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "~$b.xlsx").write_bytes(b"a spreadsheet has b.xlsx open")
    (tmp_path / ".hidden.csv").write_bytes(b"\xff")
    (tmp_path / "readme.txt").write_bytes(b"not a plan")
    assert {plan.plan_id for plan in read_own_plans(tmp_path)} == {
        "hkust-gz-storage", "own rental", "c",
    }  # fmt: skip


def test_a_plan_in_two_files_names_both(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(write_workbook([OWN]))
    for name, content in write_csv_files([OWN], "b.csv").items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"own rental.*\[a\.xlsx\] and .*\[b\.csv\]"):
        read_plans(tmp_path)


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.costs.csv"])
def test_what_was_computed_with_other_sheets_is_told_to_be_changed(
    name: str, tmp_path: Path
) -> None:
    assert plan_files_hash(tmp_path) == ""
    (tmp_path / name).write_bytes(b"1")
    before = plan_files_hash(tmp_path)
    (tmp_path / name).write_bytes(b"2")
    assert len({"", before, plan_files_hash(tmp_path)}) == 3


def test_plans_of_a_workbook_are_written_for_the_pools_that_they_suit(home: Path) -> None:
    (home / "plans").mkdir()
    (home / "plans" / "own.xlsx").write_bytes(write_workbook([OWN]))
    rows = {row["offer_id"]: row for row in run("plan", "--home", str(home))["break_even"]}
    # 18,600 for January's 744 h is 25 an hour for 8 cards; by the hour 8 x 10 = 80: 25 / 80
    assert rows["own rental"]["break_even_utilisation_ratio"] == pytest.approx(0.3125)


@pytest.mark.parametrize("ending", ["toml", "xlsx", "csv"])
def test_a_file_is_compared_once_without_being_kept(
    ending: str, home: Path, tmp_path: Path
) -> None:
    from tests.plan_samples import as_toml

    files = {
        "toml": {"offer.toml": as_toml(OWN).encode()},
        "xlsx": {"offer.xlsx": write_workbook([OWN])},
        "csv": write_csv_files([OWN], "offer.csv"),
    }
    aside = tmp_path / "aside"
    aside.mkdir()
    for name, content in files[ending].items():
        (aside / name).write_bytes(content)
    offer = str(aside / f"offer.{ending}")
    pool = ["compare", "--pool", POOL_ID, "--home", str(home)]
    shown = {row["offer_id"]: row for row in run(*pool, "--plan", offer)["plans"]}
    # ten days: 240 h x 25 = 6,000, where by the hour 8 x 240 x 10 = 19,200
    assert Decimal(str(shown["own rental"]["cost_cny"])) == 6000
    assert shown["own rental"]["offer_source"] == f"offer by mail [offer.{ending}]"
    assert "own rental" not in {row["offer_id"] for row in run(*pool)["plans"]}
    assert not (home / "plans").exists()


def test_a_file_to_compare_needs_a_pool_and_must_not_repeat_a_plan(home: Path) -> None:
    (home / "plans").mkdir()
    own = home / "plans" / "own.xlsx"
    own.write_bytes(write_workbook([OWN]))
    alone = CliRunner().invoke(app, ["compare", "--plan", str(own)])
    assert "Name the pool with --pool" in str(alone.exception)
    pool = ["compare", "--pool", POOL_ID, "--home", str(home), "--plan", str(own)]
    twice = CliRunner().invoke(app, pool)
    assert "Two versions of own rental" in str(twice.exception)
