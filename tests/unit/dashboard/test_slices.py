"""What filters leave: pools that fit all of them, and options that narrow each other."""

from datetime import date

import polars as pl

from dashboard.slices import Slice, fitting, options

POOLS = pl.DataFrame(
    [
        ("a/n/train/H100", "a", "n", "H100", "imported"),
        ("a/e/serve/H20", "a", "e", "H20", "imported"),
        ("b/n/train/910B", "b", "n", "910B", "domestic"),
    ],
    schema=["pool_id", "provider", "region", "chip", "origin"],
    orient="row",
)


def test_no_filter_means_all_pools_and_not_a_list_of_them() -> None:
    assert fitting(POOLS, {"provider": [], "chip": []}) is None


def test_values_of_one_filter_are_alternatives_and_filters_narrow_each_other() -> None:
    assert fitting(POOLS, {"provider": ["a", "b"], "region": ["n"]}) == (
        "a/n/train/H100",
        "b/n/train/910B",
    )
    assert fitting(POOLS, {"provider": ["a"], "origin": ["domestic"]}) == ()


def test_projects_narrow_no_pools() -> None:
    assert fitting(POOLS, {"project": ["search"]}) is None


def test_a_provider_leaves_only_its_pools() -> None:
    assert options(POOLS, {"provider": ["a"]}, "pool") == ["a/n/train/H100", "a/e/serve/H20"]
    assert options(POOLS, {"provider": ["a"]}, "origin") == ["imported"]


def test_a_filter_does_not_narrow_itself() -> None:
    assert options(POOLS, {"provider": ["a"]}, "provider") == ["a", "b"]


def test_a_chosen_value_that_others_exclude_can_still_be_taken_back() -> None:
    assert options(POOLS, {"provider": ["a"], "chip": ["910B"]}, "chip") == ["H100", "H20", "910B"]


def test_exports_name_what_is_set() -> None:
    shown = Slice(
        pools=("b/n/train/910B",),
        first=date(2026, 9, 1),
        last=date(2026, 9, 30),
        chosen=(("provider", ("a", "b")), ("chip", ("910B",))),
    )
    assert shown.provenance == {
        "provider": "a, b",
        "chip": "910B",
        "first": "2026-09-01",
        "last": "2026-09-30",
    }
    assert shown.one_pool == "b/n/train/910B"
    assert Slice().provenance == {}
