"""All sources have one shape, know their own files, and refuse those of others in words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import NotWhatItClaimsError, UnknownFormatError, UsageError
from data.tables import CORE_TABLES
from data.warehouse import read_sql
from etl.csv_text import parse_rows
from etl.source import fill, rename
from etl.sources import all_sources, named_source, recognise

NAMES = sorted(all_sources())
TEMPLATES = [name for name in NAMES if named_source(name).is_strict]
OUR_TEMPLATES = [
    "budget",
    "campaign",
    "contract",
    "decision",
    "event",
    "invoice",
    "job_log",
    "price_book",
    "project",
    "rental_quote",
    "savings_plan",
    "scenario",
    "spend_agreement",
    "token_usage",
    "usage",
]
FILES_OF_OTHERS = [
    "aws_cur",
    "dcgm",
    "ecb_rates",
    "epoch_chips",
    "export_listing",
    "focus",
    "focus_billing_period",
    "focus_commitment",
    "focus_invoice_detail",
    "gcp_prices",
    "gpu_jobs",
    "market_prices",
    "market_snapshot",
    "occupancy",
    "oci_cost_report",
    "opencost",
    "request_rate",
    "slurm",
    "token_prices",
]
MakeRow = Callable[..., dict[str, str]]


def test_the_sources_are_those_of_the_documentation() -> None:
    assert TEMPLATES == OUR_TEMPLATES
    assert sorted(OUR_TEMPLATES + FILES_OF_OTHERS) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name != "request_rate"])
def test_a_source_recognises_its_own_files_and_no_other_does(name: str, row: MakeRow) -> None:
    assert recognise(tuple(row(name)), "file.csv").name == name


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_described_and_every_statement_fills_a_core_table(name: str) -> None:
    source = named_source(name)
    assert [n for n, c in source.contract.columns().items() if not c.description] == []
    assert set(source.core_sql) <= set(CORE_TABLES)
    for statement in source.core_sql.values():
        assert "FROM landing" in read_sql("etl", statement)


@pytest.mark.parametrize("name", NAMES)
def test_a_source_states_what_it_is_and_the_version_of_its_rules(name: str) -> None:
    source = named_source(name)
    assert source.title
    assert source.version >= 1
    assert set(source.renamed.values()) <= set(source.contract.columns())


def test_an_unknown_file_is_refused_with_its_columns_and_a_remedy() -> None:
    with pytest.raises(UnknownFormatError, match=r"No source recognises the columns a, b.*--as"):
        recognise(("a", "b"), "file.csv")


def test_a_file_that_two_sources_recognise_is_refused() -> None:
    both = ("month", "scope", "amount", "Date", "USD", "CNY", "JPY")
    with pytest.raises(UnknownFormatError, match="More than one source"):
        recognise(both, "file.csv")


def test_an_unknown_name_is_wrong_usage_and_the_known_ones_are_listed() -> None:
    with pytest.raises(UsageError, match=r"'usages'.*Known: aws_cur, budget.*usage"):
        named_source("usages")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_misspelt_column_of_a_template_is_refused_with_a_remedy(name: str) -> None:
    source = named_source(name)
    columns = tuple(source.contract.columns())
    misspelt = (*columns[:-1], columns[-1] + "s")
    with pytest.raises(NotWhatItClaimsError) as refused:
        source.check_columns(misspelt, Path("file.csv"))
    assert f"it does not know {columns[-1]}s" in str(refused.value)
    assert f"`suanli template {name}` writes one" in refused.value.remedy


def test_missing_columns_are_all_named_and_optional_ones_may_be_absent() -> None:
    source = named_source("contract")
    without = tuple(c for c in source.contract.columns() if c not in ("chip", "currency"))
    with pytest.raises(NotWhatItClaimsError, match="it lacks chip, currency"):
        source.check_columns(without, Path("file.csv"))
    usage = named_source("usage")
    needed = tuple(n for n, c in usage.contract.columns().items() if not c.nullable)
    usage.check_columns(needed, Path("file.csv"))


def test_missing_columns_are_named_as_a_file_has_them() -> None:
    source = named_source("gpu_jobs")
    lacking = r"it lacks timestamp \| started_at, num_gpus \| cards, gpu_time \| "
    with pytest.raises(NotWhatItClaimsError, match=lacking):
        source.check_columns(("line_number", "duration_s"), Path("file.csv"))


def test_other_peoples_files_may_have_columns_that_nobody_reads() -> None:
    source = named_source("occupancy")
    source.check_columns((*source.contract.columns(), "gpu_utilization"), Path("file.csv"))


def test_a_default_fills_absent_and_blank_cells_only() -> None:
    table = fill(parse_rows("chip,pool\nH100,a\n ,b\n"), chip="A100", region="north")
    assert table.rows["chip"].to_list() == ["H100", "A100"]
    assert table.rows["region"].to_list() == ["north", "north"]


def test_a_column_under_its_old_and_its_new_name_is_refused() -> None:
    table = parse_rows("cluster,project\na,b\n")
    with pytest.raises(NotWhatItClaimsError, match="mean the same: cluster and project"):
        rename(table, {"cluster": "project"}, Path("file.csv"))
