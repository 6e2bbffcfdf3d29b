"""The sample's files have the templates' form, and the broken rows are where they should be."""

import csv
from pathlib import Path

import polars as pl
import pytest

from data.sample import GIVEN, SAMPLE_SEED, templates, write_sample
from data.sample.broken import BROKEN_ROW_COUNT, REPEATED_ROW_COUNT
from data.sample.days import local
from data.sample.quotes import INCOMPLETE_QUOTE_COUNT
from data.workspace import Workspace
from etl.load import LoadOptions, LoadOutcome, load_files
from etl.sources import all_sources

TEMPLATE_OF = {
    "sample_usage_history.parquet": ("usage", templates.USAGE),
    "sample_usage_recent.csv": ("usage", templates.USAGE),
    "sample_price_book.csv": ("price_book", templates.PRICE_BOOK),
    "sample_rental_quotes.csv": ("rental_quote", templates.RENTAL_QUOTE),
    "sample_contracts.csv": ("contract", templates.CONTRACT),
    "sample_budgets.csv": ("budget", templates.BUDGET),
    "sample_campaigns.csv": ("campaign", templates.CAMPAIGN),
    "sample_events.csv": ("event", templates.EVENT),
    "sample_projects.csv": ("project", templates.PROJECT),
    "sample_scenarios.csv": ("scenario", templates.SCENARIO),
    "sample_invoices.csv": ("invoice", templates.INVOICE),
    "sample_token_usage.csv": ("token_usage", templates.TOKEN_USAGE),
}
SOURCE_OF = {name: source for name, (source, _) in TEMPLATE_OF.items()} | {
    "sample_bill_focus_2026-10.csv": "focus",
    "sample_token_prices.json": "token_prices",
    "sample_dcgm.json": "dcgm",
    "sample_opencost.json": "opencost",
    "sample_sacct.txt": "slurm",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="module")
def outcomes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, LoadOutcome]:
    """Loaded on a machine whose clock lost its time: the sample is sound all the same."""
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    lost = local(1970, 1, 1)
    loaded: list[LoadOutcome] = []
    for path in sorted(folder.iterdir()):
        given = GIVEN.get(path.name, {})
        options = LoadOptions("Asia/Shanghai", defaults=given, loaded_at=lost)
        loaded += load_files(workspace, [path], options)
    return {outcome.path.name: outcome for outcome in loaded}


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_writes_seventeen_files_and_says_which(tmp_path: Path) -> None:
    written = write_sample(tmp_path / "new" / "folder")
    assert sorted(path.name for path in written) == sorted(SOURCE_OF)
    assert sorted((tmp_path / "new" / "folder").iterdir()) == sorted(written)


@pytest.mark.parametrize("name", [name for name in TEMPLATE_OF if name.endswith(".csv")])
def test_headers_are_exactly_the_templates(name: str, folder: Path) -> None:
    header = (folder / name).read_text("utf-8").split("\n", 1)[0]
    assert tuple(header.split(",")) == TEMPLATE_OF[name][1]


@pytest.mark.parametrize(("source", "columns"), sorted(set(TEMPLATE_OF.values())))
def test_templates_here_and_in_the_loader_are_the_same(
    source: str, columns: tuple[str, ...]
) -> None:
    contract = all_sources()[source].contract
    without_a_list_price = set(contract.columns()) - {"list_price", "pay_ratio"}
    assert {*columns, "line_number"} == without_a_list_price


def test_the_history_is_typed_local_and_ends_where_the_recent_file_begins(folder: Path) -> None:
    history = pl.read_parquet(folder / "sample_usage_history.parquet")
    assert tuple(history.columns) == templates.USAGE
    assert history.schema["start"] == pl.Datetime("us")
    assert history["time_zone"].unique().to_list() == ["Asia/Shanghai"]
    assert history["start"].max() == local(2026, 10, 19, 23)
    recent = read_rows(folder / "sample_usage_recent.csv")
    assert (recent[0]["start"], recent[-1]["start"]) == ("2026-10-20 00:00", "2026-11-18 23:00")


def test_the_same_seed_writes_the_same_files(folder: Path, tmp_path: Path) -> None:
    for again in write_sample(tmp_path, SAMPLE_SEED):
        first = folder / again.name
        if again.suffix == ".parquet":
            assert pl.read_parquet(again).equals(pl.read_parquet(first))
        else:
            assert again.read_bytes() == first.read_bytes()


def test_another_seed_changes_what_was_used_and_billed_and_nothing_else(
    folder: Path, tmp_path: Path
) -> None:
    changed = {
        path.name
        for path in write_sample(tmp_path, SAMPLE_SEED + 1)
        if path.read_bytes() != (folder / path.name).read_bytes()
    }
    sources = {SOURCE_OF[name] for name in changed}
    assert sources == {"usage", "focus", "invoice", "token_usage", "dcgm", "opencost", "slurm"}


def test_the_recent_file_holds_each_kind_of_broken_row(folder: Path) -> None:
    rows = read_rows(folder / "sample_usage_recent.csv")
    known = {"training", "fine_tuning", "inference", "other"}
    assert [r["start"] for r in rows if r["used_card_hours"].startswith("-")] == [
        "2026-10-22 09:00"
    ]
    assert [r["project"] for r in rows if r["start"] == "2026-13-05 10:00"] == ["multimodal"]
    assert [r["project"] for r in rows if r["pool"] == ""] == ["weather-model"]
    assert [r["workload_class"] for r in rows if r["workload_class"] not in known] == ["batch"]
    assert [r["project"] for r in rows if r["used_card_hours"] == "n/a"] == ["multimodal"]
    assert [r["time_zone"] for r in rows if r["time_zone"] != "Asia/Shanghai"] == ["Asia/Beijing"]
    repeated = len(rows) - len({tuple(row.values()) for row in rows})
    assert repeated == REPEATED_ROW_COUNT == 1


def test_the_loader_turns_away_the_broken_rows_and_no_sound_one(
    outcomes: dict[str, LoadOutcome],
) -> None:
    # 30 days x 24 hours x 23 streams = 16,560 sound rows, less 3 absent hours x 4 streams = 16,548.
    record = outcomes["sample_usage_recent.csv"].record
    assert record.rows_loaded == 30 * 24 * 23 - 3 * 4
    assert record.rows_rejected == BROKEN_ROW_COUNT == 7
    assert record.rows_duplicate == REPEATED_ROW_COUNT
    assert record.rows_read == 16_548 + 7 + 1


def test_the_loader_turns_away_the_two_incomplete_quotes(
    outcomes: dict[str, LoadOutcome], folder: Path
) -> None:
    rows = read_rows(folder / "sample_rental_quotes.csv")
    assert [row["market"] for row in rows if row["tax_included"] == ""] == ["Broker G"]
    assert [row["market"] for row in rows if row["cards"] == ""] == ["Broker G"]
    record = outcomes["sample_rental_quotes.csv"].record
    assert record.rows_rejected == INCOMPLETE_QUOTE_COUNT == 2
    assert record.rows_loaded == 10


def test_everything_else_loads_whole(outcomes: dict[str, LoadOutcome]) -> None:
    for name, outcome in outcomes.items():
        assert (outcome.record.status, outcome.record.source) == ("loaded", SOURCE_OF[name])
        if name not in ("sample_usage_recent.csv", "sample_rental_quotes.csv"):
            assert outcome.record.rows_loaded == outcome.record.rows_read > 0


@pytest.mark.parametrize("name", [name for name in TEMPLATE_OF if "usage" not in name])
def test_every_row_with_a_source_says_that_it_is_synthetic(name: str, folder: Path) -> None:
    rows = read_rows(folder / name)
    assert rows
    assert all(row["source"].startswith("synthetic sample") for row in rows)
