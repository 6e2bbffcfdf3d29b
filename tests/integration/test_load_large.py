"""Large files, judged where they lie, end as the door alone would have made them end."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl import core as core_module
from etl import rollups
from etl.checks import check_core
from etl.core import build_core
from etl.direct import open_kept
from etl.landing import read_records, read_rejected
from etl.load import LoadOptions, load_files
from etl.mending import Mended, retry
from tests.both_ways import FORMS, check_both_ways, counts, outcome
from tests.conftest import rows_to_csv
from tests.sound_files import SOUND_ROWS

BOTH_WAYS = (False, True)

NUMBERS = (
    "1.5",
    "0.000001",
    "-3",
    "4.7E-7",
    "1E5",
    "1,234.50",
    "１２",
    " 7 ",
    "NULL",
    "",
    "x",
    "1_0",
)
NUMBERS += ("0.1234567890123456789", ".5", "5.", "+2")
TIMES = ("2026-05-03T10:00:00Z", "2026-05-03 10:00:00+08:00", "2026-05-03 10:00", "2026-05-03")
TIMES += ("2026-05-03T10:00:00.123456Z", "2026-05-03 24:00:00", "infinity", "", "5/3/26")
TIMES += (
    "2026-05-03 10:00:00+08:99",
    "0001-01-01 00:00:00",
    "2026-05-03 23:59:60",
    "2999-05-03 10:00",
)
TEXTS = ("", "NULL", "null", " a ", "数", "a'b")
CHANGES = st.one_of(
    *(st.tuples(st.just(n), st.sampled_from(NUMBERS)) for n in ("BilledCost", "ListCost")),
    *(st.tuples(st.just(n), st.sampled_from(NUMBERS)) for n in ("EffectiveCost",)),
    *(st.tuples(st.just(n), st.sampled_from(NUMBERS)) for n in ("PricingQuantity",)),
    *(st.tuples(st.just(n), st.sampled_from(TIMES)) for n in ("ChargePeriodStart",)),
    *(st.tuples(st.just(n), st.sampled_from(TEXTS)) for n in ("ServiceName", "BillingAccountId")),
    *(st.tuples(st.just(n), st.sampled_from(TEXTS)) for n in ("ProviderName", "SubAccountName")),
    st.tuples(st.just("BillingCurrency"), st.sampled_from(("usd", "USD", "NULL", "¥"))),
    st.tuples(st.just("ChargeCategory"), st.sampled_from(("Credit", "Rent", ""))),
    st.tuples(st.just("Tags"), st.sampled_from(('{"pool":"a"}', '{"project": "b"}', "{", ""))),
)
ROWS = st.lists(st.lists(CHANGES, max_size=2).map(dict), min_size=1, max_size=24)


@pytest.mark.parametrize("form", FORMS)
@given(changes=ROWS)
@settings(max_examples=10)
def test_both_ways_give_the_same(
    form: str, changes: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [SOUND_ROWS["focus"] | change for change in changes]
    check_both_ways(tmp_path_factory.mktemp("both"), rows, form)


@pytest.mark.parametrize("name", ["0.1", "1e-7", "1234567.123456789", "0.30000000000000004"])
def test_a_binary_fraction_is_the_number_its_shortest_form_says(name: str, tmp_path: Path) -> None:
    lines = [SOUND_ROWS["focus"] | {"BilledCost": name}] * 3
    path = tmp_path / "bill.parquet"
    pl.DataFrame(lines).with_columns(pl.col("BilledCost").cast(pl.Float64)).write_parquet(path)
    _, found = outcome(tmp_path / "large", path, direct=True)
    [total] = [row for row in found["core_load_total"] if row["measure"] == "billed"]
    assert total["amount_read"] == 3 * Decimal(name)


def test_what_lies_beyond_the_eighteenth_place_of_a_binary_fraction_is_noise(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bill.parquet"
    noisy = pl.DataFrame([SOUND_ROWS["focus"]]).with_columns(BilledCost=pl.lit(0.1 * 0.0123))
    noisy.write_parquet(path)  # 0.00123 written with 20 places: 0.0012300000000000002
    for direct in BOTH_WAYS:
        record, found = outcome(tmp_path / str(direct), path, direct=direct)
        [total] = [row for row in found["core_load_total"] if row["measure"] == "billed"]
        assert record.rows_rejected == 0
        assert total["amount_read"] == Decimal("0.001230000000000000")


@pytest.mark.parametrize("cost", ["0.12345678901234567", "1e-17"])
def test_a_column_of_many_places_keeps_them_beside_columns_of_few(
    cost: str, tmp_path: Path
) -> None:
    check_both_ways(tmp_path, [SOUND_ROWS["focus"] | {"BilledCost": cost}], "typed.parquet")


@pytest.mark.parametrize("options", [{"pool": "a"}, {"project": "b"}, {"delivery": "May"}])
def test_values_given_with_set_fill_both_ways(options: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_text(rows_to_csv([SOUND_ROWS["focus"]]), "utf-8")
    _, by_door = outcome(tmp_path / "door", path, direct=False, defaults=options)
    _, directly = outcome(tmp_path / "large", path, direct=True, defaults=options)
    assert directly == by_door
    assert next(iter(options.values())) in directly["core_charge_daily"][0].values()


def test_columns_that_sql_cannot_read_surely_go_through_the_door(tmp_path: Path) -> None:
    path = tmp_path / "bill.parquet"
    rows = pl.DataFrame([SOUND_ROWS["focus"]]).with_columns(BilledCost=pl.lit(b"10"))
    rows.write_parquet(path)
    record, found = outcome(tmp_path / "large", path, direct=True)
    assert record.kept_file == ""
    assert len(found["core_charge_daily"]) == 1


@pytest.mark.real
@pytest.mark.parametrize(
    "name",
    [
        "focus_1_0_sample_1000.csv",
        "focus_1_3_cost_and_usage_aws.csv",
        "focus_1_4_cost_and_usage.csv",
    ],
)
def test_real_bills_end_the_same_both_ways(name: str, real_folder: Path, tmp_path: Path) -> None:
    path = real_folder / "focus" / name
    door, by_door = outcome(tmp_path / "door", path, direct=False)
    large, directly = outcome(tmp_path / "large", path, direct=True)
    assert large.rows_kept > 0
    assert counts(large) == counts(door)
    assert directly == by_door


def bill(folder: Path) -> Path:
    """Three lines, the second of which no number has."""
    rows = [SOUND_ROWS["focus"] | change for change in ({}, {"BilledCost": "1O"}, {"SkuId": "z"})]
    path = folder / "bill.csv"
    path.write_text(rows_to_csv(rows), "utf-8")
    return path


def test_a_mended_line_of_a_large_file_joins_those_that_it_keeps(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    [loaded] = load_files(workspace, [bill(tmp_path)], LoadOptions("UTC", direct=True))
    record = loaded.record
    assert (record.rows_kept, record.rows_loaded, record.rows_rejected) == (2, 2, 1)
    row = pl.DataFrame([SOUND_ROWS["focus"]]).insert_column(0, pl.Series("line_number", [3]))
    mended = retry(workspace, Mended(record.load_id, row), "UTC").record
    assert (mended.rows_kept, mended.rows_loaded, mended.rows_rejected) == (2, 3, 0)
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        [(lines,)] = connection.sql(
            "SELECT sum(source_row_count) FROM core_charge_daily"
        ).fetchall()
    assert lines == 3


def test_a_dry_run_judges_and_keeps_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    options = LoadOptions("UTC", direct=True, dry_run=True)
    [loaded] = load_files(workspace, [bill(tmp_path)], options)
    assert (loaded.record.rows_loaded, loaded.record.rows_rejected) == (2, 1)
    assert not workspace.home.exists()


def test_a_file_that_changes_while_it_is_copied_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bill.parquet"
    pl.DataFrame([SOUND_ROWS["focus"]]).write_parquet(path)
    monkeypatch.setattr(
        "etl.large.shutil.copyfile",
        lambda _, target: pl.DataFrame([SOUND_ROWS["focus"]] * 2).write_parquet(target),
    )
    workspace = Workspace(tmp_path / "workspace")
    [loaded] = load_files(workspace, [path], LoadOptions("UTC", direct=True))
    assert loaded.record.status == "refused"
    assert "changed while it was read" in str(loaded.record.reason)
    assert not list(workspace.landing.glob("*.parquet"))


def build(workspace: Workspace) -> list[Any]:
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        return connection.sql("FROM core_charge_daily ORDER BY ALL").fetchall()


def test_what_a_large_load_adds_to_core_is_computed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path / "workspace")
    load_files(workspace, [bill(tmp_path)], LoadOptions("UTC", direct=True))
    first = build(workspace)
    written = sorted(workspace.rollups.iterdir())
    assert written
    with monkeypatch.context() as patched:
        patched.setattr(core_module, "write_rollup", lambda *_: pytest.fail("computed again"))
        assert build(workspace) == first
    for path in written:
        path.unlink()
    assert build(workspace) == first


def test_a_roll_up_that_no_load_needs_any_more_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "LARGE_ROWS", 1)
    workspace = Workspace(tmp_path / "workspace")
    load_files(workspace, [bill(tmp_path)], LoadOptions("UTC"))
    build(workspace)
    stray = workspace.rollups / "0123-4567.parquet"
    stray.write_bytes(b"")
    build(workspace)
    assert not stray.exists()
    assert list(workspace.rollups.iterdir())


def test_the_same_large_file_again_is_known_without_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bill(tmp_path)
    os.utime(path, (1_772_496_000, 1_772_496_000))
    workspace = Workspace(tmp_path / "workspace")
    monkeypatch.setattr("etl.seen.LARGE_BYTES", 0)
    monkeypatch.setattr("etl.seen._SETTLED_NS", 0)
    load_files(workspace, [path], LoadOptions("UTC"))
    with monkeypatch.context() as patched:
        patched.setattr("etl.recording.sha256", lambda _: pytest.fail("read again"))
        [again] = load_files(workspace, [path], LoadOptions("UTC"))
    assert not again.is_new
    path.write_text(path.read_text("utf-8").replace("1O", "11"), "utf-8")
    os.utime(path, (1_772_496_000, 1_772_496_000))  # same time, other bytes
    [changed] = load_files(workspace, [path], LoadOptions("UTC"))
    assert changed.is_new
    assert len(read_records(workspace)) == 2
    assert read_rejected(workspace, changed.record.load_id).is_empty()


def test_what_does_not_fit_in_memory_is_put_beside_the_kept_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.parquet"
    pl.DataFrame([SOUND_ROWS["focus"]]).write_parquet(path)
    with open_kept(path) as connection:
        [(folder,)] = connection.sql("SELECT current_setting('temp_directory')").fetchall()
    assert Path(folder) == tmp_path / ".kept.parquet.work.tmp"  # which data.files.sweep removes
    assert list(tmp_path.iterdir()) == [path]
