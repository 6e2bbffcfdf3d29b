"""Training runs against published ones: Llama 3.1 405B, DeepSeek-V3, Pangu-Weather."""

from decimal import Decimal

import pytest

from data.errors import UsageError
from models.billing.training import (
    Checkpointing,
    achieved_utilisation,
    goodput_ratio,
    hours_between_failures,
    run_card_hours,
    training_card_hours,
    training_cost,
    training_flop,
    young_interval_s,
)

H100_TFLOPS = Decimal(989)
LLAMA_FLOP = training_flop(Decimal("405e9"), Decimal("15.6e12"))


def test_llama_3_405b_takes_3_79e25_operations_and_26_6_million_hours_at_40_percent() -> None:
    # 6 x 405e9 x 15.6e12 = 3.7908e25 [greaterwrong: 40 % of the peak]
    assert Decimal("3.7908e25") == LLAMA_FLOP
    hours = training_card_hours(LLAMA_FLOP, H100_TFLOPS, Decimal("0.40"))
    assert round(hours / 1_000_000, 1) == Decimal("26.6")


def test_llama_3_405b_reached_34_5_percent_over_all_30_84_million_hours() -> None:
    # reported card-hours [apxml]
    found = achieved_utilisation(LLAMA_FLOP, Decimal("30.84e6"), H100_TFLOPS)
    assert found == pytest.approx(0.345, abs=0.0005)


def test_deepseek_v3_counts_its_37_billion_active_parameters() -> None:
    # 6 x 37e9 x 14.8e12 = 3.2856e24; 2.788 M H800-hours x 2 dollars [planetbanatt.net]
    flop = training_flop(Decimal("37e9"), Decimal("14.8e12"))
    assert flop == Decimal("3.2856e24")
    assert training_cost(Decimal("2.788e6"), Decimal(2)) == 5_576_000
    assert achieved_utilisation(flop, Decimal("2.788e6"), H100_TFLOPS) == pytest.approx(
        0.331, abs=0.0005
    )


def test_the_weather_model_took_294_912_card_hours_and_2_30_million_yuan() -> None:
    # Pangu: 4 models x 16 days x 192 cards; 7.8 yuan a card-hour
    hours = run_card_hours(192, Decimal(16), runs=4)
    assert hours == 294_912
    assert training_cost(hours, Decimal("7.8")) == Decimal("2300313.60")


def test_the_article_s_200_cards_for_two_months_come_to_2_25_million() -> None:
    # 200 x 60 x 24 x 7.8 = 2,246,400: the ">2M" of the text
    assert training_cost(run_card_hours(200, Decimal(60)), Decimal("7.8")) == 2_246_400


def test_300_gpu_days_for_the_weather_model_are_40_times_too_few() -> None:
    # UMN prints "300 GPU days"; 294,912 / 24 = 12,288
    assert run_card_hours(192, Decimal(16), runs=4) / 24 / 300 == pytest.approx(
        Decimal(41), abs=Decimal(1)
    )


def test_llama_3_lost_50_677_card_hours_between_failures() -> None:
    # 54 days x 24 h x 16,384 cards / 419 unexpected interruptions [DCD]
    between = run_card_hours(16_384, Decimal(54)) / 419
    assert round(between) == 50_677
    assert hours_between_failures(16_384, float(between)) == pytest.approx(3.09, abs=0.005)


@pytest.mark.parametrize(
    ("cards", "hours"), [(8, 6250), (256, 195), (1024, 49), (4096, 12.2), (16_384, 3.05)]
)
def test_more_cards_fail_more_often(cards: int, hours: float) -> None:
    assert hours_between_failures(cards, 50_000) == pytest.approx(hours, rel=0.005)


@pytest.mark.parametrize(
    ("save", "restart", "goodput"), [(15, 540, 0.899), (60, 600, 0.841), (120, 900, 0.77)]
)
def test_goodput_of_16_384_cards_matches_what_meta_reports(
    save: int, restart: int, goodput: float
) -> None:
    # e.g. Tf = 50,000 / 16,384 h = 10,986 s, T = sqrt(2 x 10,986 x 15) = 574 s:
    # 1 - 15/574 - 574/(2 x 10,986) - 540/10,986 = 0.899 [arXiv 2410.18124; Meta: above 90 %]
    found = goodput_ratio(Checkpointing(16_384, 50_000, save, restart))
    assert found == pytest.approx(goodput, abs=0.001)


def test_young_s_interval_is_the_best_one() -> None:
    cluster = Checkpointing(4096, 50_000, 60, 600)
    best = young_interval_s(50_000 / 4096 * 3600, 60)
    assert goodput_ratio(cluster) == goodput_ratio(cluster, best)
    assert (
        goodput_ratio(cluster, best * 0.8)
        < goodput_ratio(cluster)
        > goodput_ratio(cluster, best * 1.2)
    )


def test_goodput_never_falls_below_zero_and_is_one_without_cost() -> None:
    assert goodput_ratio(Checkpointing(10_000_000, 50_000, 60, 600)) == 0
    assert goodput_ratio(Checkpointing(8, 50_000, 0, 0)) == 1


def test_failures_raise_the_cost_of_a_run() -> None:
    # 1,000 useful hours x 9 / 0.9 = 10,000
    assert training_cost(Decimal(1000), Decimal(9), Decimal("0.9")) == 10_000
    with pytest.raises(UsageError, match="goodput"):
        training_cost(Decimal(1000), Decimal(9), Decimal(0))
