"""`suanli load FOLDER`, from the command to the published snapshot."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.snapshot import find_current
from data.workspace import Workspace
from tests.fixture_types import MakeRow, WriteFile


def suanli(workspace: Workspace, *words: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*words, "--json", "--home", str(workspace.home)])
    document: dict[str, Any] = json.loads(result.stdout)
    return document | {"exit_code": result.exit_code}


def billed(workspace: Workspace) -> float:
    current = find_current(workspace)
    assert current
    with duckdb.connect(str(current.path), read_only=True) as connection:
        [found] = connection.sql("SELECT sum(billed_amount) FROM core_charge_daily").fetchall()
    return float(found[0])


def test_a_folder_is_loaded_as_one_export_and_corrected_as_one(
    workspace: Workspace, row: MakeRow, write_file: WriteFile
) -> None:
    folders = "export/billing_period=2026-05"
    for number in (1, 2):
        name = f"{folders}/part-0000{number}.csv"
        last = write_file(name, [row("focus", BilledCost="5", SkuId=str(number))])
    write_file(f"{folders}/_SUCCESS", "")
    export = last.parents[1]
    document = suanli(workspace, "load", str(export))
    assert document["exit_code"] == 0
    assert [Path(file["file"]).name for file in document["files"]] == [
        "part-00001.csv",
        "part-00002.csv",
        "export",
    ]
    assert billed(workspace) == 10
    last.unlink()
    write_file(f"{folders}/part-00001.csv", [row("focus", BilledCost="7")])
    suanli(workspace, "load", str(export))
    assert billed(workspace) == 7
    assert not suanli(workspace, "load", str(export))["published"]


def test_a_folder_in_the_inbox_is_one_export_and_files_beside_it_are_not(
    workspace: Workspace, row: MakeRow, write_file: WriteFile, tmp_path: Path
) -> None:
    files = {"run/part-00001.csv": "1", "run/part-00002.csv": "2"}
    for name, cost in files.items():
        write_file(name, [row("focus", BilledCost=cost, SkuId=cost)])
    workspace.create()
    (tmp_path / "files" / "run").rename(workspace.inbox / "run")
    beside = write_file("costs-00001.csv", [row("focus", BillingAccountId="acc-2")])
    beside.rename(workspace.inbox / beside.name)
    document = suanli(workspace, "load")
    assert [file["source"] for file in document["files"]].count("export_listing") == 1
    assert billed(workspace) == 13  # 1 + 2, and 10 of the other account


def test_an_incomplete_export_ends_with_the_code_of_unusable_input(
    workspace: Workspace, row: MakeRow, write_file: WriteFile
) -> None:
    write_file("run/part-00001.csv", [row("focus")])
    manifest = write_file("run/manifest.json", '["part-00001.csv", "part-00002.csv"]')
    document = suanli(workspace, "load", str(manifest.parent))
    assert document["exit_code"] == 3
    assert "names part-00002.csv, which is not there" in document["files"][0]["reason"]


def test_a_difference_from_the_invoice_is_said_and_the_load_goes_on(
    workspace: Workspace,
    row: MakeRow,
    write_file: WriteFile,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bill = write_file("bill.csv", [row("focus", BilledCost="12.345") | {"InvoiceId": "inv-1"}])
    invoice = write_file("invoice.csv", [row("invoice")])
    document = suanli(workspace, "load", str(bill), str(invoice))
    assert (document["exit_code"], document["published"]) == (0, True)
    # 12.345 is 12.35 to the cent; 10.60 less the tax of 0.60 is 10.00.
    assert "the charges come to 12.35 CNY, the invoice to 10.00: +2.35" in caplog.text
