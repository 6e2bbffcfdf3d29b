"""Small fixtures for all tests: a workspace, files written from rows, and their way to core."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, LoadOutcome, load_files

ROOT = Path(__file__).parents[1]
ZONE = "Asia/Shanghai"
SAVED_AT = 1_772_496_000  # 2026-03-03 00:00 UTC

# One sound row of every kind of file, in the file's own columns; a test changes what it is about.
SOUND_ROWS = {
    "usage": {
        "start": "2026-03-02 08:00",
        "period": "hour",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "project": "chat",
        "workload_class": "training",
        "used_card_hours": "12",
        "useful_card_hours": "11",
        "queued_card_hours": "3",
        "capacity_cards": "64",
        "time_zone": "",
    },
    "occupancy": {
        "time": "2026-03-02 08:00:00",
        "running_gpu_num": "12",
        "pending_gpu_num": "3",
        "total_gpu_num": "64",
    },
    "gpu_jobs": {
        "timestamp": "2026-03-02 08:00:00",
        "duration": "1800",
        "num_gpus": "4",
        "gpu_time": "7200",
        "cluster": "team-a",
    },
    "slurm": {
        "JobID": "1001",
        "User": "u1",
        "Account": "nlp",
        "Partition": "gpu",
        "State": "COMPLETED",
        "Submit": "2026-03-02T08:00:00",
        "Start": "2026-03-02T08:00:00",
        "End": "2026-03-02T09:00:00",
        "Elapsed": "01:00:00",
        "AllocTRES": "billing=64,cpu=64,gres/gpu:a100=4,gres/gpu=4,mem=512G,node=1",
        "ReqTRES": "billing=64,cpu=64,gres/gpu=4,mem=512G,node=1",
    },
    "dcgm": {
        "timestamp": "2026-03-02 08:00:00",
        "gpu": "0",
        "Hostname": "gpu-01",
        "modelName": "NVIDIA A100-SXM4-80GB",
        "value": "87",
    },
    "price_book": {
        "offer_id": "h100-od",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "provider": "yunlan",
        "region": "cn-north",
        "chip": "H100",
        "cards": "1",
        "billing_mode": "on_demand",
        "term_months": "0",
        "price": "15.50",
        "currency": "CNY",
        "unit": "card_hour",
        "tax_included": "true",
        "tax_rate": "0.06",
        "power_included": "true",
        "network_included": "",
        "cabinet_included": "",
        "source": "price list of January",
        "list_price": "",
        "pay_ratio": "",
    },
    "gcp_prices": {
        "date": "2026-03-02",
        "instance_type": "a3-highgpu-8g",
        "accelerators": "h100-80gb:8",
        "region": "us-central1",
        "hour": "88",
        "hour_spot": "44",
        "month": "64240",
        "month_1y": "44000",
        "month_3y": "28000",
    },
    "token_usage": {
        "start": "2026-03-02 08:00",
        "period": "hour",
        "provider": "deepseek",
        "model": "deepseek-chat",
        "project": "assistant",
        "input_tokens": "1200000",
        "cached_input_tokens": "400000",
        "output_tokens": "300000",
        "time_zone": "",
    },
    "rental_quote": {
        "observed_on": "2026-07-01",
        "market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": "8",
        "billing_mode": "monthly",
        "term_months": "12",
        "price": "76000",
        "currency": "CNY",
        "unit": "server_month",
        "tax_included": "true",
        "power_included": "true",
        "network_included": "",
        "cabinet_included": "",
        "grade": "C",
        "source": "news of July",
        "note": "",
        "list_price": "",
        "pay_ratio": "",
    },
    "market_prices": {
        "date": "2026-07",
        "provider_or_market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": "8",
        "billing_mode": "bare_metal_monthly",
        "term_months": "12",
        "price": "76000",
        "currency": "CNY",
        "unit": "server_month",
        "source": "news of July",
        "note": "[C media] a server",
    },
    "ecb_rates": {"Date": "2026-03-02", "USD": "1.25", "JPY": "160", "CNY": "8.00"},
    "contract": {
        "commitment_id": "c-1",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "billing_mode": "annual",
        "term_months": "12",
        "servers": "3",
        "cards_per_server": "8",
        "start_date": "2026-01-01",
        "end_date": "2026-12-31",
        "fee_per_server_month": "76000.00",
        "currency": "CNY",
        "tax_included": "true",
        "tax_rate": "0.06",
        "source": "contract 1",
    },
    "focus": {
        "BilledCost": "10",
        "EffectiveCost": "8",
        "ListCost": "12",
        "ContractedCost": "11",
        "BillingAccountId": "acc-1",
        "BillingAccountName": "company",
        "BillingCurrency": "CNY",
        "BillingPeriodStart": "2026-05-01 00:00:00",
        "BillingPeriodEnd": "2026-06-01 00:00:00",
        "ChargePeriodStart": "2026-05-03 10:00:00",
        "ChargePeriodEnd": "2026-05-03 11:00:00",
        "ChargeCategory": "Usage",
        "ChargeClass": "",
        "ChargeDescription": "an hour of a server",
        "CommitmentDiscountId": "",
        "InvoiceIssuerName": "Yunlan",
        "PricingQuantity": "1",
        "PricingUnit": "Hours",
        "ProviderName": "Yunlan",
        "PublisherName": "Yunlan",
        "ServiceCategory": "Compute",
        "ServiceName": "GPU",
        "SkuId": "h100",
        "SubAccountName": "chat",
        "Tags": "",
    },
    "focus_commitment": {
        "ContractCommitmentId": "sp-1",
        "ContractCommitmentType": "Savings Plan",
        "ContractCommitmentCategory": "Spend",
        "ContractCommitmentCost": "1200",
        "ContractCommitmentQuantity": "",
        "ContractCommitmentUnit": "",
        "ContractCommitmentDescription": "a year of 100 a month",
        "ContractCommitmentPeriodStart": "2026-01-01T00:00:00Z",
        "ContractCommitmentPeriodEnd": "2027-01-01T00:00:00Z",
        "ContractId": "contract-1",
        "ContractPeriodStart": "2026-01-01T00:00:00Z",
        "ContractPeriodEnd": "2028-01-01T00:00:00Z",
        "BillingCurrency": "USD",
    },
    "aws_cur": {
        "bill/PayerAccountId": "1234",
        "bill/BillingPeriodStartDate": "2026-05-01T00:00:00.000Z",
        "bill/BillingPeriodEndDate": "2026-06-01T00:00:00.000Z",
        "lineItem/UsageAccountId": "5678",
        "lineItem/LineItemType": "Usage",
        "lineItem/UsageStartDate": "2026-05-03T10:00:00.000Z",
        "lineItem/UsageEndDate": "2026-05-03T11:00:00.000Z",
        "lineItem/UsageAmount": "1.0",
        "lineItem/CurrencyCode": "USD",
        "lineItem/UnblendedCost": "10",
        "product/ProductName": "Amazon EC2",
        "pricing/publicOnDemandCost": "12",
        "pricing/unit": "Hrs",
        "reservation/EffectiveCost": "",
        "reservation/ReservationARN": "",
        "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod": "",
        "reservation/UnusedRecurringFee": "",
        "savingsPlan/SavingsPlanEffectiveCost": "",
        "savingsPlan/TotalCommitmentToDate": "",
        "savingsPlan/UsedCommitment": "",
        "resourceTags/user:project": "chat",
    },
    "oci_cost_report": {
        "lineItem/tenantId": "tenant-1",
        "lineItem/intervalUsageStart": "2026-05-03T10:00Z",
        "lineItem/intervalUsageEnd": "2026-05-03T11:00Z",
        "product/service": "COMPUTE",
        "product/compartmentName": "chat",
        "usage/billedQuantity": "2",
        "cost/subscriptionId": "sub-1",
        "cost/productSku": "B92307",
        "cost/unitPrice": "5",
        "cost/myCost": "10",
        "cost/currencyCode": "USD",
        "cost/skuUnitDescription": "OCPU Hours",
        "lineItem/isCorrection": "false",
    },
    "campaign": {
        "campaign": "base-2",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "start_date": "2027-01-11",
        "end_date": "2027-03-14",
        "cards": "256",
        "source": "plan of November",
    },
    "budget": {
        "month": "2026-03-01",
        "scope": "company",
        "amount": "1200000",
        "currency": "CNY",
        "tax_included": "true",
        "tax_rate": "0.06",
        "source": "finance",
    },
}

# Files that are no table with a header line; in SOUND_ROWS stand the keys they are recognised by.
SOUND_FILES = {
    "token_prices": """[{"id": "deepseek", "name": "DeepSeek", "pricing_urls": ["https://prices"],
        "api_pattern": "https://api", "models": [
            {"id": "deepseek-chat", "match": {"equals": "deepseek-chat"},
             "prices": {"input_mtok": 0.27}}]}]""",
    "market_snapshot": """{"timestamp": "2026-03-02T08:00:00+00:00", "gpu_type": "H100_80GB",
        "socket_type": "SXM5", "price_stats": {"min": 1, "p10": 1, "p25": 1.5, "median": 2,
        "p75": 2.5, "p90": 3, "max": 3, "mean": 2}, "availability": {"total": 2},
        "by_provider": {"nebius": {"count": 2, "min": 1, "avg": 2}}, "by_config":
        {"8x": {"count": 2, "min_per_gpu": 1, "avg_per_gpu": 2}}}""".replace("\n", ""),
    "opencost": """{"code": 200, "data": [{"team-a": {"name": "team-a", "properties":
        {"cluster": "k8s-1", "namespace": "team-a"}, "window": {"start": "2026-03-02T00:00:00Z",
        "end": "2026-03-02T01:00:00Z"}, "gpuHours": 8, "gpuCost": 16.5}}]}""",
    "request_rate": "0,2.5,1.1,Gamma,0.5,0.8\n",
}
SOUND_ROWS["opencost"] = dict.fromkeys(("code", "data"), "")
SOUND_ROWS["token_prices"] = dict.fromkeys(
    ("id", "name", "pricing_urls", "api_pattern", "models"), ""
)
SOUND_ROWS["market_snapshot"] = dict.fromkeys(
    (
        *("timestamp", "gpu_type", "socket_type", "price_stats", "availability"),
        *("by_provider", "by_config"),
    ),
    "",
)
SOUND_ROWS["request_rate"] = dict.fromkeys(
    ("time_s", "rate_per_s", "cv", "distribution", "parameter_1", "parameter_2"), ""
)
# How a file is loaded whose content does not tell what it is.
LOADED_WITH: dict[str, dict[str, Any]] = {
    "request_rate": {"source_name": "request_rate", "defaults": {"start": "2026-03-02"}},
}

Row = dict[str, str]
MakeRow = Callable[..., Row]
WriteFile = Callable[[str, Sequence[Row] | str | bytes], Path]
Load = Callable[..., list[LoadOutcome]]
QueryCore = Callable[[str], list[dict[str, Any]]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", action="store_true", help="write the pictures of README.md anew"
    )


@pytest.fixture(scope="session")
def row() -> MakeRow:
    """Make a sound row of a source's file: `row("usage", start="2026-03-02 09:00")`."""

    def make(source: str, **changes: str) -> Row:
        unknown = changes.keys() - SOUND_ROWS[source].keys() - {"time_zone"}
        assert not unknown, f"{source} has no column {unknown}"
        return SOUND_ROWS[source] | changes

    return make


@pytest.fixture(scope="session")
def to_csv() -> Callable[[Sequence[Row]], str]:
    """Turn rows into CSV text with a header line."""
    return rows_to_csv


def rows_to_csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write rows (as CSV), text or bytes under a name, which may have folders, and return it.

    Every file counts as saved a minute after the one before: a file system's clock is too coarse.
    """
    minutes = count(1)

    def write(name: str, content: Sequence[Row] | str | bytes) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, str | bytes):
            content = rows_to_csv(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        saved_at = SAVED_AT + 60 * next(minutes)
        os.utime(path, (saved_at, saved_at))
        return path

    return write


@pytest.fixture(scope="session")
def sound_file() -> Callable[[str], tuple[Any, dict[str, Any]]]:
    """Content of a file with one sound row, and the options it is loaded with."""
    return lambda name: (SOUND_FILES.get(name, [SOUND_ROWS[name]]), LOADED_WITH.get(name, {}))


@pytest.fixture
def load(workspace: Workspace) -> Load:
    """Load paths into the workspace; keyword options are those of LoadOptions."""

    def load_paths(*paths: Path, **options: Any) -> list[LoadOutcome]:
        with workspace.lock():
            return load_files(workspace, paths, LoadOptions(**{"time_zone": ZONE} | options))

    return load_paths


@pytest.fixture
def core(workspace: Workspace) -> QueryCore:
    """Build the core tables from all that was loaded so far, and query them."""

    def query_core(sql: str) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            build_core(connection, workspace)
            return connection.sql(sql).pl().to_dicts()

    return query_core


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The folder of real files beside the repository; where it is absent, the test is skipped."""
    folder = ROOT.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip("../shared/real is not there: real files are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample, built once as a newcomer does it. Do not write to it."""
    home = tmp_path_factory.mktemp("sample") / "workspace"
    command = [sys.executable, "-m", "dashboard.cli", "demo", "--no-serve", "--home", str(home)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return home
