"""How often to save, and what failures cost: Llama 3's cluster, by hand."""

from decimal import Decimal
from math import sqrt

import pytest

from models.training.checkpoints import checkpoints_of, daly_interval_s
from models.training.estimate import estimate, own_machine
from models.training.library import read_training_library

LIBRARY = read_training_library()
LLAMA = LIBRARY.runs["llama-3.1-405b"]
PEAK = LIBRARY.peak_tflops[LLAMA.chip]
FOUND = estimate(LLAMA, own_machine(LLAMA, PEAK), PEAK)


def test_llamas_interval_and_goodput() -> None:
    found = checkpoints_of(FOUND, Decimal(13))
    assert found is not None
    # 50,677 / 16,384 = 3.0931 h = 11,135 s between failures; sqrt(2 x 11,135 x 15) = 578 s
    assert found.hours_between_failures == pytest.approx(3.0931, abs=1e-4)
    assert found.young.interval_s == pytest.approx(sqrt(2 * 11135.08 * 15), rel=1e-4)
    # 1 - 15/578 - 578/22,270 - 540/11,135 = 0.8996, as the paper's 90 %
    assert found.young.goodput_ratio == pytest.approx(0.8996, abs=1e-4)


def test_no_other_interval_loses_less() -> None:
    found = checkpoints_of(FOUND, Decimal(13))
    assert found is not None
    assert all(one.lost_cost >= found.young.lost_cost for one in (*found.others, found.daly))


def test_what_is_lost_is_what_is_paid_beyond_useful_hours() -> None:
    found = checkpoints_of(FOUND, Decimal(10))
    assert found is not None
    lost = float(FOUND.paid_card_hours - FOUND.useful_card_hours) * 10
    assert float(found.young.lost_cost) == pytest.approx(lost, rel=1e-6)
    # one point more: useful x 10 x (1/0.8996 - 1/0.9096)
    useful = float(FOUND.useful_card_hours) * 10
    point = useful / found.young.goodput_ratio - useful / (found.young.goodput_ratio + 0.01)
    assert float(found.point_saves) == pytest.approx(point, rel=1e-4)


def test_dalys_interval_counts_restarts() -> None:
    # 15 + sqrt(2 x (10,000 + 600) x 15 + 225) = 15 + 564.1 = 579.1
    assert daly_interval_s(10_000, 15, 600) == pytest.approx(15 + sqrt(318_225))


def test_without_counted_failures_there_is_nothing_to_say() -> None:
    weather = LIBRARY.runs["weather"]
    peak = LIBRARY.peak_tflops[weather.chip]
    assert checkpoints_of(estimate(weather, own_machine(weather, peak), peak), Decimal(8)) is None
