"""What-ifs that come with Suanli: each move is one that happened, and its size is right."""

import csv
import io
import zipfile
from datetime import date

import pytest

from data.reference import market_prices_path, read_built_in_scenarios
from etl.builtins import ecb_history_path

ROWS = read_built_in_scenarios().to_dicts()
RATIOS = {
    (row["scenario"], row["change"]): float(row["change_ratio"])
    for row in ROWS
    if row["change_ratio"] is not None
}


def price(observed_on: str, market: str, chip: str) -> float:
    with market_prices_path().open(encoding="utf-8") as file:
        [found] = [
            float(row["price"])
            for row in csv.DictReader(file)
            if (row["observed_on"], row["chip"]) == (observed_on, chip)
            and row["market"].startswith(market)
            and row["billing_mode"] in ("on_demand", "bare_metal_monthly")
        ]
    return found


def cny_per_usd(day: str) -> float:
    with zipfile.ZipFile(ecb_history_path()) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    rows = {row["Date"]: row for row in csv.DictReader(io.StringIO(text))}
    return float(rows[day]["CNY"]) / float(rows[day]["USD"])


def test_there_are_prices_up_down_and_a_v_and_rates_both_ways() -> None:
    assert {row["scenario"] for row in ROWS} == {
        "price_steps_down",
        "price_steps_up",
        "price_v_shape",
        "usd_up",
        "usd_down",
        "planned_campaigns",
    }


def test_every_move_has_a_source_and_its_grade() -> None:
    moves = [row for row in ROWS if row["kind"] != "campaigns"]
    assert [row["change"] for row in moves if not (row["grade"] and row["source"])] == []
    assert all(any(ch.isdigit() for ch in row["note"]) for row in moves)


def test_sizes_are_those_of_the_prices_that_ship_with_suanli() -> None:
    h100 = [price("2024-10", "rental market", "H100"), price("2024-12", "rental market", "H100")]
    march = price("2025-03", "rental market", "H100")
    assert RATIOS["price_v_shape", "a fall over two months"] == pytest.approx(
        h100[1] / h100[0] - 1, abs=1e-6
    )
    assert RATIOS["price_v_shape", "a rise over the three after"] == pytest.approx(
        march / h100[1] - 1, abs=1e-6
    )
    october = price("2026-10-07", "RunPod", "H100 SXM5")
    november = price("2026-11-09", "RunPod Secure", "H100 SXM5")
    assert RATIOS["price_steps_up", "a second rise a month later"] == pytest.approx(
        november / october - 1, abs=1e-6
    )


def test_days_are_those_between_the_prices() -> None:
    days = {(row["scenario"], row["change"]): (row["start_day"], row["ramp_days"]) for row in ROWS}
    fall = (date(2024, 12, 1) - date(2024, 10, 1)).days
    assert days["price_v_shape", "a fall over two months"] == (1, fall - 1)
    rise = (date(2025, 3, 1) - date(2024, 12, 1)).days
    assert days["price_v_shape", "a rise over the three after"] == (fall + 1, rise - 1)
    step = (date(2026, 11, 9) - date(2026, 10, 7)).days
    assert days["price_steps_up", "a second rise a month later"] == (1 + step, 0)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        (("usd_up", "the dollar rises against the yuan"), "2018-05-14", "2018-08-13"),
        (("usd_down", "the dollar falls against the yuan"), "2022-11-03", "2023-02-02"),
    ],
)
def test_rates_moved_so_within_91_days(key: tuple[str, str], first: str, last: str) -> None:
    assert RATIOS[key] == pytest.approx(cny_per_usd(last) / cny_per_usd(first) - 1, abs=1e-6)
    assert (date.fromisoformat(last) - date.fromisoformat(first)).days == 91


def test_a_v_ends_above_where_it_began() -> None:
    fall = RATIOS["price_v_shape", "a fall over two months"]
    rise = RATIOS["price_v_shape", "a rise over the three after"]
    # 60/70 x 75/60 = 75/70
    assert (1 + fall) * (1 + rise) == pytest.approx(75 / 70, abs=1e-6)
