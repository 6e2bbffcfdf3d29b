"""Files of a large company: 200 pools, 300 projects, a year of hours, prices, contracts, a bill.

Ten million usage rows, 73,000 pool-days of cost and 50,000 resource-days on the bill. All invented;
use swings by the day and the week and grows, so that screens and forecasts have something to show.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

from data.sample.templates import BUDGET, CAMPAIGN, CONTRACT, PRICE_BOOK, RENTAL_QUOTE, Row
from tests.benchmarks.focus_file import write_focus

LAST_DAY = date(2026, 11, 18)
PROJECTS = 300
STREAMS = 6  # projects of a pool, less a few
_PROVIDERS = [f"Cloud {letter}" for letter in "ABCDEFGHIJKL"]
_REGIONS = ["Northern hub", "East China", "Southern hub", "Western hub", "Singapore"]
_CHIPS = {  # yuan per card-hour on demand, about what the market asks
    "H100 SXM5": 24.0,
    "H20 96G": 13.0,
    "Ascend 910C": 17.0,
    "Ascend 910B4": 4.6,
    "A100 SXM4 80G": 10.0,
    "RTX 4090": 1.9,
    "H200 SXM": 27.0,
    "Ascend 910B": 7.5,
    "L20 PCIe": 3.4,
    "A800 SXM4 80G": 9.5,
    "MLU590": 6.0,
    "B200": 42.0,
}
_SOURCE = "invented, for measuring"
_TERMS = (("monthly", 1, 0.72), ("annual", 12, 0.58), ("multi_year", 36, 0.51))

_USAGE = """
WITH pool AS (SELECT * FROM read_csv('{pools}', header = true)),
stream AS (
    SELECT
        pool.*, slot,
        'project-' || lpad(((number * 7 + slot * 53) % {projects})::VARCHAR, 3, '0') AS project,
        (ARRAY['training', 'inference', 'fine_tuning', 'other'])[1 + (number + slot) % 4]
            AS workload_class,
        (0.05 + 0.10 * ((hash(number * 31 + slot) % 1000) / 1000.0)) AS share
    FROM pool CROSS JOIN range({streams}) AS slots(slot)
    WHERE slot < {streams} - (number % 16 = 3)::INTEGER
),
hours AS (
    SELECT start, extract('hour' FROM start) AS hour, isodow(start) AS weekday,
        date_diff('day', DATE '{first_day}', start) / {days} AS years
    FROM range(TIMESTAMP '{since}', TIMESTAMP '{until}', INTERVAL 1 HOUR) AS clock(start)
)
SELECT
    strftime(start, '%Y-%m-%d %H:%M') AS start, 'hour' AS period, provider, region, pool, chip,
    project, workload_class, used AS used_card_hours,
    round(used * (0.62 + 0.3 * (number % 7) / 7), 2) AS useful_card_hours,
    CASE WHEN number % 5 = 0 THEN round(used * 0.04, 2) ELSE 0 END AS queued_card_hours,
    cards AS capacity_cards, 'Asia/Shanghai' AS time_zone
FROM (
    SELECT stream.*, start, round(
        cards * share * (0.8 + 0.25 * years)
        * (1 + CASE WHEN workload_class = 'inference' THEN 0.3 ELSE 0.05 END
            * sin((hour - 9) / 24 * 6.2832))
        * (CASE WHEN weekday > 5 AND workload_class <> 'training' THEN 0.7 ELSE 1 END)
        * (0.92 + 0.16 * (hash(start, number, slot) % 1000) / 1000.0), 2) AS used
    FROM stream CROSS JOIN hours
)
"""


def write_company(folder: Path, *, pools: int = 200, days: int = 365) -> list[Path]:
    """Write everything `suanli load` needs; a file of usage for each month or so.

    Returns the files in the order written; their sizes grow with pools x days.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first = LAST_DAY - timedelta(days=days - 1)
    tables = {
        "price_book": (PRICE_BOOK, list(_prices(pools, first))),
        "contracts": (CONTRACT, list(_contracts(pools))),
        "quotes": (RENTAL_QUOTE, list(_quotes())),
        "budgets": (BUDGET, list(_budgets(pools))),
        "campaigns": (CAMPAIGN, list(_campaigns(pools))),
    }
    paths = [_write(folder / f"{n}.csv", columns, rows) for n, (columns, rows) in tables.items()]
    listed = _write(folder / "pools.txt", ("number", *_pool(0)), _numbered(pools))
    paths += _write_usage(folder, listed, first, days)
    bill_rows = max(720, pools * 250 * 24 // 720 * 720)
    bill = write_focus(folder / "bill.parquet", bill_rows, first_day=date(2026, 10, 1))
    return [*paths, bill]


def _pool(number: int) -> dict[str, object]:
    chips = list(_CHIPS)
    chip = chips[number % len(chips)]
    short = chip.split()[-1 if chip.startswith(("Ascend", "RTX")) else 0].lower()
    return {
        "provider": _PROVIDERS[number * 5 % len(_PROVIDERS)],
        "region": _REGIONS[number % len(_REGIONS)],
        "pool": f"{'train' if number % 3 else 'serve'}-{short}-{number:03}",
        "chip": chip,
        "cards": 64 * (1 + number * 11 % 9),
    }


def _numbered(pools: int) -> list[Row]:
    return [{"number": number, **_pool(number)} for number in range(pools)]


def _write_usage(folder: Path, pools: Path, first: date, days: int) -> list[Path]:
    paths = []
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for begun in range(0, days, 31):
            since = first + timedelta(days=begun)
            until = first + timedelta(days=min(begun + 31, days))
            select = _USAGE.format(
                pools=pools, projects=PROJECTS, streams=STREAMS, days=days,
                first_day=first, since=since, until=until,
            )  # fmt: skip
            paths.append(folder / f"usage-{since}.parquet")
            connection.execute(
                f"COPY ({select}) TO '{paths[-1]}' (FORMAT parquet, COMPRESSION zstd)"
            )
    return paths


def _prices(pools: int, first: date) -> Iterator[Row]:
    """One offer by the hour and three by the month for each provider, region and chip."""
    places = {(p["provider"], p["region"], p["chip"]): None for p in map(_pool, range(pools))}
    for number, (provider, region, chip) in enumerate(places):
        hourly = _CHIPS[str(chip)] * (0.9 + 0.02 * (number % 11))
        at = {"provider": provider, "region": region, "chip": chip}
        for step, (months_ago, factor) in enumerate(((14, 1.0), (8, 0.93), (2, 1.08))):
            day = max(LAST_DAY - timedelta(days=30 * months_ago), first - timedelta(days=60))
            yield _offer(number, at, day + timedelta(days=step), "on_demand", 0, hourly * factor)
            for mode, months, discount in _TERMS:
                fee = hourly * factor * discount * 720 * 8 * 0.75
                yield _offer(number, at, day + timedelta(days=step), mode, months, fee)


def _offer(number: int, at: Row, valid_from: date, mode: str, months: int, price: float) -> Row:
    is_hourly = mode == "on_demand"
    return {
        "offer_id": f"offer-{number:03}-{mode.replace('_', '-')}",
        "valid_from": valid_from.isoformat(),
        "valid_to": "",
        **at,
        "cards": 1 if is_hourly else 8,
        "billing_mode": mode,
        "term_months": months,
        "price": f"{price:.2f}" if is_hourly else f"{price:.0f}",
        "currency": "CNY",
        "unit": "card_hour" if is_hourly else "server_month",
        "tax_included": "true",
        "tax_rate": "0.06",
        **dict.fromkeys(("power_included", "network_included", "cabinet_included"), "true"),
        "source": _SOURCE,
    }


def _contracts(pools: int) -> Iterator[Row]:
    """Two pools in three have one, ending between next week and next year."""
    for number in range(pools):
        pool = _pool(number)
        cards = int(str(pool.pop("cards")))
        if number % 3 == 2:
            continue
        ends = LAST_DAY + timedelta(days=7 + number * 37 % 350)
        yield {
            "commitment_id": f"contract-{number:03}",
            **pool,
            "billing_mode": "annual",
            "term_months": 12,
            "servers": max(1, cards // 8 // 4),
            "cards_per_server": 8,
            "start_date": (ends - timedelta(days=364)).isoformat(),
            "end_date": ends.isoformat(),
            "fee_per_server_month": f"{_CHIPS[str(pool['chip'])] * 0.6 * 720 * 8 * 0.75:.0f}",
            "currency": "CNY",
            "tax_included": "true",
            "tax_rate": "0.06",
            "source": _SOURCE,
        }


def _quotes() -> Iterator[Row]:
    for number in range(600):
        chip = list(_CHIPS)[number % len(_CHIPS)]
        price = _CHIPS[chip] * (0.5 + 0.01 * (number * 7 % 23)) * 720 * 8 * 0.75
        yield {
            "observed_on": (LAST_DAY - timedelta(days=number * 13 % 700)).isoformat(),
            "market": f"Broker {number % 9}",
            "region": "CN",
            "chip": chip,
            "cards": 8,
            "billing_mode": "annual",
            "term_months": 12,
            "price": f"{price:.0f}",
            "currency": "CNY",
            "unit": "server_month",
            **dict.fromkeys(
                ("tax_included", "power_included", "network_included", "cabinet_included"), "true"
            ),
            "grade": "D",
            "source": _SOURCE,
            "note": "",
        }


def _budgets(pools: int) -> Iterator[Row]:
    for number in range(20):
        month = date(2025 + (10 + number) // 12, (10 + number) % 12 + 1, 1)
        amount = pools * (700_000 + 10_000 * number)
        yield {
            "month": month.isoformat(),
            "scope": "company",
            "amount": f"{amount}.00",
            "currency": "CNY",
            "tax_included": "true",
            "tax_rate": "0.06",
            "source": _SOURCE,
        }


def _campaigns(pools: int) -> Iterator[Row]:
    for number in range(0, pools, 10):
        pool = _pool(number)
        yield {
            "campaign": f"run-{number:03}",
            **{name: pool[name] for name in ("provider", "region", "pool", "chip")},
            "start_date": (LAST_DAY + timedelta(days=20 + number % 30)).isoformat(),
            "end_date": (LAST_DAY + timedelta(days=60 + number % 30)).isoformat(),
            "cards": 32,
            "source": _SOURCE,
        }


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
