"""Epoch AI's chips: every figure kept beside the catalogue's, sparse never taken for dense."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

TENSOR = "Tensor-FP16/BF16 performance (FLOP/s)"
FP16 = "FP16 (half precision) performance (FLOP/s)"
LOADED = (
    "SELECT chip, fact, figure, basis, review_state FROM core_chip_fact"
    " WHERE load_id IS NOT NULL ORDER BY line_number, fact"
)


@pytest.fixture
def chip(row: MakeRow) -> Callable[..., dict[str, str]]:
    """A row of the table: `chip("NVIDIA B200", tensor="2.25e15")`."""

    def make(name: str, *, tensor: str = "", fp16: str = "", notes: str = "") -> dict[str, str]:
        figures = {TENSOR: tensor, FP16: fp16, "Notes": notes}
        return row("epoch_chips") | figures | {"Hardware name": name}

    return make


def throughput(core: Core) -> list[tuple[Any, ...]]:
    columns = "chip, figure, basis, review_state"
    found = core(
        f"SELECT {columns} FROM core_chip_fact WHERE load_id IS NOT NULL"
        " AND fact = 'fp16_tflops' ORDER BY line_number"
    )
    return [tuple(r.values()) for r in found]


def test_figures_are_brought_to_the_catalogue_s_units(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # 9.894e14 FLOP/s = 989.4 TFLOPS; 8e10 bytes = 80 GB; 3.35e12 byte/s = 3,350 GB/s.
    [outcome] = load(write_file("ml_hardware.csv", [row("epoch_chips")]))
    assert (outcome.record.source, outcome.record.rows_loaded) == ("epoch_chips", 1)
    assert [tuple(r.values()) for r in core(LOADED)] == [
        ("H100 SXM5", "bandwidth_gb_per_s", 3350.0, None, "pass"),
        ("H100 SXM5", "fp16_tflops", pytest.approx(989.4), "dense", "pass"),
        ("H100 SXM5", "memory_gb", 80.0, None, "pass"),
        ("H100 SXM5", "tdp_w", 700.0, None, "pass"),
    ]


def test_a_sparse_figure_is_never_taken_for_a_dense_one(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    # The catalogue has 989 dense for the H100 SXM5. 1979 / 989 = 2.001.
    rows = [
        chip("NVIDIA H100 SXM5 80GB", tensor="1.979e15"),
        chip("NVIDIA H100 80GB HBM3", tensor="1.979e15", notes="listed without sparsity"),
        chip("NVIDIA H100 SXM", tensor="1.979e15", notes="Figures are with sparsity."),
        chip("NVIDIA B100", tensor="3.5e15", notes="Figures are with sparsity."),
        chip("NVIDIA B100 dense", tensor="1.75e15", notes="figures are without sparsity."),
        chip("NVIDIA Rubin", tensor="5e15"),
    ]
    load(write_file("a.csv", rows))
    assert throughput(core) == [
        ("H100 SXM5", 1979.0, "unclear", "review"),
        ("H100 SXM5", 1979.0, "unclear", "review"),
        ("H100 SXM5", 1979.0, "unclear", "review"),
        (None, 3500.0, "sparse", "pass"),
        (None, 1750.0, "dense", "pass"),
        (None, 5000.0, "unclear", "pass"),
    ]
    # The catalogue's own figure stays what it is.
    assert core("SELECT fp16_dense_tflops AS n FROM core_chip WHERE chip = 'H100 SXM5'") == [
        {"n": 989.0}
    ]


def test_no_dense_figure_of_a_snapshot_is_twice_the_catalogue_s(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [chip("NVIDIA A100 SXM4 80 GB", tensor="6.24e14")]))
    assert (
        core(
            "SELECT chip, figure FROM core_chip_fact JOIN core_chip USING (chip)"
            " WHERE basis = 'dense' AND figure / fp16_dense_tflops BETWEEN 1.9 AND 2.1"
        )
        == []
    )


def test_the_matrix_units_figure_counts_where_both_are_printed(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    load(
        write_file(
            "a.csv",
            [
                chip("NVIDIA H100 PCIe", tensor="7.56e14", fp16="2.049e14"),
                chip("Huawei Ascend 910B4", fp16="2.8e14"),
            ],
        )
    )
    assert throughput(core) == [
        ("H100 PCIe", pytest.approx(756.0), "dense", "pass"),
        ("Ascend 910B4", pytest.approx(280.0), "dense", "pass"),
    ]


def test_a_910b_without_suffix_is_held_and_not_guessed(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [chip("Huawei Ascend 910B", fp16="3.76e14")]))
    [held] = core(
        "SELECT chip, source_chip, basis, review_state, review_reason FROM core_chip_fact"
        " WHERE load_id IS NOT NULL AND fact = 'fp16_tflops'"
    )
    assert tuple(held.values()) == (
        None,
        "Huawei Ascend 910B",
        "unclear",
        "review",
        "several chips share this name: Ascend 910B1; Ascend 910B2; Ascend 910B3; Ascend 910B4",
    )
    assert core("FROM core_chip_conflict WHERE chip LIKE 'Ascend 910B%'") == []


def test_figures_that_disagree_stand_side_by_side_with_their_sources(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    # The catalogue has 24 GB, 1,008 GB/s, 450 W and 165 TFLOPS for the RTX 4090. The row here has
    # 80 GB, 3,350 GB/s, 700 W and 330 TFLOPS; 164 would be within 2 % of 165: the same, rounded.
    before = core("FROM core_chip_conflict WHERE chip = 'RTX 4090'")
    assert [(c["other_figure"], c["other_to_catalogue_ratio"]) for c in before] == [(330.0, 2.0)]
    rows = [
        chip("NVIDIA GeForce RTX 4090", tensor="3.3e14"),
        chip("RTX 4090 24GB", tensor="1.64e14"),
    ]
    load(write_file("a.csv", rows), defaults={"source": "a table"})
    found = core(
        "SELECT fact, catalogue_figure, other_figure, other_basis FROM core_chip_conflict"
        " WHERE chip = 'RTX 4090' AND other_source = 'a table' ORDER BY ALL"
    )
    assert [tuple(c.values()) for c in found] == [
        ("bandwidth_gb_per_s", 1008.0, 3350.0, None),
        ("fp16_tflops", 165.0, pytest.approx(330.0), "unclear"),
        ("memory_gb", 24.0, 80.0, None),
        ("tdp_w", 450.0, 700.0, None),
    ]


def test_a_sparse_figure_is_no_conflict_with_a_dense_one(core: Core) -> None:
    sparse = core("SELECT DISTINCT chip FROM core_chip_fact WHERE basis = 'sparse'")
    assert {"chip": "H100 SXM5"} in sparse
    assert core("FROM core_chip_conflict WHERE chip = 'H100 SXM5'") == []


def test_a_newer_table_replaces_the_chips_it_has_and_leaves_the_others(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    old = [chip("NVIDIA B200", tensor="2e15"), chip("Cambricon MLU590", fp16="3.45e14")]
    load(write_file("old.csv", old))
    load(write_file("new.csv", [chip("NVIDIA B200", tensor="2.25e15")]))
    assert sorted(throughput(core)) == [
        ("B200", 2250.0, "dense", "pass"),
        ("MLU590", pytest.approx(345.0), "dense", "pass"),
    ]


def test_a_figure_that_is_none_is_rejected_and_the_rest_loads(
    load: Load, core: Core, chip: Any, write_file: WriteFile
) -> None:
    rows = [chip("bad", tensor="fast"), chip("NVIDIA B200", tensor="2.25e15"), chip("", fp16="1")]
    [outcome] = load(write_file("a.csv", rows))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 2)
    faults = core('SELECT line_number, "column" FROM core_rejected_row ORDER BY line_number')
    assert [tuple(f.values()) for f in faults] == [
        (2, "tensor_fp16_flop_per_s"),
        (4, "source_chip"),
    ]


@pytest.mark.real
def test_the_real_table_is_read_whole_and_its_known_conflicts_are_found(
    load: Load, core: Core, real_folder: Path
) -> None:
    [outcome] = load(real_folder / "chips" / "epoch_ml_hardware.csv")
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (170, 0)
    found = {
        (c["chip"], c["fact"], c["other_figure"])
        for c in core("FROM core_chip_conflict WHERE other_source LIKE 'Epoch%'")
    }
    assert found == {
        ("RTX 4090", "fp16_tflops", 330.0),
        ("MXC500 OAM", "bandwidth_gb_per_s", 18000.0),
        ("MXC500 PCIe", "bandwidth_gb_per_s", 18000.0),
    }
    held = core(
        "SELECT DISTINCT source_chip FROM core_chip_fact"
        " WHERE review_state = 'review' AND load_id IS NOT NULL"
    )
    names = {r["source_chip"] for r in held}
    assert {"Huawei Ascend 910B", "NVIDIA HGX H20", "NVIDIA GeForce RTX 4090"} <= names
    [known] = core("SELECT count(DISTINCT chip) AS n FROM core_chip_fact WHERE load_id IS NOT NULL")
    assert known["n"] == 27
