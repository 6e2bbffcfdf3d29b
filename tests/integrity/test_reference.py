"""A reference fact has a date, a unit, a currency and a source, or it is none."""

import csv
import re
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import data
from data.reference import market_prices_path, read_chips, read_sanity_bands
from data.sample.templates import RENTAL_QUOTE
from data.tables.fields import GRADES
from data.tables.market import CoreChip

ROOT = Path(data.__file__).parents[1]
NO_CHIP = "-"

# chip's first words, first and last year, lowest and highest rent of an 8-card server in CNY/month.
RENT_BANDS = (
    ("A100", 2023, 2023, 50_000, 70_000),
    ("A100", 2026, 2026, 31_500, 38_000),
    ("H100", 2023, 2023, 120_000, 200_000),
    ("H100", 2024, 2024, 60_000, 180_000),
    ("H100", 2025, 2025, 70_000, 80_000),
    ("H100", 2026, 2026, 45_000, 90_000),
    ("H200", 2026, 2026, 60_000, 100_000),
    ("H20", 2026, 2026, 46_000, 53_000),
    ("B300", 2026, 2026, 250_000, 350_000),
    ("RTX 4090", 2024, 2024, 6_000, 13_000),
    ("RTX 4090", 2026, 2026, 6_800, 8_800),
    ("Ascend 910C", 2026, 2026, 53_000, 62_000),
    ("Ascend 910B4", 2026, 2026, 12_000, 15_500),
)


@pytest.fixture(scope="module")
def prices() -> list[dict[str, str]]:
    with market_prices_path().open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def chips() -> pl.DataFrame:
    return read_chips()


def test_price_facts_have_the_columns_of_the_rental_quote_template(
    prices: list[dict[str, str]],
) -> None:
    assert tuple(prices[0]) == RENTAL_QUOTE
    assert 50 <= len(prices) <= 80


@pytest.mark.parametrize(
    "column", ["observed_on", "market", "region", "chip", "price", "currency", "unit", "source"]
)
def test_no_price_fact_without(column: str, prices: list[dict[str, str]]) -> None:
    assert [row for row in prices if not row[column].strip()] == []


def test_every_grade_is_one_of_the_four(prices: list[dict[str, str]]) -> None:
    assert {row["grade"] for row in prices} <= set(GRADES)


def test_dates_are_a_day_a_month_or_a_year_of_the_market(prices: list[dict[str, str]]) -> None:
    for row in prices:
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", row["observed_on"]), row
        filled = row["observed_on"] + "-01-01"[len(row["observed_on"]) - 4 :]
        assert date(2023, 1, 1) <= date.fromisoformat(filled) <= date(2026, 12, 31)


def test_flags_are_true_false_or_not_stated(prices: list[dict[str, str]]) -> None:
    flags = ("tax_included", "power_included", "network_included", "cabinet_included")
    assert {row[flag] for row in prices for flag in flags} <= {"true", "false", ""}


def test_chip_names_resolve_to_the_catalogue_or_are_no_chip(
    prices: list[dict[str, str]], chips: pl.DataFrame
) -> None:
    # "A100 80G" resolves: all its words stand in "A100 SXM4 80G".
    catalogue = [set(name.split()) for name in chips["chip"]]
    names = {row["chip"] for row in prices} - {NO_CHIP}
    assert {
        name for name in names if not any(set(name.split()) <= one for one in catalogue)
    } == set()


def test_rents_of_8_card_servers_lie_in_their_dated_bands(prices: list[dict[str, str]]) -> None:
    for row in prices:
        if row["unit"] != "server_month":
            continue
        year = int(row["observed_on"][:4])
        bands = [
            (low, high)
            for chip, first, last, low, high in RENT_BANDS
            if f"{row['chip']} ".startswith(f"{chip} ") and first <= year <= last
        ]
        assert len(bands) == 1, row
        assert row["cards"] == "8", row
        assert bands[0][0] <= float(row["price"]) <= bands[0][1], row


def test_a_rent_read_per_card_would_leave_its_band() -> None:
    # 60,000 for 8 cards, stored per card, is 7,500: below the band of 50,000 to 70,000.
    assert all(high / 8 < low for *_, low, high in RENT_BANDS)


def test_per_card_prices_are_of_one_card(prices: list[dict[str, str]]) -> None:
    assert {row["cards"] for row in prices if row["unit"] in ("card", "card_hour")} == {"1"}


def test_the_2023_rents_of_an_a100_server_are_the_known_50_to_70_thousand(
    prices: list[dict[str, str]],
) -> None:
    rents = {
        row["price"]
        for row in prices
        if (row["chip"], row["observed_on"], row["unit"]) == ("A100", "2023", "server_month")
    }
    assert rents == {"50000", "70000"}


def test_figures_printed_as_annual_say_so(prices: list[dict[str, str]]) -> None:
    suspect = [r for r in prices if "cnbeta" in r["source"] or "43b.com" in r["source"]]
    assert suspect
    assert all("prints annual; magnitude says monthly" in row["note"] for row in suspect)


def test_commercial_indexes_are_quoted_as_single_figures(prices: list[dict[str, str]]) -> None:
    # One figure per chip and term is a quotation, several dates of one chip would be their series.
    indexes = ("SMM", "smm.cn", "silicondata", "semianalysis")
    quoted = Counter(
        (row["chip"], row["term_months"])
        for row in prices
        if any(name.lower() in row["source"].lower() for name in indexes)
    )
    assert max(quoted.values()) == 1
    assert quoted.total() <= 10


def test_notes_are_a_few_words(prices: list[dict[str, str]]) -> None:
    assert max(len(row["note"]) for row in prices) <= 100


def test_no_fact_is_listed_twice(prices: list[dict[str, str]]) -> None:
    key = ("observed_on", "market", "chip", "billing_mode", "term_months", "price", "unit")
    listed = Counter(tuple(row[column] for column in key) for row in prices)
    assert [fact for fact, count in listed.items() if count > 1] == []


def test_chips_keep_their_contract(chips: pl.DataFrame) -> None:
    assert CoreChip.is_valid(chips)
    assert 25 <= chips.height <= 40
    assert set(chips["origin"]) == {"imported", "domestic"}


@pytest.mark.parametrize(
    ("chip", "dense"),
    [
        ("A100 SXM4 80G", 312),  # 624 is sparse
        ("H100 SXM5", 989),  # 1979 is sparse
        ("H200 SXM", 989),
        ("H20 96G", 148),  # 296 is sparse
        ("B200", 2250),  # 4500 is sparse
        ("RTX 4090", 165),  # 330 is with FP16 accumulate, or sparse
        ("Ascend 910B4", 280),
        ("Ascend 910C", 800),
    ],
)
def test_throughput_is_dense(chip: str, dense: float, chips: pl.DataFrame) -> None:
    assert chips.row(by_predicate=pl.col("chip") == chip, named=True)["fp16_dense_tflops"] == dense


def test_the_bare_name_910b_has_no_throughput(chips: pl.DataFrame) -> None:
    # B1 to B4 differ by 43 % (400 / 280): a figure for the bare name would be a guess.
    row = chips.row(by_predicate=pl.col("chip") == "Ascend 910B", named=True)
    assert row["fp16_dense_tflops"] is None
    assert "280 to 400" in row["conflicts"]


def test_the_readme_names_every_column() -> None:
    text = market_prices_path().with_name("README.md").read_text("utf-8")
    columns = [*RENTAL_QUOTE, *CoreChip.columns()]
    assert [name for name in columns if not re.search(rf"\b{name}\b", text)] == []


@pytest.mark.parametrize("path", ["data/__init__.py", "models/__init__.py"])
def test_packages_are_tracked_even_where_a_global_ignore_file_hides_them(
    path: str, tmp_path: Path
) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    hiding = tmp_path / "ignore"
    hiding.write_text("data/\nmodels/\n", "utf-8")
    command = ["git", "-c", f"core.excludesFile={hiding}", "check-ignore", "--no-index", path]
    ignored = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ignored.returncode == 1, ignored  # 0: ignored, 1: not ignored, 128: git failed


def test_every_sanity_band_is_dated_sourced_and_keeps_its_contract() -> None:
    bands = read_sanity_bands()
    assert set(bands["chip"]) == {"H100", "A100", "4090", "5090"}
    # A rent read per card, or a year's as a month's, lies beyond twice every band.
    low, high = bands["low_cny_per_server_month"], bands["high_cny_per_server_month"]
    assert (high / 8 < low / 2).all()
    assert (low * 12 > high * 2).all()
    # No two bands of one chip judge the same day.
    following = pl.col("valid_from").shift(-1).over("chip", order_by="valid_from")
    assert bands.filter(following <= pl.col("valid_to")).is_empty()


def test_every_chip_of_the_catalogue_has_its_class_of_computing(chips: pl.DataFrame) -> None:
    assert set(chips["compute_class"]) == {"intelligent"}  # all of them are accelerators
