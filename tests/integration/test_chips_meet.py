"""One chip, one name: usage, prices and contracts of different sources meet in one pool."""

import json

import pytest

from dashboard import pipeline
from data.settings import Settings
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions
from tests.fixture_types import Core, Load, MakeRow, WriteFile

WRITTEN = {
    "usage": ("core_usage_hourly", "NVIDIA H100 80GB HBM3"),
    "price_book": ("core_price", "h100-sxm5-80gb"),
    "contract": ("core_commitment", "H100 SXM"),
    "campaign": ("core_campaign", "nvidia_h100_80gb"),
    "event": ("core_event", "H100-SXM5-80GB"),
    "scenario": ("core_scenario", "NVIDIA H100 80GB HBM3"),
}


def test_the_same_card_has_the_same_name_whoever_names_it(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    for source, (_, chip) in WRITTEN.items():
        load(write_file(f"{source}.csv", [row(source, chip=chip)]))
    for table, _ in WRITTEN.values():
        assert core(f"SELECT DISTINCT chip FROM {table}") == [{"chip": "H100 SXM5"}], table
    assert core("FROM core_chip_name") == []


OCCUPANCY = "time,running_gpu_num,pending_gpu_num,total_gpu_num\n2026-03-02 08:00:00,1,0,8\n"
JOBS = "timestamp,duration,num_gpus,gpu_time,cluster\n2026-03-02 08:00:00,60,1,60,nlp\n"


@pytest.mark.parametrize("text", [OCCUPANCY, JOBS])
@pytest.mark.parametrize(
    ("given", "chip"),
    [("A100-SXM4-80GB", "A100 SXM4 80G"), ("H100", "H100"), ("our own card", "our own card")],
)
def test_a_chip_given_with_set_wins_and_is_the_catalogue_s_where_it_is_clear(
    text: str, given: str, chip: str, load: Load, core: Core, write_file: WriteFile
) -> None:
    load(write_file("a.csv", text), defaults={"chip": given})
    assert core("SELECT DISTINCT chip FROM core_usage_hourly") == [{"chip": chip}]


def test_a_shared_name_is_a_finding_and_an_unknown_one_is_only_listed(
    workspace: Workspace, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("usage", chip="A100", pool="a"),
        row("usage", chip="our own card", pool="b"),
        row("usage", chip="H100 SXM5", pool="c"),
    ]
    settings = Settings()
    published = pipeline.load(
        workspace, settings, [write_file("usage.csv", rows)], LoadOptions(settings.time_zone)
    )
    assert published.snapshot
    with open_snapshot(published.snapshot.path) as connection:
        findings = query(
            connection,
            "SELECT pool_id, severity, detail FROM out_finding WHERE kind = 'unclear_chip'",
        )
        names = query(connection, "SELECT chip, is_ambiguous FROM core_chip_name ORDER BY chip")
    [(pool, severity, detail)] = findings.iter_rows()
    assert (pool.split("/")[2:], severity) == (["a", "A100"], "info")
    assert json.loads(detail) == {
        "chip": "A100",
        "candidates": "A100 PCIe 40G; A100 SXM4 40G; A100 SXM4 80G",
    }
    assert names.rows() == [("A100", True), ("our own card", False)]


def test_the_bare_910b_is_a_shared_name_although_the_catalogue_has_a_row_for_it(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("usage.csv", [row("usage", chip="Ascend 910B")]))
    [name] = core("SELECT is_ambiguous, candidates FROM core_chip_name")
    assert name["is_ambiguous"]
    assert name["candidates"].count("910B") == 4
