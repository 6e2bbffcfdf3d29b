"""Accepted rows of every source are the same when they are read again."""

import pytest

from data.workspace import Workspace
from etl.checking import check
from etl.landing import read_landed
from etl.mending import _as_text
from etl.reading import TextTable
from etl.sources import named_source
from tests.fixture_types import Load, MakeRow, WriteFile

SOURCES = ("usage", "occupancy", "gpu_jobs", "price_book", "rental_quote", "market_prices")
SOURCES += ("job_log", "ecb_rates", "contract", "budget", "gcp_prices", "token_usage")
SOURCES += ("focus", "focus_commitment", "aws_cur", "oci_cost_report", "invoice")
SOURCES += ("focus_billing_period", "focus_invoice_detail", "export_listing")


@pytest.mark.parametrize("name", SOURCES)
def test_accepted_rows_are_the_same_when_read_again(
    name: str, workspace: Workspace, load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    [outcome] = load(write_file(f"{name}.csv", [row(name)]))
    accepted = read_landed(workspace, outcome.record.load_id)
    text = TextTable(_as_text(accepted), [])
    again = check(text, named_source(name).contract, "America/New_York", as_it_came=text)
    assert again.accepted.equals(accepted)
    assert accepted.height == 1
