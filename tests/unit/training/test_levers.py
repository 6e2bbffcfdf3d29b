"""Each lever alone, by hand, against 200,000 card-hours at 10 yuan: 2,000,000 yuan."""

from dataclasses import replace
from decimal import Decimal

import pytest

from data.errors import UsageError
from models.training.costing import cost_by_the_hour
from models.training.estimate import estimate, moved_to
from models.training.levers import (
    BetterData,
    HostedTuning,
    OtherPlace,
    Scheduling,
    SteadierRunning,
    break_even_price,
    side_by_side,
)
from tests.unit.training.situations import AT_TEN_YUAN, MACHINE


def test_four_fifths_of_the_tokens_cost_four_fifths() -> None:
    found = BetterData(Decimal("0.8")).outcome(AT_TEN_YUAN)
    assert (found.cost, found.saving, found.card_hours) == (1_600_000, 400_000, 160_000)


def test_half_the_failures_save_what_they_cost() -> None:
    # Without checkpoints' time: 900 s of 180,000 lost = 0.5 %; with half the failures 0.25 %.
    failing = replace(MACHINE, card_hours_per_failure=Decimal(50_000), restart_s=Decimal(900))
    base = replace(AT_TEN_YUAN, machine=failing)
    found = SteadierRunning(failures_ratio=Decimal("0.5")).outcome(base)
    assert float(found.cost) == pytest.approx(2_000_000 / 0.9975, abs=1)
    assert float(found.saving) == pytest.approx(2_000_000 / 0.995 - 2_000_000 / 0.9975, abs=1)


def test_ten_points_of_scheduling_on_eighty_save_a_ninth() -> None:
    base = replace(AT_TEN_YUAN, machine=replace(MACHINE, scheduled_ratio=Decimal("0.8")))
    found = Scheduling(Decimal("0.1")).outcome(base)
    # 2.5 million at 80 %, 2.222... at 90 %
    assert (found.cost, found.saving) == (Decimal("2222222.22"), Decimal("277777.78"))
    assert Scheduling(Decimal("0.5")).outcome(base).cost == 2_000_000


def test_cheaper_cards_pay_or_do_not_on_one_ratio() -> None:
    # 800 TFLOPS at 6 yuan: at 0.8 of the utilisation 312,500 hours = 1.875 M; at 0.7 2.143 M.
    def on_other_cards(ratio: str) -> OtherPlace:
        return OtherPlace("domestic", "Y", Decimal(800), Decimal(6), port_ratio=Decimal(ratio))

    assert on_other_cards("0.8").outcome(AT_TEN_YUAN).saving == 125_000
    assert on_other_cards("0.7").outcome(AT_TEN_YUAN).saving == Decimal("-142857.14")
    # The switch point in price: 2,000,000 / 312,500 = 6.4 yuan.
    there = moved_to(MACHINE, "Y", Decimal(800), Decimal("0.8"))
    assert break_even_price(AT_TEN_YUAN, there) == Decimal("6.4")


def test_at_the_switch_point_both_cost_the_same() -> None:
    there = moved_to(MACHINE, "Y", Decimal(800), Decimal("0.8"))
    hours = estimate(AT_TEN_YUAN.run, there, Decimal(1000))
    switch = break_even_price(AT_TEN_YUAN, there)
    assert cost_by_the_hour(hours, switch) == 2_000_000


def test_a_computing_centre_is_another_price_network_and_allocation() -> None:
    # 200,000 / 0.9 / 0.75 = 296,296.296296 hours at 3.75
    centre = OtherPlace(
        "centre",
        "X",
        Decimal(1000),
        Decimal("3.75"),
        interconnect_ratio=Decimal("0.9"),
        scheduled_ratio=Decimal("0.75"),
        migration_cost=Decimal(50_000),
    )
    assert centre.outcome(AT_TEN_YUAN).cost == Decimal("1111111.11") + 50_000


def test_tuning_a_hosted_model_costs_its_tokens() -> None:
    # 2 thousand million tokens, three times, at 25 yuan a million
    found = HostedTuning(Decimal("2e9"), Decimal(25), epochs=3).outcome(AT_TEN_YUAN)
    assert (found.cost, found.saving, found.days) == (150_000, 1_850_000, None)


def test_levers_stand_side_by_side_by_what_they_save() -> None:
    levers = [
        BetterData(Decimal("0.9")),
        BetterData(Decimal("0.5"), "half"),
        Scheduling(Decimal(0)),
    ]
    found = side_by_side(AT_TEN_YUAN, levers)
    assert [(one.lever, one.saving) for one in found] == [
        ("half", 1_000_000),
        ("better_data", 200_000),
        ("scheduling", 0),
    ]


def test_impossible_figures_are_refused() -> None:
    for lever in (
        BetterData(Decimal("1.5")),
        SteadierRunning(Decimal(0)),
        HostedTuning(Decimal(0), Decimal(1)),
    ):
        with pytest.raises(UsageError):
            lever.outcome(AT_TEN_YUAN)
