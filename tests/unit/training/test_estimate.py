"""Card-hours and days of a run on a machine, by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.training.estimate import Machine, estimate, moved_to
from tests.unit.training.situations import MACHINE, RUN

TFLOPS = Decimal(1000)


def test_operations_over_what_a_card_reaches_are_its_hours() -> None:
    found = estimate(RUN, MACHINE, TFLOPS)
    assert found.useful_card_hours == found.running_card_hours == found.paid_card_hours == 200_000
    assert found.hours == 200  # on 1,000 cards
    assert round(found.days, 4) == Decimal("8.3333")


def test_failures_and_idle_cards_are_paid_on_top() -> None:
    # 50,000 / 1,000 cards = 50 h between failures = 180,000 s; a checkpoint of 10 s, Young's
    # interval sqrt(2 x 180,000 x 10) = 1,897.4 s; 10 / 1,897.4 twice, and 900 / 180,000:
    # 1 - 0.010541 - 0.005 = 0.984459.
    machine = replace(
        MACHINE,
        card_hours_per_failure=Decimal(50_000),
        save_s=Decimal(10),
        restart_s=Decimal(900),
        scheduled_ratio=Decimal("0.8"),
    )
    assert machine.goodput_ratio == Decimal("0.984459")
    found = estimate(RUN, machine, TFLOPS)
    assert float(found.running_card_hours) == pytest.approx(200_000 / 0.984459)
    assert float(found.paid_card_hours) == pytest.approx(200_000 / 0.984459 / 0.8)
    assert found.lost_card_hours == found.running_card_hours - 200_000
    assert found.idle_card_hours == found.paid_card_hours - found.running_card_hours


def test_a_port_to_a_slower_card_takes_longer() -> None:
    # 500 TFLOPS x 0.5 x 0.6 = 150 of 500 that it reached at home
    ported = moved_to(MACHINE, "Y", Decimal(500), Decimal("0.6"))
    found = estimate(RUN, ported, TFLOPS)
    assert float(found.paid_card_hours) == pytest.approx(200_000 * 500 / 150)


def test_a_run_known_by_its_hours_takes_them_again_on_its_own_chip() -> None:
    known = RUN.model_copy(
        update={"active_parameters": None, "tokens": None, "card_hours": Decimal(5000)}
    )
    assert estimate(known, MACHINE, TFLOPS).paid_card_hours == 5000
    twice = replace(MACHINE, dense_tflops=Decimal(2000))
    assert estimate(known, twice, TFLOPS).paid_card_hours == 2500


@pytest.mark.parametrize(
    "change",
    [
        {"dense_tflops": Decimal(0)},
        {"cards": 0},
        {"utilisation_ratio": Decimal("1.1")},
        {"scheduled_ratio": Decimal(0)},
        {"interconnect_ratio": Decimal(2)},
    ],
)
def test_what_no_machine_is_is_refused(change: dict[str, Decimal]) -> None:
    with pytest.raises(UsageError):
        replace(MACHINE, **change)  # type: ignore[arg-type]


def test_more_than_the_peak_is_refused() -> None:
    with pytest.raises(UsageError, match="share of the peak"):
        estimate(RUN, replace(MACHINE, port_ratio=Decimal(3)), TFLOPS)


def test_where_no_checkpoint_comes_before_the_next_failure_nothing_is_ever_done() -> None:
    hopeless = replace(MACHINE, card_hours_per_failure=Decimal(10), save_s=Decimal(60))
    with pytest.raises(UsageError, match="goodput"):
        estimate(RUN, hopeless, TFLOPS)


@given(
    cards=st.integers(1, 100_000),
    per_failure=st.integers(20_000_000, 10**9),
    save_s=st.integers(0, 60),
)
def test_useful_hours_never_exceed_running_ones_nor_these_the_paid(
    cards: int, per_failure: int, save_s: int
) -> None:
    machine = Machine(
        "X",
        TFLOPS,
        cards,
        Decimal("0.5"),
        scheduled_ratio=Decimal("0.7"),
        card_hours_per_failure=Decimal(per_failure),
        save_s=Decimal(save_s),
    )
    found = estimate(RUN, machine, TFLOPS)
    assert found.useful_card_hours <= found.running_card_hours <= found.paid_card_hours
