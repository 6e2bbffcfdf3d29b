"""FOCUS bills: exact money, placed once, replaced whole, and accounted for to the last digit."""

import gzip
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from data.errors import CheckFailedError
from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.focus import detect_version
from etl.focus_columns import MANDATORY, SINCE
from etl.mending import read_mended, retry
from etl.quarantine import export_rows, write_export
from tests.fixture_types import Core, Load, MakeRow, WriteFile
from tests.integration.billed import billed


def zstd(content: bytes) -> bytes:
    packed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(packed, "zstd") as stream:
        stream.write(content)
    return bytes(packed.getvalue())


def check(workspace: Workspace) -> None:
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)


def test_charges_of_a_day_add_up_exactly_and_keep_what_tells_them_apart(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    lines = [
        row("focus", BilledCost="0.1", EffectiveCost="0.1", PricingQuantity="1.5"),
        row("focus", BilledCost="0.2", EffectiveCost="0.15", PricingQuantity="2"),
        row("focus", BilledCost="-0.05", EffectiveCost="-0.05", ChargeCategory="Credit"),
        row("focus", BilledCost="0.03", EffectiveCost="0.03", ChargeCategory="Tax"),
    ]
    load(write_file("bill.csv", lines))
    rows = core("FROM core_charge_daily ORDER BY first_line_number")
    # Usage: 0.1 + 0.2 = 0.3 and 0.1 + 0.15 = 0.25 and 1.5 + 2 = 3.5, which binary fractions miss.
    assert [(r["charge_category"], r["billed_amount"], r["effective_amount"]) for r in rows] == [
        ("Usage", Decimal("0.3"), Decimal("0.25")),
        ("Credit", Decimal("-0.05"), Decimal("-0.05")),
        ("Tax", Decimal("0.03"), Decimal("0.03")),
    ]
    usage = rows[0]
    assert (usage["quantity"], usage["quantity_unit"]) == (Decimal("3.5"), "Hours")
    assert (usage["charge_date_utc"], usage["billing_period_start"]) == (
        date(2026, 5, 3),
        date(2026, 5, 1),
    )
    assert (usage["provider"], usage["service"], usage["currency"]) == ("Yunlan", "GPU", "CNY")
    assert (usage["project"], usage["pool"]) == ("chat", "unassigned")
    assert (usage["first_line_number"], usage["source_row_count"]) == (2, 2)


def test_two_currencies_are_never_added(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("bill.csv", [row("focus"), row("focus", BillingCurrency="USD")]))
    rows = core("SELECT currency, billed_amount FROM core_charge_daily ORDER BY currency")
    assert [r["currency"] for r in rows] == ["CNY", "USD"]
    totals = core("FROM core_load_total WHERE measure = 'billed' ORDER BY currency")
    assert [t["currency"] for t in totals] == ["CNY", "USD"]


def test_times_are_utc_unless_they_say_otherwise_whatever_the_company_s_zone(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # 23:00 without an offset is 23:00 UTC of the 3rd; 06:00+08:00 of the 4th is 22:00 of the 3rd.
    starts = ["2026-05-03 23:00:00", "2026-05-04T06:00:00+08:00", "2026-05-03T23:00:00Z"]
    ends = "2026-05-04T00:00:00Z"
    load(
        write_file(
            "bill.csv",
            [row("focus", ChargePeriodStart=start, ChargePeriodEnd=ends) for start in starts],
        )
    )
    [day] = core("SELECT charge_date_utc, source_row_count FROM core_charge_daily")
    assert day == {"charge_date_utc": date(2026, 5, 3), "source_row_count": 3}


def test_text_nulls_are_empty_and_exponents_are_written_out(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    line = row("focus", BilledCost="4.7E-7", ListCost="NULL", CommitmentDiscountId="NULL")
    load(write_file("bill.csv", [line]))
    [charge] = core("FROM core_charge_daily")
    assert charge["billed_amount"] == Decimal("0.00000047")
    assert (charge["list_amount"], charge["commitment_id"]) == (None, None)


def test_a_group_with_an_unknown_amount_has_none_and_the_lines_are_counted(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    load(write_file("bill.csv", [row("focus"), row("focus", ContractedCost="")]))
    [charge] = core("FROM core_charge_daily")
    assert charge["contracted_amount"] is None
    warnings = core("FROM core_load_warning WHERE warning = 'amount_missing'")
    assert [(w["source_row_count"], w["amount"]) for w in warnings] == [(1, Decimal(10))]
    check(workspace)


FAULTS = {
    "money with a letter": ({"BilledCost": "1O"}, "BilledCost"),
    "more digits than can be kept": ({"BilledCost": "0.1234567890123456789"}, "BilledCost"),
    "an exponent without end": ({"BilledCost": "1E-400000000"}, "BilledCost"),
    "no billed cost": ({"BilledCost": ""}, "BilledCost"),
    "a category of its own": ({"ChargeCategory": "Rent"}, "ChargeCategory"),
    "no currency": ({"BillingCurrency": "NULL"}, "BillingCurrency"),
    "a currency sign": ({"BillingCurrency": "$"}, "BillingCurrency"),
    "no provider": ({"ProviderName": ""}, "provider"),
    "an American date": ({"ChargePeriodStart": "5/3/26"}, "ChargePeriodStart"),
    "an end before the beginning": (
        {"ChargePeriodEnd": "2026-05-01 00:00:00"},
        "charge period ends after it begins",
    ),
}


@pytest.mark.parametrize(("change", "culprit"), FAULTS.values(), ids=FAULTS)
def test_a_line_that_cannot_be_trusted_is_rejected_and_its_money_accounted_for(
    change: dict[str, str],
    culprit: str,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
    workspace: Workspace,
) -> None:
    load(write_file("bill.csv", [row("focus"), row("focus", EffectiveCost="7", **change)]))
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 3
    assert culprit in (fault["column"], fault["reason"].removeprefix("breaks the rule: "))
    totals = core("FROM core_load_total WHERE measure = 'effective'")
    # 8 of the sound line, 7 of the rejected one; the latter may name no currency.
    assert sum(t["amount_read"] for t in totals) == Decimal(15)
    assert sum(t["amount_landed"] for t in totals) == Decimal(8)
    assert sum(t["amount_rejected"] for t in totals) == Decimal(7)
    check(workspace)


def test_a_mended_line_counts_and_the_load_still_adds_up(
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
    workspace: Workspace,
    tmp_path: Path,
) -> None:
    lines = [row("focus"), row("focus", BilledCost="1O", Tags="NULL")]
    [outcome] = load(write_file("part-00001.csv", lines))
    rows = export_rows(workspace, outcome.record).with_columns(BilledCost=pl.lit("10"))
    write_export(rows, tmp_path / "mended.csv")
    with workspace.lock():
        again = retry(workspace, read_mended(tmp_path / "mended.csv"), "Asia/Shanghai")
    assert (again.record.rows_loaded, again.record.rows_rejected) == (2, 0)
    assert billed(core) == Decimal(20)
    [total] = core("FROM core_load_total WHERE measure = 'billed'")
    # As if the file had held the mended line: 10 + 10, and none that could not be read.
    assert (total["amount_read"], total["amount_landed"]) == (20, 20)
    assert (total["rows_read"], total["rows_without_amount"]) == (2, 0)
    check(workspace)


def test_the_ladder_is_warned_of_and_rejects_nothing(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # list 12, contracted 11, effective 8, billed 10 is in order; so is all of it refunded.
    refund = {
        "BilledCost": "-10",
        "EffectiveCost": "-8",
        "ListCost": "-12",
        "ContractedCost": "-11",
    }
    lines = [
        row("focus"),
        row("focus", **refund),
        row("focus", BilledCost="12.5"),  # 0.5 above list
        row("focus", EffectiveCost="11.25"),  # 0.25 above contracted
        row("focus", ContractedCost="13"),  # 1 above list
    ]
    load(write_file("bill.csv", lines))
    warnings = core("FROM core_load_warning ORDER BY warning")
    assert [(w["warning"], w["source_row_count"], w["amount"]) for w in warnings] == [
        ("billed_above_list", 1, Decimal("0.5")),
        ("contracted_above_list", 1, Decimal(1)),
        ("effective_above_contracted", 1, Decimal("0.25")),
    ]
    assert core("FROM core_rejected_row") == []


def test_money_that_does_not_add_up_is_not_published(
    load: Load, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    load(write_file("bill.csv", [row("focus")]))
    [landed] = workspace.landing.glob("*.parquet")
    rows = pl.read_parquet(landed)
    cent = pl.lit(Decimal("0.01")).cast(pl.Decimal(38, 18))
    rows.with_columns(BilledCost=pl.col("BilledCost") - cent).write_parquet(landed)
    with pytest.raises(CheckFailedError, match="money adds up: no"):
        check(workspace)


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
def test_packed_exports_are_read_as_they_are(
    pack: Callable[[bytes], bytes],
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
    to_csv: Callable[..., str],
) -> None:
    load(write_file("bill.csv.packed", pack(to_csv([row("focus")]).encode())))
    assert billed(core) == Decimal(10)


def test_extension_and_unknown_columns_stay_in_landing(
    load: Load, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    load(write_file("bill.csv", [row("focus") | {"x_CostCenter": "cc-7", "Id": "1"}]))
    [landed] = workspace.landing.glob("*.parquet")
    rows = pl.read_parquet(landed)
    assert rows["extension_columns"].to_list() == ['{"x_CostCenter":"cc-7","Id":"1"}']
    assert rows["focus_version"].to_list() == ["1.0"]


@pytest.mark.parametrize("version", sorted(MANDATORY))
def test_a_version_is_known_by_its_columns(version: str) -> None:
    own = {name for name, since in SINCE.items() if since == version}
    assert detect_version(frozenset({*MANDATORY[version], *own})) == version


def test_a_file_without_its_version_s_columns_is_refused_whole_and_they_are_named(
    load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    line = row("focus")
    del line["ListCost"]
    [outcome] = load(write_file("bill.csv", [line]))
    assert outcome.record.status == "refused"
    assert "Not a usable FOCUS 1.0 file: it lacks ListCost" in outcome.record.reason


def test_parquet_with_binary_fractions_times_and_a_map_of_tags_reads_as_its_csv(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, tmp_path: Path
) -> None:
    line = row("focus")
    start = pl.Series([line["ChargePeriodStart"]]).str.to_datetime().dt.replace_time_zone("UTC")
    tags = pl.Series([[{"key": "project", "value": "search"}, {"key": "pool", "value": "train-a"}]])
    frame = pl.DataFrame([line]).with_columns(
        BilledCost=pl.lit(0.1), PricingQuantity=pl.lit(1e-7), ChargePeriodStart=start, Tags=tags
    )
    frame.write_parquet(tmp_path / "bill.parquet")
    load(tmp_path / "bill.parquet")
    [charge] = core("FROM core_charge_daily")
    assert (charge["billed_amount"], charge["quantity"]) == (
        Decimal("0.1"),
        Decimal("0.0000001"),
    )
    assert (charge["project"], charge["pool"]) == ("search", "train-a")
    assert charge["charge_date_utc"] == date(2026, 5, 3)


def test_broken_tags_cost_nothing_but_the_tags(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("bill.csv", [row("focus", Tags='{"project": "sear')]))
    [charge] = core("FROM core_charge_daily")
    assert charge["project"] == "chat"
