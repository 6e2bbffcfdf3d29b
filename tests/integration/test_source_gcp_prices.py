"""Google Cloud's price history: changes only, absent commitments left out and counted."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data.tables import CORE_TABLES
from models.billing.price_history import CLOUD_HOURS_PER_MONTH, break_even_history
from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile

Listing = Callable[..., Path]

OFFER = "gcp-list/us-central1/a3-highgpu-8g/"
COLUMNS = "valid_from, valid_to, price"
ONE_YEAR = f"SELECT {COLUMNS} FROM core_price WHERE offer_id = '{OFFER}1-year' ORDER BY valid_from"
ON_DEMAND = (
    f"SELECT {COLUMNS} FROM core_price WHERE offer_id = '{OFFER}on-demand' ORDER BY valid_from"
)


@pytest.fixture
def listing(row: MakeRow, write_file: WriteFile) -> Listing:
    """Write a history: `listing("a.csv", {2: {}, 5: {"hour": "9"}})`, snapshots of 2 and 5 May."""

    def write(name: str, snapshots: dict[int, dict[str, str] | None]) -> Path:
        rows = []
        for day, change in snapshots.items():
            when = f"2026-05-{day:02}"
            rows.append(row("gcp_prices", date=when, instance_type="a3-highgpu-1g"))
            if change is not None:
                rows.append(row("gcp_prices", date=when, **change))
        return write_file(name, rows)

    return write


def prices(core: Core, sql: str) -> list[tuple[int, int | None, Decimal]]:
    return [
        (r["valid_from"].day, r["valid_to"] and r["valid_to"].day, r["price"]) for r in core(sql)
    ]


def test_a_row_becomes_four_offers_for_the_whole_machine_without_tax(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("list.csv", [row("gcp_prices")]))
    found = core(
        "SELECT offer_id, billing_mode, term_months, price, unit, cards, chip, currency,"
        " tax_included FROM core_price ORDER BY term_months, billing_mode"
    )
    assert [tuple(r.values())[:5] for r in found] == [
        (OFFER + "on-demand", "on_demand", 0, Decimal(88), "server_hour"),
        (OFFER + "spot", "spot", 0, Decimal(44), "server_hour"),
        (OFFER + "1-year", "annual", 12, Decimal(44_000), "server_month"),
        (OFFER + "3-year", "multi_year", 36, Decimal(28_000), "server_month"),
    ]
    assert {tuple(r.values())[5:] for r in found} == {(8, "H100 SXM5", "USD", False)}


def test_equal_prices_of_consecutive_snapshots_are_one_row(
    load: Load, core: Core, listing: Listing
) -> None:
    dearer = {"hour": "90", "month": "65700"}  # 90 x 730
    load(listing("list.csv", {2: {}, 5: {}, 9: dearer, 12: dearer, 16: {}}))
    assert prices(core, ON_DEMAND) == [(2, None, 88), (9, None, 90), (16, None, 88)]
    assert prices(core, ONE_YEAR) == [(2, None, 44_000)]


def test_a_price_that_disappears_ends_the_day_before_and_one_that_returns_begins_anew(
    load: Load, core: Core, listing: Listing
) -> None:
    load(listing("list.csv", {2: {}, 5: {}, 9: None, 12: {}, 16: None, 20: None}))
    assert prices(core, ON_DEMAND) == [(2, 8, 88), (12, 15, 88)]


def test_a_commitment_that_repeats_the_on_demand_month_is_absent_and_counted(
    load: Load, core: Core, listing: Listing
) -> None:
    repeated = {"month_1y": "64240", "month_3y": "64240.00"}
    load(listing("list.csv", {2: {}, 5: repeated, 9: repeated, 12: {}}))
    assert prices(core, ONE_YEAR) == [(2, 4, 44_000), (12, None, 44_000)]
    assert prices(core, ON_DEMAND) == [(2, None, 88)]
    left_out = core(
        "SELECT offer_id, reason, first_on, last_on, cell_count, first_line_number"
        " FROM core_price_left_out ORDER BY offer_id"
    )
    # Lines: header 1, then two machines a snapshot: 2 and 3, 4 and 5 (the first repeated one).
    rest = ("repeats the on-demand price: not offered", date(2026, 5, 5), date(2026, 5, 9), 2, 5)
    assert [tuple(r.values()) for r in left_out] == [
        (OFFER + "1-year", *rest),
        (OFFER + "3-year", *rest),
    ]


def test_an_empty_commitment_is_absent_and_nothing_is_left_out(
    load: Load, core: Core, listing: Listing
) -> None:
    load(listing("list.csv", {2: {"month_1y": "", "month_3y": "", "hour_spot": ""}}))
    assert [r["offer_id"] for r in core(f"FROM core_price WHERE offer_id LIKE '{OFFER}%'")] == [
        OFFER + "on-demand"
    ]
    assert core("FROM core_price_left_out") == []


def test_a_commitment_priced_without_its_cards_is_left_out(
    load: Load, core: Core, listing: Listing
) -> None:
    # 0.3 x 64,240 = 19,272 and 0.2 x 64,240 = 12,848: just below is no offer, just at it is one.
    load(listing("list.csv", {2: {"month_1y": "19271.99", "month_3y": "12848"}}))
    assert prices(core, ONE_YEAR) == []
    [left_out] = core("FROM core_price_left_out")
    assert left_out["reason"] == "below 30% of on-demand: priced without its cards"
    assert core(f"FROM core_price WHERE offer_id = '{OFFER}3-year'")


def test_a_fraction_of_a_card_is_no_offer_of_cards(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("list.csv", [row("gcp_prices", accelerators="rtx6000:0.125")]))
    assert core("FROM core_price") == []
    left_out = core("SELECT DISTINCT reason, cell_count FROM core_price_left_out")
    assert left_out == [{"reason": "a fraction of a card", "cell_count": 1}]


FAULTS = {
    "no accelerators": ({"accelerators": ""}, "accelerators"),
    "no number of cards": ({"accelerators": "h100-80gb"}, "accelerators"),
    "no cards at all": ({"accelerators": "h100-80gb:0"}, "cards"),
    "a month of 720 hours": ({"month": "63360"}, "month is 730 hours"),
    "a price of nothing": ({"hour_spot": "0"}, "hour_spot"),
    "a price with a comma": ({"month_1y": "44,000"}, "month_1y"),
}


@pytest.mark.parametrize(("change", "culprit"), FAULTS.values(), ids=FAULTS)
def test_rows_that_cannot_be_trusted_are_rejected_and_the_rest_goes_on(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("gcp_prices", {"region": "us-east4"}, **change)


def test_the_newer_file_holds_for_the_snapshot_days_it_has(
    load: Load, core: Core, listing: Listing
) -> None:
    dearer = {"hour": "90", "month": "65700"}
    load(listing("old.csv", {2: {}, 5: dearer, 9: dearer}))
    load(listing("new.csv", {5: {}, 9: {}, 12: dearer}))
    assert prices(core, ON_DEMAND) == [(2, None, 88), (12, None, 90)]


def test_a_price_with_thirteen_decimals_is_rounded_only_on_its_way_to_core(
    load: Load, core: Core, listing: Listing
) -> None:
    change = {"hour": "88.4899999025753", "month": "64597.69992888", "month_1y": "44810.08066464"}
    load(listing("list.csv", {2: change}))
    assert prices(core, ON_DEMAND) == [(2, None, Decimal("88.490000"))]
    assert prices(core, ONE_YEAR) == [(2, None, Decimal("44810.080665"))]


@pytest.mark.real
def test_the_real_history_adds_up(load: Load, core: Core, real_folder: Path) -> None:
    [outcome] = load(real_folder / "prices" / "gcp_gpu_history.csv.gz")
    record = outcome.record
    # 127 machines stand twice on 2024-11-07; 6 rows of 2023-05-09 name no accelerators.
    assert (record.rows_read, record.rows_rejected, record.rows_duplicate) == (19_095, 6, 127)
    left_out = core(
        "SELECT reason, sum(cell_count)::INT AS cells FROM core_price_left_out"
        " GROUP BY reason ORDER BY reason"
    )
    assert [(r["reason"], r["cells"]) for r in left_out] == [
        ("a fraction of a card", 3 * 18 * 4),  # three machines, 18 rows, four prices each
        ("below 20% of on-demand: priced without its cards", 48),
        ("below 30% of on-demand: priced without its cards", 48),
        # Four a2-ultragpu machines x 690 rows x 2 terms, less the 6 rejected rows' two cells.
        ("repeats the on-demand price: not offered", 4 * 690 * 2 - 6 * 2),
    ]
    a2_ultra = core(
        "SELECT valid_from, valid_to, price FROM core_price WHERE offer_id ="
        " 'gcp-list/us-central1/a2-ultragpu-1g/1-year' ORDER BY valid_from"
    )
    assert [tuple(r.values()) for r in a2_ultra] == [
        (date(2022, 9, 11), None, Decimal("1854.982589")),
        (date(2022, 10, 2), date(2022, 10, 5), Decimal("2149.879200")),
    ]
    h100 = core(
        "SELECT valid_from, valid_to, price, cards FROM core_price WHERE offer_id ="
        " 'gcp-list/us-central1/a3-highgpu-8g/on-demand' ORDER BY valid_from"
    )
    assert [tuple(r.values()) for r in h100] == [
        (date(2024, 5, 17), None, Decimal("87.832466"), 8),
        (date(2024, 5, 21), None, Decimal("88.490000"), 8),
    ]
    doubled = core("SELECT 1 FROM core_price GROUP BY offer_id, valid_from HAVING count(*) > 1")
    assert doubled == []


@pytest.mark.real
def test_on_2026_06_18_one_year_pays_0_694_and_three_years_0_439_of_on_demand(
    load: Load, core: Core, real_folder: Path
) -> None:
    load(real_folder / "prices" / "gcp_gpu_history.csv.gz")
    rows = core(f"FROM core_price WHERE offer_id LIKE '{OFFER}%'")
    schema = {name: column.dtype for name, column in CORE_TABLES["core_price"].columns().items()}
    steps = break_even_history(
        pl.DataFrame(rows, schema=schema), hours_per_month=CLOUD_HOURS_PER_MONTH
    )
    day = date(2026, 6, 18)
    held = steps.filter(
        pl.col("from_date") <= day, pl.col("to_date").is_null() | (pl.col("to_date") >= day)
    )
    # 44,810.08 / 64,597.70 and 28,371.00 / 64,597.70, as the file prints them for the machine
    assert [
        (row["term_months"], round(row["pay_ratio"], 3)) for row in held.iter_rows(named=True)
    ] == [(12, 0.694), (36, 0.439)]
    assert held["break_even_utilisation_ratio"].to_list() == held["pay_ratio"].to_list()
    # one change since it came on sale: on-demand +0.7 %, the terms by almost as much
    assert steps.select("from_date", "term_months", pl.col("pay_ratio").round(4)).rows() == [
        (date(2024, 5, 17), 12, 0.6942),
        (date(2024, 5, 21), 12, 0.6937),
        (date(2024, 5, 17), 36, 0.4391),
        (date(2024, 5, 21), 36, 0.4392),
    ]
