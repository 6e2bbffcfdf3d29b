"""Runs become hours as their plan measures them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.metering import STEP_SECONDS, Metering, meter
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.unit.billing.priced import at, bill, constant, on_demand, plan

CARD, DISK = Item("gpu"), Item("disk", unit="gb_hour", component="disk")
DAY = at(2026, 1, 5)  # a Monday


def runs(*rows: tuple[str, str, str, int, str]) -> pl.DataFrame:
    """resource, start, end (H:MM:SS of the day), amount, state; the item is the resource's."""
    return pl.DataFrame(
        [
            {
                "resource_id": name,
                "item_id": "disk" if name.startswith("disk") else "gpu",
                "start_utc": _at(start),
                "end_utc": _at(end),
                "amount": amount,
                "state": state,
            }
            for name, start, end, amount, state in rows
        ]
    )


def _at(text: str) -> datetime:
    hour, minute, second = (int(part) for part in text.split(":"))
    return DAY.replace(hour=hour, minute=minute, second=second)


def metered(rows: pl.DataFrame, zone: str = "UTC", **rules: Any) -> Usage:
    return meter(rows, (CARD, DISK), Metering(**rules), time_zone=zone)


def units(usage: Usage, item: int = 0) -> float:
    return float(usage.ticks[item].sum()) / TICKS_PER_UNIT


def test_seconds_are_exact_and_lie_in_their_hours() -> None:
    usage = metered(runs(("a", "1:59:30", "2:00:45", 8, "running")))
    # 30 s x 8 = 240 card-seconds in the first hour, 45 s x 8 = 360 in the second
    assert usage.first_hour == at(2026, 1, 5, 1)
    assert usage.ticks[0].tolist() == [240 * 1_000_000, 360 * 1_000_000]


@pytest.mark.parametrize(
    ("step", "card_hours"),
    # 61 minutes and 1 second, one card
    [("second", 3661 / 3600), ("minute", 62 / 60), ("hour", 2), ("day", 24)],
)
def test_a_step_begun_is_charged(step: str, card_hours: float) -> None:
    usage = metered(runs(("a", "1:30:00", "2:31:01", 1, "running")), step=step, rounding="up")
    assert units(usage) == pytest.approx(card_hours, abs=1e-12)


def test_clock_hours_touched_are_charged_once_however_often_it_starts() -> None:
    twice = runs(
        ("a", "1:10:00", "1:20:00", 1, "running"), ("a", "1:50:00", "2:05:00", 1, "running")
    )
    rules = {"step": "hour", "rounding": "up"}
    assert units(metered(twice, alignment="clock", **rules)) == 2  # the hours 1 and 2
    assert units(metered(twice, alignment="start", **rules)) == 2  # one hour each
    assert units(metered(twice)) == pytest.approx(25 / 60)


def test_a_day_is_the_sellers() -> None:
    # HKUST(GZ): node 720 a day, part of a day is a day. 15:00 to 17:00 UTC are two days in China.
    evening = runs(("a", "15:00:00", "17:00:00", 1, "running"))
    rules = {"step": "day", "rounding": "up", "alignment": "clock"}
    assert units(metered(evening, "UTC", **rules)) == 24
    assert units(metered(evening, "Asia/Shanghai", **rules)) == 48


def test_a_minimum_lengthens_short_runs() -> None:
    short = runs(("a", "1:00:00", "1:00:20", 1, "running"))
    assert units(metered(short, minimum_seconds=60)) == pytest.approx(60 / 3600)


def test_what_is_stopped_pays_for_its_disk_and_not_for_its_cards() -> None:
    # Tencent 关机不收费: processor and memory stop, disks stay billed. Vast: loading is billed.
    both = runs(
        ("a", "1:00:00", "2:00:00", 8, "loading"), ("a", "2:00:00", "3:00:00", 8, "stopped"),
        ("disk-a", "1:00:00", "2:00:00", 100, "running"),
        ("disk-a", "2:00:00", "3:00:00", 100, "stopped"),
    )  # fmt: skip
    rules = {"card": ["running", "loading"], "disk": ["running", "stopped"]}
    usage = metered(both, states=rules)
    assert (units(usage), units(usage, 1)) == (8, 200)


def test_yovole_prints_three_sums_and_one_of_them_wrong() -> None:
    # cloud.yovole.com/help/ai/html/pricing/gpu_instance.html
    def card_hours(*segments: tuple[int, int]) -> float:
        start, rows = 0, []
        for amount, minutes in segments:
            stop = start + minutes
            rows.append(("a", f"1:{start}:0", f"{1 + stop // 60}:{stop % 60}:0", amount, "running"))
            start = stop
        return units(metered(runs(*rows)))

    assert card_hours((1, 20), (2, 20)) == pytest.approx(1.0)
    assert card_hours((20, 50)) == pytest.approx(16.6667, abs=5e-5)
    # 10 cores x 20 min + 0.5 x 10 min + 20 x 20 min are 10.0833 core-hours: the page says 1.0833.
    # In half cores, since amounts are whole: 20, 1 and 40.
    assert card_hours((20, 20), (1, 10), (40, 20)) / 2 == pytest.approx(10.0833, abs=5e-5)


@given(
    start=st.integers(0, 80_000),
    seconds=st.integers(1, 6000),
    step=st.sampled_from(sorted(STEP_SECONDS)),
    cards=st.integers(1, 64),
)
def test_rounding_up_is_less_than_a_step_above(
    start: int, seconds: int, step: str, cards: int
) -> None:
    def at(second: int) -> str:
        return f"{second // 3600}:{second // 60 % 60}:{second % 60}"

    one = runs(("a", at(start), at(start + seconds), cards, "running"))
    exact, up = metered(one), metered(one, step=step, rounding="up")
    more = int(up.ticks.sum()) - int(exact.ticks.sum())
    assert int(exact.ticks.sum()) == seconds * cards * 1_000_000
    assert 0 <= more < STEP_SECONDS[step] * cards * 1_000_000


def test_means_over_an_hour_cannot_be_rounded_up() -> None:
    rounded = {"metering": {"step": "hour", "rounding": "up"}}
    with pytest.raises(UsageError, match="rounds every run up"):
        bill(constant(1, 2), on_demand(1, **rounded))
    rounded["metering"]["hourly_means"] = "as_measured"
    assert bill(constant("0.5", 2), on_demand(1, **rounded)).total == 1
    usage = metered(runs(("a", "1:10:00", "1:20:00", 1, "running")), step="hour", rounding="up")
    assert bill(usage, on_demand(7, **rounded)).total == 7


def test_the_least_charge_of_an_item_is_made_up_once() -> None:
    # Alibaba ECS: at least 0.01 over the life of an instance.
    usage = metered(runs(("a", "1:00:00", "1:00:05", 1, "running")))
    least = plan("pay_as_you_go", prices=[{"price": 1}], minimum_charge="0.01",
                 rounding={"decimals": 6})  # fmt: skip
    billed = bill(usage, least)
    assert [str(line.amount) for line in billed.lines] == ["0.001389", "0.008611"]


def test_runs_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InputError, match="ends before it starts"):
        metered(runs(("a", "2:00:00", "1:00:00", 1, "running")))
    with pytest.raises(InputError, match="No run is charged"):
        metered(runs(("a", "1:00:00", "2:00:00", 1, "stopped")))


def amounts_of(*amounts: Any) -> pl.DataFrame:
    rows = runs(*((f"r{n}", "0:00:00", "2:00:00", 1, "running") for n in range(len(amounts))))
    return rows.with_columns(amount=pl.Series(list(amounts), dtype=None, strict=False))


@pytest.mark.parametrize("amount", [2.7, 0.5, Decimal("2.7"), Decimal("0.000001")])
def test_parts_of_a_unit_are_counted_exactly(amount: Any) -> None:
    usage = metered(amounts_of(amount))  # two hours
    assert usage.ticks[0].sum() == 2 * Decimal(str(amount)) * TICKS_PER_UNIT


@pytest.mark.parametrize(
    "amount", [None, -1, float("nan"), float("inf"), 0.12345678, Decimal("0.0000001"), 10**9]
)
def test_an_amount_that_cannot_be_counted_is_refused(amount: Any) -> None:
    rows = amounts_of(amount)
    if amount is None:
        rows = rows.with_columns(pl.col("amount").cast(pl.Int64))
    with pytest.raises(InputError, match="The amount of a run"):
        metered(rows)


def test_a_run_that_stands_twice_is_refused() -> None:
    once = runs(("a", "1:00:00", "2:00:00", 8, "running"))
    with pytest.raises(InputError, match=r"overlap \(runs, a from 2026-01-05 01:00:00 UTC\)"):
        metered(pl.concat([once, once]))
    # also a part of it, and where the longer one began first
    inner = runs(
        ("a", "0:00:00", "3:00:00", 8, "running"), ("a", "1:00:00", "1:30:00", 1, "running")
    )
    with pytest.raises(InputError, match="overlap"):
        metered(inner)
    # not of another resource, and not where one follows the other
    apart = runs(("a", "1:00:00", "2:00:00", 8, "running"),
                 ("a", "2:00:00", "3:00:00", 8, "running"),
                 ("b", "1:00:00", "2:00:00", 8, "running"))  # fmt: skip
    assert units(metered(apart)) == 24


@pytest.mark.parametrize("state", ["RUNNING", "idle", None])
def test_a_state_that_nobody_named_is_not_free(state: str | None) -> None:
    rows = runs(("a", "1:00:00", "2:00:00", 8, "running"), ("b", "1:00:00", "2:00:00", 8, "x"))
    rows = rows.with_columns(state=pl.Series(["running", state]))
    with pytest.raises(InputError, match="not known whether it is charged"):
        metered(rows)


def test_a_state_named_for_a_component_is_known() -> None:
    rows = runs(("a", "1:00:00", "2:00:00", 8, "idle"), ("b", "1:00:00", "2:00:00", 1, "running"))
    assert units(metered(rows, states={"card": ["running", "idle"]})) == 9
    assert units(metered(rows, states={"disk": ["idle"]})) == 1


def test_runs_beyond_what_can_be_summed_are_refused() -> None:
    # a thousand runs of nearly a billion units for an hour: 3.6e21 ticks
    many = pl.concat(
        [amounts_of(10**9 - 1).with_columns(resource_id=pl.lit(f"r{n}")) for n in range(1000)]
    )
    with pytest.raises(InputError, match="too large to be summed"):
        metered(many)


@pytest.mark.parametrize("name", ["resource_id", "item_id", "start_utc", "end_utc"])
def test_a_run_of_which_something_is_missing_is_refused(name: str) -> None:
    rows = runs(
        ("a", "1:00:00", "2:00:00", 8, "running"), ("b", "1:00:00", "2:00:00", 8, "running")
    )
    rows = rows.with_columns(
        pl.when(pl.col("resource_id") == "b").then(None).otherwise(pl.col(name)).alias(name)
    )
    with pytest.raises(InputError, match=f"A run has no {name} .*from"):
        metered(rows)
