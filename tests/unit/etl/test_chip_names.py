"""Names of chips: what schedulers and drivers print becomes the catalogue's name, or stays."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference import chip_names, read_chip_facts, read_chips
from data.reference.chip_names import name_key
from etl.chips import candidates, catalogue_name
from etl.chips import chip_names as known_names

RESOLVED = {
    # NVIDIA's driver, as DCGM and Kubernetes' feature discovery print it
    "NVIDIA H100 80GB HBM3": "H100 SXM5",
    "NVIDIA-H100-80GB-HBM3": "H100 SXM5",
    "NVIDIA H100 PCIe": "H100 PCIe",
    "NVIDIA A100-SXM4-80GB": "A100 SXM4 80G",
    "NVIDIA A100-SXM4-40GB": "A100 SXM4 40G",
    "A100-PCIE-40GB": "A100 PCIe 40G",
    "Tesla V100-SXM2-16GB": "V100 SXM2 16G",
    "NVIDIA H200": "H200 SXM",
    "NVIDIA H20-3e": "H20 141G",
    "NVIDIA GeForce RTX 4090": "RTX 4090",
    # Slurm's types
    "nvidia_h100_80gb": "H100 SXM5",
    "nvidia_h100_80gb_hbm3": "H100 SXM5",
    "a100-sxm4-80gb": "A100 SXM4 80G",
    "rtx_4090": "RTX 4090",
    "ASCEND910B4": "Ascend 910B4",
    "910c": "Ascend 910C",
    # the catalogue itself, however it is written
    "H100 SXM5": "H100 SXM5",
    "h20 96gb": "H20 96G",
    "mlu370x8": "MLU370-X8",
}
SHARED = {
    "A100": "A100 PCIe 40G; A100 SXM4 40G; A100 SXM4 80G",
    "nvidia_a100": "A100 PCIe 40G; A100 SXM4 40G; A100 SXM4 80G",
    "a100-sxm4": "A100 SXM4 40G; A100 SXM4 80G",
    "A100-80GB": "A100 SXM4 80G; another, which the catalogue does not have",
    "H100": "H100 PCIe; H100 SXM5",
    "H20": "H20 141G; H20 96G",
    "H200": "H200 SXM; another, which the catalogue does not have",
    "910B": "Ascend 910B1; Ascend 910B2; Ascend 910B3; Ascend 910B4",
    "Ascend 910B": "Ascend 910B1; Ascend 910B2; Ascend 910B3; Ascend 910B4",
    "MXC500": "MXC500 OAM; MXC500 PCIe",
}
NOT_KNOWN = ("NVIDIA A100 80GB PCIe", "T4", "unknown", "node-42", "H100 NVL", "B2", "910")


def look_up(name: str) -> tuple[str, str | None]:
    found = pl.DataFrame({"chip": [name]}).select(
        name=catalogue_name("chip"), candidates=candidates("chip")
    )
    return found.row(0)


@pytest.mark.parametrize(("printed", "chip"), RESOLVED.items())
def test_a_name_of_one_chip_becomes_the_catalogue_s(printed: str, chip: str) -> None:
    assert look_up(printed) == (chip, None)


@pytest.mark.parametrize(("printed", "several"), SHARED.items())
def test_a_name_that_several_chips_share_stays_as_it_is(printed: str, several: str) -> None:
    assert look_up(printed) == (printed, several)


@pytest.mark.parametrize("printed", NOT_KNOWN)
def test_a_name_that_the_catalogue_does_not_know_stays_as_it_is(printed: str) -> None:
    assert look_up(printed) == (printed, None)


def test_every_chip_of_the_catalogue_is_known_by_its_own_name_except_the_bare_910b() -> None:
    chips = read_chips()
    assert {chip for chip in chips["chip"] if look_up(chip) != (chip, None)} == {"Ascend 910B"}


def test_every_alias_means_chips_of_the_catalogue_and_says_why() -> None:
    path = Path(chip_names.__file__).with_name("chip_aliases.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chips = set(read_chips()["chip"])
    assert {row["chip"] for row in rows} - {""} <= chips
    assert [row for row in rows if not row["reason"]] == []
    assert len({(row["alias"], row["chip"]) for row in rows}) == len(rows)


@given(st.text(max_size=40))
def test_a_name_is_looked_up_by_the_same_key_as_it_is_listed_by(name: str) -> None:
    by_key = {key: chip for key, chip, _ in known_names().iter_rows() if chip}
    assert look_up(name)[0] == by_key.get(name_key(name), name)


def test_no_listed_figure_is_a_sparse_one_taken_for_dense() -> None:
    # Twice the catalogue's dense figure looks like a sparse one: it says so, or that it is open.
    dense = read_chips().select("chip", "fp16_dense_tflops")
    facts = read_chip_facts().join(dense, on="chip").filter(pl.col("fact") == "fp16_tflops")
    twice = (pl.col("figure") / pl.col("fp16_dense_tflops")).is_between(1.9, 2.1)
    assert facts.filter(twice).height >= 6
    assert facts.filter(twice, pl.col("basis") == "dense").is_empty()
    assert (
        read_chip_facts()
        .filter((pl.col("fact") == "fp16_tflops") == pl.col("basis").is_null())
        .is_empty()
    )
