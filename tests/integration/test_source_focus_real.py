"""Published FOCUS files and provider exports: their own totals must come out, to the last digit."""

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from tests.fixture_types import Core, Load

pytestmark = pytest.mark.real

# file: source, lines, column of what is billed
FILES = {
    "focus_1_0_sample_1000.csv": ("focus", 1_000, "BilledCost"),
    "focus_1_3_cost_and_usage_aws.csv": ("focus", 1_000, "BilledCost"),
    "focus_1_4_cost_and_usage.csv": ("focus", 1_000, "BilledCost"),
    "aws_cur_export.csv": ("aws_cur", 1_281, "lineItem/UnblendedCost"),
    "oci_cost_report.csv": ("oci_cost_report", 506, "cost/myCost"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_taken_and_the_billed_total_is_the_file_s_own(
    name: str, load: Load, workspace: Workspace, real_folder: Path
) -> None:
    path = real_folder / "focus" / name
    source, line_count, column = FILES[name]
    with path.open(encoding="utf-8", newline="") as file:
        expected = sum((Decimal(line[column]) for line in csv.DictReader(file)), Decimal(0))
    [outcome] = load(path)
    assert outcome.record.source == source
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (line_count, 0)
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        [[billed]] = connection.sql("SELECT sum(billed_amount) FROM core_charge_daily").fetchall()
    assert billed == expected


def test_the_sample_s_bill_is_above_its_list_price_and_that_is_a_warning(
    load: Load, core: Core, real_folder: Path
) -> None:
    load(real_folder / "focus" / "focus_1_0_sample_1000.csv")
    totals = core("FROM core_load_total")
    shown = {t["measure"]: round(t["amount_held"], 4) for t in totals}
    assert (shown["billed"], shown["list"]) == (Decimal("20.5202"), Decimal("20.3909"))
    # Two adjustments, 0.192 + 0.08, have no list price; Oracle's seven lines no contracted cost.
    warnings = core("FROM core_load_warning")
    found = {w["warning"]: (w["source_row_count"], w["amount"]) for w in warnings}
    assert found["billed_above_list"] == (2, Decimal("0.272"))
    assert found["amount_missing"][0] == 7


def test_the_same_month_in_a_newer_version_of_focus_replaces_the_older(
    load: Load, core: Core, real_folder: Path
) -> None:
    paths = [real_folder / "focus" / name for name in list(FILES)[1:3]]
    load(*paths)
    rows = core(
        "SELECT count(DISTINCT load_id) AS loads, sum(billed_amount) AS billed"
        " FROM core_charge_daily"
    )
    [once] = rows
    assert once["loads"] == 1
    assert round(once["billed"], 2) == Decimal("21680.58")


def test_the_commitments_of_the_month_are_those_the_charges_name(
    load: Load, core: Core, real_folder: Path
) -> None:
    folder = real_folder / "focus"
    load(folder / "focus_1_3_contract_commitment_aws.csv", folder / "focus_1_4_cost_and_usage.csv")
    [found] = core(
        "SELECT count(*) AS promised, sum(amount) AS amount FROM core_contract_commitment"
    )
    assert found["promised"] == 70
    unknown = core(
        "SELECT DISTINCT commitment_id FROM core_charge_daily WHERE commitment_id IS NOT NULL"
        " AND commitment_id NOT IN (SELECT commitment_id FROM core_contract_commitment)"
    )
    assert unknown == []
