"""Storage and network, worked by hand, with other people's examples."""

from decimal import Decimal

import pytest

from data.errors import InputError
from models.billing.storage_network import (
    StorageRule,
    bandwidth_cost,
    billable_tb,
    egress_cost,
    gb_hours,
    percentile_95,
    storage_cost,
)

# HKUST(GZ), phase III: 0.50 yuan per TB and day over 1 TB, part of a TB as one.
HKUST = StorageRule(Decimal("0.50"), free_tb=Decimal(1))


@pytest.mark.parametrize(
    ("stored", "billed"), [("0", 0), ("1", 0), ("1.000001", 1), ("2", 1), ("2.5", 2), ("11", 10)]
)
def test_a_part_of_a_terabyte_over_the_free_one_counts_whole(stored: str, billed: int) -> None:
    assert billable_tb(HKUST, Decimal(stored)) == billed


def test_each_day_is_rounded_up_by_itself() -> None:
    # 0, 1 and 2 TB-days above the free one: 3 x 0.50; the mean of 1.9 TB would have given 3 x 1
    found = storage_cost(HKUST, [Decimal("0.9"), Decimal("1.8"), Decimal("3.0")])
    assert (found.quantity, found.amount_cny) == (3, Decimal("1.50"))


def test_a_finer_step_rounds_less() -> None:
    rule = StorageRule(Decimal(1), step_tb=Decimal("0.001"))
    assert billable_tb(rule, Decimal("1.2345")) == Decimal("1.235")


def test_yovole_20_gb_for_50_minutes_are_16_6667_gb_hours() -> None:
    # cloud.yovole.com/help/ai/html/pricing/gpu_instance.html
    assert gb_hours([(Decimal(20), Decimal(50))]) == Decimal("16.666667")


def test_yovole_one_card_and_two_cards_for_20_minutes_are_one_card_hour() -> None:
    assert gb_hours([(Decimal(1), Decimal(20)), (Decimal(2), Decimal(20))]) == 1


def test_yovole_core_hours_are_10_0833_although_the_page_says_1_0833() -> None:
    # 10 x 20 + 0.5 x 10 + 20 x 20 = 605 core-minutes: the page lost a zero.
    segments = [("10", "20"), ("0.5", "10"), ("20", "20")]
    found = gb_hours([(Decimal(size), Decimal(minutes)) for size, minutes in segments])
    assert found == Decimal("10.083333")


def test_of_8640_samples_the_433rd_highest_is_billed() -> None:
    samples = [Decimal(n) for n in range(1, 8641)]
    assert percentile_95(samples) == 8640 - 432


def test_a_peak_of_less_than_5_percent_of_the_month_costs_nothing() -> None:
    quiet, peak = Decimal(100), Decimal(1000)
    assert percentile_95([quiet] * 8208 + [peak] * 432) == quiet
    assert percentile_95([quiet] * 8207 + [peak] * 433) == peak


def test_the_busier_direction_is_billed() -> None:
    # 100 Mbit/s x 4.25 yuan (4,250 a Gbit/s)
    found = bandwidth_cost([Decimal(60)] * 20, [Decimal(100)] * 20, Decimal("4.25"))
    assert found.amount_cny == 425


def test_less_than_the_committed_bandwidth_pays_the_commitment() -> None:
    quiet = [Decimal(60)] * 20
    assert bandwidth_cost(quiet, quiet, Decimal("4.25"), Decimal(80)).quantity == 80


def test_bandwidth_without_samples_is_not_zero() -> None:
    with pytest.raises(InputError, match="missing sample is not zero"):
        percentile_95([])


def test_traffic_is_billed_beyond_what_is_free() -> None:
    # Tencent: 0.8 yuan per GB; (150 - 100) x 0.8
    assert egress_cost(Decimal(150), Decimal("0.8"), Decimal(100)).amount_cny == 40
    assert egress_cost(Decimal(50), Decimal("0.8"), Decimal(100)).amount_cny == 0
