"""A folder given as one path is one export: its parts add up, and leave when they are dropped."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.workspace import Workspace
from etl.exports import Folder, load_paths
from etl.load import LoadOptions, LoadOutcome
from tests.fixture_types import Core, MakeRow, WriteFile
from tests.integration.billed import billed

LoadFolder = Callable[..., list[LoadOutcome]]


@pytest.fixture
def load_folder(workspace: Workspace) -> LoadFolder:
    """Load folders, each whole; keyword options are those of LoadOptions."""

    def load(*folders: Path, **options: Any) -> list[LoadOutcome]:
        found = [Folder(f, tuple(sorted(p for p in f.rglob("*") if p.is_file()))) for f in folders]
        with workspace.lock():
            return load_paths(workspace, found, LoadOptions("Asia/Shanghai", **options))

    return load


@pytest.fixture
def part(row: MakeRow, write_file: WriteFile) -> Callable[..., Path]:
    """Write one line of a bill as a part of an export; its SKU is the part's number."""

    def write(name: str, billed: str, **changes: str) -> Path:
        line = row("focus", BilledCost=billed, SkuId=name[-6:], **changes)
        return write_file(name, [line])

    return write


Part = Callable[..., Path]


def test_a_corrected_export_with_fewer_parts_leaves_no_surplus_part_behind(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    part("run/part-00002.csv", "2")
    surplus = part("run/part-00003.csv", "4")
    load_folder(folder)
    assert billed(core) == 7  # 1 + 2 + 4
    part("run/part-00001.csv", "10")
    part("run/part-00002.csv", "20")
    surplus.unlink()
    load_folder(folder)
    assert billed(core) == 30  # not 34
    warnings = core("FROM core_load_warning WHERE warning = 'replaced_without_overlap'")
    assert [w["amount"] for w in warnings] == [4]  # said aloud: nothing like part 3 is there now


def test_only_the_changed_part_is_read_anew_and_the_others_still_add_up(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    part("run/part-00002.csv", "2")
    load_folder(folder)
    part("run/part-00002.csv", "20")
    outcomes = load_folder(folder)
    assert [o.path.name for o in outcomes if o.is_new] == ["part-00002.csv", "run"]
    assert billed(core) == 21


def test_the_same_folder_again_changes_nothing(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    load_folder(folder)
    assert [outcome.is_new for outcome in load_folder(folder)] == [False, False]
    assert billed(core) == 1


def test_a_part_loaded_alone_afterwards_corrects_its_own_and_a_new_one_adds_to_it(
    part: Part, load_folder: LoadFolder, core: Core, load: Callable[..., Any]
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    part("run/part-00002.csv", "2")
    load_folder(folder)
    load(part("run/part-00002.csv", "20"))
    assert billed(core) == 21
    load(part("run/part-00003.csv", "400"))
    assert billed(core) == 421


def test_exports_of_two_accounts_in_folders_of_one_name_leave_each_other_alone(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    ours = part("a/run/part-00001.csv", "1").parent
    part("a/run/part-00002.csv", "2")
    theirs = part("b/run/part-00001.csv", "10", BillingAccountId="acc-2").parent
    part("b/run/part-00003.csv", "20", BillingAccountId="acc-2")
    load_folder(theirs)
    load_folder(ours)
    assert billed(core) == 33


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_loading_versions_of_an_export_decides_nothing(
    order: tuple[int, ...], part: Part, load_folder: LoadFolder, core: Core
) -> None:
    versions = []
    for version, parts in enumerate(({1: "1", 2: "2"}, {1: "5"}, {1: "5", 3: "30"})):
        for number, amount in parts.items():
            path = part(f"{version}/run/part-0000{number}.csv", amount)
        if version == 2:  # part 1 is still that of the version before, to the byte
            earlier = versions[1] / "part-00001.csv"
            copied = path.parent / "part-00001.csv"
            os.utime(copied, ns=(earlier.stat().st_atime_ns, earlier.stat().st_mtime_ns))
        versions.append(path.parent)
    for index in order:
        load_folder(versions[index])
    assert billed(core) == 35


def test_partitions_of_one_export_add_up_whatever_their_files_are_called(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    may = {
        "BillingPeriodStart": "2026-05-01 00:00:00",
        "BillingPeriodEnd": "2026-06-01 00:00:00",
    }
    april = {
        "BillingPeriodStart": "2026-04-01 00:00:00",
        "BillingPeriodEnd": "2026-05-01 00:00:00",
    }
    part("export/billing_period=2026-05/region=eu/part-00001.csv", "1", **may)
    part("export/billing_period=2026-05/region=us/part-00001.csv", "2", **may)
    part("export/billing_period=2026-05/region=us/data_0.csv", "4", **may)  # by its folder a part
    last = part("export/billing_period=2026-04/region=eu/part-00001.csv", "8", **april)
    load_folder(last.parents[2])
    assert billed(core) == 15
    # One partition given alone is corrected alone; its part of another name is gone.
    us = last.parents[2] / "billing_period=2026-05" / "region=us"
    (us / "data_0.csv").unlink()
    part("export/billing_period=2026-05/region=us/part-00001.csv", "20", **may)
    load_folder(us)
    assert billed(core) == 29  # 1 + 20 + 8


def test_an_export_in_another_folder_replaces_all_partitions_of_the_period(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    for region, amount in (("eu", "1"), ("us", "2")):
        old = part(f"first/region={region}/part-00001.csv", amount)
    load_folder(old.parents[1])
    new = part("second/region=eu/part-00001.csv", "10")
    load_folder(new.parents[1])
    assert billed(core) == 10


def test_names_of_partitions_fill_what_the_file_lacks_and_never_what_it_has(
    row: MakeRow, write_file: WriteFile, load_folder: LoadFolder, core: Core
) -> None:
    line = row("focus")
    bare = {name: cell for name, cell in line.items() if not name.startswith("BillingPeriod")}
    del bare["ProviderName"], bare["SubAccountName"]
    folders = "billing_period=2026-12/ProviderName=Cloud%20A/subaccountname=search/skuid=other"
    path = write_file(f"export/{folders}/part-0001.csv", [bare])
    load_folder(path.parents[4])
    [charge] = core("FROM core_charge_daily")
    assert charge["billing_period_start"] == date(2026, 12, 1)
    assert (charge["provider"], charge["project"]) == ("Cloud A", "search")
    assert charge["sku_id"] == "h100"  # the file's own, not the folder's


def test_folders_that_name_no_column_say_nothing(
    row: MakeRow, write_file: WriteFile, load_folder: LoadFolder, core: Core
) -> None:
    nothing = "__HIVE_DEFAULT_PARTITION__"
    path = write_file(f"usage/year=2026/project={nothing}/usage.csv", [row("usage")])
    [outcome] = load_folder(path.parents[2])
    assert (outcome.record.source, outcome.record.rows_loaded) == ("usage", 1)
    [usage] = core("FROM core_usage_hourly")
    assert usage["project"] == "chat"


MANIFESTS = {
    "as AWS writes it, elsewhere in the folder": (
        "metadata/BILLING_PERIOD=2026-05/costs-Manifest.json",
        {"dataFiles": ["s3://bills/costs/data/BILLING_PERIOD=2026-05/costs-00001.csv"]},
    ),
    "as Azure writes it, beside the parts": (
        "data/BILLING_PERIOD=2026-05/manifest.json",
        {"blobs": [{"blobName": "exports/20260501-20260531/run/costs-00001.csv"}]},
    ),
}


@pytest.mark.parametrize(("name", "content"), MANIFESTS.values(), ids=MANIFESTS)
def test_what_the_manifest_leaves_out_is_no_part(
    name: str,
    content: dict[str, Any],
    part: Part,
    write_file: WriteFile,
    load_folder: LoadFolder,
    core: Core,
) -> None:
    path = part("export/data/BILLING_PERIOD=2026-05/costs-00001.csv", "1")
    part("export/data/BILLING_PERIOD=2026-05/costs-00002.csv", "2")  # of the export before
    load_folder(path.parents[2])
    assert billed(core) == 3
    write_file(f"export/{name}", json.dumps(content))
    write_file("export/data/BILLING_PERIOD=2026-05/_committed_1.csv", "")
    outcomes = load_folder(path.parents[2])
    assert [o.path.name for o in outcomes] == ["costs-00001.csv", "data"]
    assert billed(core) == 1


def test_an_export_of_which_a_part_is_lost_is_refused_and_the_one_before_stays(
    part: Part, write_file: WriteFile, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    load_folder(folder)
    part("run/part-00001.csv", "10")
    write_file("run/manifest.json", json.dumps(["part-00001.csv", "part-00002.csv"]))
    [outcome] = load_folder(folder)
    assert outcome.record.status == "refused"
    assert "names part-00002.csv, which is not there" in str(outcome.record.reason)
    assert billed(core) == 1


def test_where_a_part_is_refused_the_parts_before_stay(
    part: Part, write_file: WriteFile, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    part("run/part-00002.csv", "2")
    load_folder(folder)
    write_file("run/part-00002.csv", "a,b\n1,2\n")
    outcomes = load_folder(folder)
    assert [o.record.status for o in outcomes] == ["loaded", "refused"]
    assert billed(core) == 3


@pytest.mark.parametrize("content", ["{", "[1, null]", '{"files": ["seed.sql"]}', "\ud7ff" * 3])
def test_a_manifest_that_names_no_data_is_a_file_like_any_other(
    content: str, part: Part, write_file: WriteFile, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("run/part-00001.csv", "1").parent
    write_file("run/manifest.json", content)
    outcomes = load_folder(folder)
    assert {o.path.name: o.record.status for o in outcomes} == {
        "part-00001.csv": "loaded",
        "manifest.json": "refused",
    }
    assert billed(core) == 1


def test_a_delivery_given_by_hand_is_left_as_it_is(
    part: Part, load_folder: LoadFolder, core: Core
) -> None:
    folder = part("monday/part-00001.csv", "1").parent
    load_folder(folder, defaults={"delivery": "increments"})
    load_folder(part("tuesday/part-00001.csv", "2").parent, defaults={"delivery": "increments"})
    assert core("FROM core_export_part") == []
    assert billed(core) == 2  # of the same name in one delivery, so the newer one


def test_a_dry_run_lists_nothing(part: Part, load_folder: LoadFolder, workspace: Workspace) -> None:
    [outcome] = load_folder(part("run/part-00001.csv", "1").parent, dry_run=True)
    assert outcome.record.status == "loaded"
    assert list(workspace.landing.glob("*.json")) == []
