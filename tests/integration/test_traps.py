"""Traps of real exports, from the bytes of a file to the core tables; etl/TRAPS.md lists all."""

import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

ToCsv = Callable[..., str]

ENCODINGS = {"UTF-8": "utf-8", "UTF-8 with BOM": "utf-8-sig", "GBK": "gbk", "GB18030": "gb18030"}
LINE_ENDS = {"LF": ("\n", "\n"), "CRLF": ("\r\n", "\r\n"), "mixed": ("\r\n", "\n")}
HOURS = "SELECT hour_utc, project, used_card_hours FROM core_usage_hourly ORDER BY ALL"


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("ends", LINE_ENDS.values(), ids=LINE_ENDS)
def test_every_encoding_and_line_end_gives_the_same_hours(
    encoding: str,
    ends: tuple[str, str],
    load: Load,
    core: Core,
    row: MakeRow,
    to_csv: ToCsv,
    write_file: WriteFile,
) -> None:
    lines = to_csv(
        [row("usage", project="训练"), row("usage", start="2026-03-02 09:00", project="推理")]
    ).splitlines()
    text = lines[0] + ends[0] + lines[1] + ends[1] + lines[2] + ends[0]
    [outcome] = load(write_file("usage.csv", text.encode(encoding)))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (2, 0)
    assert [(r["project"], r["used_card_hours"]) for r in core(HOURS)] == [
        ("训练", 12),
        ("推理", 12),
    ]


@pytest.mark.parametrize(
    "written",
    ["76000", "７６０００", "76,000.00", "7.6万", "７．６万元", "0.00076亿", "0.00076億", "¥76000"],
)
def test_a_price_however_it_is_written_is_the_same_in_core(
    written: str, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    server = {"cards": "8", "billing_mode": "annual", "term_months": "12", "unit": "server_month"}
    load(write_file("prices.csv", [row("price_book", price=written, **server)]))
    assert [r["price"] for r in core("FROM core_price")] == [Decimal(76000)]


def test_the_same_rent_by_year_and_server_is_the_rent_by_month_and_server_and_never_by_card(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    """912,000 a year / 12 = 76,000 a month; of a server of 8 cards it is 9,500 a card."""
    common = {"billing_mode": "annual", "term_months": "12"}
    rows = [
        row("price_book", offer_id="month", unit="元/台/月", price="76000", cards="8", **common),
        row("price_book", offer_id="year", unit="元/台/年", price="912000", cards="8", **common),
        row("price_book", offer_id="card", unit="元/卡/月", price="9500", cards="1", **common),
        row("price_book", offer_id="wrong", unit="元/卡/月", price="76000", cards="8", **common),
    ]
    load(write_file("prices.csv", rows))
    found = core("FROM core_price ORDER BY offer_id")
    assert [(r["offer_id"], r["unit"], r["cards"], r["price"]) for r in found] == [
        ("card", "card_month", 1, 9500),
        ("month", "server_month", 8, 76000),
        ("year", "server_month", 8, 76000),
    ]
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 5


def test_tax_stays_as_its_seller_states_it_six_per_cent_on_services_and_13_on_equipment(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("price_book", offer_id="rent", tax_included="true", tax_rate="6%"),
        row("price_book", offer_id="rent without", tax_included="false", tax_rate="0.06"),
        row("price_book", offer_id="server", billing_mode="purchase", unit="server", cards="8")
        | {"tax_included": "是", "tax_rate": "13%", "price": "2300000"},
        row("price_book", offer_id="unsaid", tax_included=""),
        row("price_book", offer_id="whole number", tax_rate="13"),
    ]
    load(write_file("prices.csv", rows))
    found = core("FROM core_price ORDER BY offer_id")
    assert [(r["offer_id"], r["tax_included"], r["tax_rate"]) for r in found] == [
        ("rent", True, Decimal("0.06")),
        ("rent without", False, Decimal("0.06")),
        ("server", True, Decimal("0.13")),
    ]
    faults = core("FROM core_rejected_row ORDER BY line_number")
    assert [r["column"] for r in faults] == ["tax_included", "tax_rate"]


def test_every_row_keeps_its_own_currency(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("price_book", offer_id="a", currency="CNY", price="¥15.50"),
        row("price_book", offer_id="b", currency="USD", price="$2.10"),
        row("price_book", offer_id="c", currency="USD", price="¥15.50"),
        row("price_book", offer_id="d", currency=""),
    ]
    load(write_file("prices.csv", rows))
    found = core("FROM core_price ORDER BY offer_id")
    assert [(r["currency"], r["price"]) for r in found] == [
        ("CNY", Decimal("15.5")),
        ("USD", Decimal("2.1")),
    ]
    assert [r["line_number"] for r in core("FROM core_rejected_row ORDER BY ALL")] == [4, 5]


def test_one_export_in_three_packings_counts_once(
    load: Load, core: Core, row: MakeRow, to_csv: ToCsv, write_file: WriteFile, tmp_path: Path
) -> None:
    rows = [row("usage"), row("usage", start="2026-03-02 09:00")]
    pl.DataFrame(rows).write_parquet(tmp_path / "usage.parquet")
    load(
        write_file("usage.csv", rows),
        write_file("usage.csv.gz", gzip.compress(to_csv(rows).encode())),
        tmp_path / "usage.parquet",
        write_file("copy/usage.csv", rows),
    )
    assert [r["used_card_hours"] for r in core(HOURS)] == [12, 12]


def test_rows_that_come_late_are_added_to_their_days_and_replace_nothing_else(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    def hours(*local_hours: int, **changes: str) -> list[dict[str, str]]:
        return [row("usage", start=f"2026-03-02 {hour:02}:00", **changes) for hour in local_hours]

    load(write_file("monday.csv", hours(8, 9, 11)))
    load(write_file("tuesday.csv", [row("usage", start="2026-03-03 08:00")]))
    # Ten o'clock of Monday arrives on Wednesday, and a project that was forgotten.
    load(write_file("late.csv", [*hours(10), *hours(8, project="search", used_card_hours="11")]))
    found = core("SELECT project, count(*) AS n FROM core_usage_hourly GROUP BY ALL ORDER BY ALL")
    assert [(r["project"], r["n"]) for r in found] == [("chat", 5), ("search", 1)]


def test_refunds_corrections_and_credits_lower_the_bill_and_keep_their_category(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    refund = {"ListCost": "-12", "ContractedCost": "-11", "EffectiveCost": "-8"}
    rows = [
        row("focus"),
        row("focus", BilledCost="-10", ChargeClass="Correction", **refund),
        row("focus", BilledCost="-2.5", EffectiveCost="-2.5", ChargeCategory="Credit"),
        row("focus", BilledCost="-0.01", EffectiveCost="-0.01", ChargeCategory="Adjustment"),
    ]
    [outcome] = load(write_file("bill.csv", rows))
    assert outcome.record.rows_rejected == 0
    found = core(
        "SELECT charge_category, charge_class, billed_amount FROM core_charge_daily ORDER BY ALL"
    )
    # 10 - 10 - 2.5 - 0.01 = -2.51, of which nothing hides in usage.
    assert [tuple(r.values()) for r in found] == [
        ("Adjustment", None, Decimal("-0.01")),
        ("Credit", None, Decimal("-2.5")),
        ("Usage", "Correction", Decimal(-10)),
        ("Usage", None, Decimal(10)),
    ]


@pytest.mark.parametrize("column", ["used_card_hours", "queued_card_hours"])
def test_a_negative_quantity_of_usage_is_rejected_and_lowers_nothing(
    column: str, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("usage.csv", [row("usage"), row("usage", project="b", **{column: "-1"})]))
    assert [r["used_card_hours"] for r in core(HOURS)] == [12]
    [fault] = core("FROM core_rejected_row")
    assert (fault["column"], fault["value"]) == (column, "-1")
