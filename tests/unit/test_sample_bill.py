"""The sample's bill and exports agree with its usage, contract and prices to the last quarter."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.sample import GIVEN, SAMPLE_SEED, templates, write_sample
from data.sample.bill import make_bill, make_invoice
from data.sample.jobs import WEEK
from data.sample.usage import make_usage
from data.tables import TABLES
from tests.fixture_types import Core, Load

HOURS = "used_card_hours"
# 3 servers x 4,450 dollars.
FEE = Decimal(13_350)


@pytest.fixture(scope="module")
def usage() -> pl.DataFrame:
    return make_usage(SAMPLE_SEED)


@pytest.fixture(scope="module")
def bill(usage: pl.DataFrame) -> list[dict[str, Any]]:
    return make_bill(usage)


def total(rows: list[dict[str, Any]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def test_the_bills_card_hours_are_those_of_the_pools_meter_in_that_month(
    bill: list[dict[str, Any]], usage: pl.DataFrame
) -> None:
    used = [r for r in bill if r["SubAccountName"] != "NULL" and r["ChargeClass"] == "NULL"]
    # October in UTC begins at 08:00 in Shanghai.
    first = datetime(2026, 10, 1, 8)  # noqa: DTZ001
    month = usage.filter(
        (pl.col("pool") == "mixed-a100")
        & pl.col("start").is_between(first, first + timedelta(days=31), "left")
    )
    assert total(used, "PricingQuantity") == Decimal(month[HOURS].sum())
    covered = [r for r in used if r["CommitmentDiscountStatus"] == "Used"]
    by_hour = month.group_by("start").agg(pl.col(HOURS).sum().clip(upper_bound=24))
    assert total(covered, "PricingQuantity") == Decimal(by_hour[HOURS].sum())
    # On demand at 1.59 dollars since March 2026.
    beyond = [r for r in used if r["CommitmentDiscountStatus"] == "NULL"]
    assert total(beyond, "BilledCost") == total(beyond, "PricingQuantity") * Decimal("1.59")


def test_the_fee_is_bought_once_and_spread_over_what_it_covers_to_the_cent(
    bill: list[dict[str, Any]],
) -> None:
    [purchase] = [r for r in bill if r["ChargeCategory"] == "Purchase"]
    assert (Decimal(purchase["BilledCost"]), Decimal(purchase["EffectiveCost"])) == (FEE, 0)
    applied = [r for r in bill if r["CommitmentDiscountStatus"] in ("Used", "Unused")]
    assert (total(applied, "BilledCost"), total(applied, "EffectiveCost")) == (0, FEE)


def test_the_bill_has_a_refund_a_credit_a_correction_of_rounding_and_tax_on_the_rest(
    bill: list[dict[str, Any]],
) -> None:
    negative = {(r["ChargeCategory"], r["ChargeClass"]) for r in bill if r["BilledCost"][0] == "-"}
    assert negative == {("Usage", "Correction"), ("Credit", "NULL"), ("Adjustment", "NULL")}
    tax = [r for r in bill if r["ChargeCategory"] == "Tax"]
    net = total(bill, "BilledCost") - total(tax, "BilledCost")
    assert abs(total(tax, "BilledCost") - net * Decimal("0.06")) <= Decimal("0.005")
    invoice = make_invoice(bill)
    assert abs(Decimal(str(invoice["total"])) - total(bill, "BilledCost")) <= Decimal("0.005")
    assert all("synthetic sample" in r["ChargeDescription"] for r in bill)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.mark.parametrize(
    ("name", "pool", "days"),
    [
        ("sample_sacct.txt", "studio-4090", ("2026-10-26", "2026-11-01")),
        ("sample_opencost.json", "serve-910b4", ("2026-10-28", "2026-10-28")),
    ],
)
def test_another_report_of_a_pools_hours_changes_none_of_them(
    name: str, pool: str, days: tuple[str, str], folder: Path, load: Load, core: Core
) -> None:
    """It replaces the meter's hours by the same ones, so that nothing is counted twice."""
    hours = f"""SELECT hour_utc, region, chip, project, sum({HOURS}) AS used
        FROM core_usage_hourly WHERE pool = '{pool}' AND hour_utc
        BETWEEN DATE '{days[0]}' - INTERVAL 2 DAY AND DATE '{days[1]}' + INTERVAL 2 DAY
        GROUP BY ALL HAVING used > 0 ORDER BY ALL"""
    load(folder / "sample_usage_recent.csv")
    before = core(hours)
    load(folder / name, defaults=GIVEN[name])
    assert core(hours) == before
    source = "slurm" if name.endswith("txt") else "opencost"
    held = f"""SELECT count(*) AS n FROM core_usage_hourly JOIN core_load USING (load_id)
        WHERE source = '{source}'"""
    assert core(held)[0]["n"] > 0


def test_the_jobs_are_of_every_kind_that_slurm_prints(folder: Path) -> None:
    lines = [line.split("|") for line in (folder / "sample_sacct.txt").read_text().splitlines()]
    header, *jobs = lines
    assert {len(job) for job in jobs} == {len(header)}
    states = {job[header.index("State")].split(" ")[0] for job in jobs}
    assert {"COMPLETED", "FAILED", "CANCELLED"} <= states
    assert any(job[0].endswith(".batch") for job in jobs)
    assert max(job[header.index("Start")] for job in jobs[:-1]) < f"{WEEK[1]:%Y-%m-%d}"


def test_a_scrape_is_missing_and_tokens_are_priced_by_the_sellers_own_list(folder: Path) -> None:
    answer = json.loads((folder / "sample_dcgm.json").read_text())
    series = answer["data"]["result"]
    assert sorted({len(one["values"]) for one in series}) == [35, 36]
    [seller] = json.loads((folder / "sample_token_prices.json").read_text())
    used = pl.read_csv(folder / "sample_token_usage.csv")
    assert tuple(used.columns) == templates.TOKEN_USAGE
    assert set(used["model"]) == {model["id"] for model in seller["models"]}
    assert set(used["provider"]) == {seller["id"]}


def test_no_table_of_computed_costs_reads_the_bill() -> None:
    """Bills stand beside what usage, contracts and prices come to: both would count twice.

    Quantities of storage are forecast from bills, because nothing else meters them.
    """
    computed = Path(__file__).parents[2] / "models"
    texts = {path.name: path.read_text("utf-8") for path in computed.rglob("*.sql")}
    readers = {name: text for name, text in texts.items() if "core_charge" in text}
    amounts = [name for name in TABLES["core_charge_daily"].columns() if "amount" in name]
    assert amounts
    assert set(readers) == {"storage_days.sql", "bill_days.sql"}
    assert [name for name, text in readers.items() if any(a in text for a in amounts)] == []
