"""Cells of Slurm: durations, cards, array tasks, steps; what makes no sense stays as it came."""

from collections.abc import Callable

import polars as pl
import pytest

from etl.slurm_terms import count_array_tasks, count_cards, is_step, known, seconds


def value(term: Callable[[str], pl.Expr], cell: str) -> object:
    return pl.select(cell=pl.lit(cell)).select(term("cell")).item()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("00:00:00", "0"),
        ("01:02:03", "3723"),  # 3600 + 120 + 3
        ("2-03:04:05", "183845"),  # 2 x 86400 + 3 x 3600 + 4 x 60 + 5
        ("59:59", "3599"),
        ("00:00:01.500", "1"),
        ("Unknown", None),
        ("INVALID", None),
        ("", None),
        ("2 days", "2 days"),
    ],
)
def test_a_duration_is_seconds(printed: str, expected: str | None) -> None:
    assert value(seconds, printed) == expected


@pytest.mark.parametrize(
    ("tres", "cards"),
    [
        ("billing=64,cpu=64,gres/gpu:a100=4,gres/gpu=4,mem=512G,node=1", "4"),
        ("gres/gpu=8", "8"),
        ("cpu=8,gres/gpu:a100=2,gres/gpu:h100=4", "6"),  # no total: the sum
        ("cpu=8,gres/gpu=8,gres/gpu:a100=2", "8"),  # the other 6 are of no tracked type
        ("gres/npu=16", "16"),
        ("gres/shard=4,gres/gpumem=40G", "0"),
        ("cpu=8,mem=8G,node=1", "0"),
        ("", "0"),
        ("gres/gpu=1K", "gres/gpu=1K"),
        ("gres/gpu:a100=3,gres/gpu=2", "gres/gpu:a100=3,gres/gpu=2"),
    ],
)
def test_cards_are_the_total_else_the_sum_over_types(tres: str, cards: str) -> None:
    assert value(count_cards, tres) == cards


@pytest.mark.parametrize(
    ("job_id", "tasks"),
    [
        ("123", "1"),
        ("123_4", "1"),
        ("123+1", "1"),
        ("123_[4]", "1"),
        ("123_[1-10%2]", "10"),
        ("123_[1-3,7,9]", "5"),
        ("123_[0-8:4]", "3"),  # 0, 4, 8
        ("123_[1,3,...]", "123_[1,3,...]"),
        ("123_[,]", "123_[,]"),
        ("123_[1-2:0]", "123_[1-2:0]"),
    ],
)
def test_the_tasks_that_wait_under_an_id_are_counted(job_id: str, tasks: str) -> None:
    assert value(count_array_tasks, job_id) == tasks


def test_steps_are_told_by_their_dot() -> None:
    assert [
        value(is_step, job_id) for job_id in ("1.batch", "1_2.extern", "1+0.0", "1", "1_2")
    ] == [True, True, True, False, False]


def test_what_slurm_does_not_know_is_nothing() -> None:
    assert [value(known, cell) for cell in ("Unknown", "None", "", "nlp")] == [None] * 3 + ["nlp"]
