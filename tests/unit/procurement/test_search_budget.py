"""A search for whole numbers ends after a number of steps, not of seconds, and says so."""

import numpy as np
import pytest

from models.procurement import assembly
from models.procurement.assembly import Assembly, Solved


def test_a_search_that_ends_early_is_the_same_every_time_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assembly, "_MOST_STEPS_X_ENTRIES", 10_000)  # some 13 steps of 760 entries
    found = [_knapsacks().solve(1e-9) for _ in range(2)]
    assert [one.is_cut_short for one in found] == [True, True]
    assert found[0].objective == found[1].objective
    assert found[0].proved_gap == found[1].proved_gap > 1e-9
    assert _is_whole(found[0])


def test_with_more_steps_it_is_no_dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "_MOST_STEPS_X_ENTRIES", 10_000)
    short = _knapsacks().solve(1e-9)
    monkeypatch.setattr(assembly, "_MOST_STEPS_X_ENTRIES", 100_000)
    longer = _knapsacks().solve(1e-9)
    assert longer.objective < short.objective
    assert longer.proved_gap < short.proved_gap


def test_a_search_that_comes_to_its_end_is_not_cut_short() -> None:
    found = _knapsacks(goods=20, limits=10).solve(1e-9)
    assert not found.is_cut_short
    assert found.proved_gap <= 1e-9


def _knapsacks(goods: int = 40, limits: int = 20) -> Assembly:
    """What is worth most of goods in whole numbers, under several limits at once."""
    rng = np.random.default_rng(1)
    programme = Assembly()
    columns = programme.add_columns(-rng.integers(10, 60, goods).astype(float), 5, whole=True)
    rows = programme.add_rows(-np.inf, np.full(limits, 400.0), ["limit"], limits)
    weights = rng.integers(0, 20, (limits, goods)).astype(float)
    programme.add_entries(rows[:, None], columns, weights)
    return programme


def _is_whole(found: Solved) -> bool:
    return bool((found.values == np.rint(found.values)).all())
