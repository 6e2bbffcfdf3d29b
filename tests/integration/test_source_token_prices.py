"""Prices of hosted models: laid out as rows, exactly as printed, conditions and tiers kept."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fixture_types import Core, Load, WriteFile

WriteList = Callable[..., Path]

PRICES = "SELECT model, meter, tier_above_tokens, price FROM core_token_price ORDER BY line_number"


@pytest.fixture
def price_list(write_file: WriteFile) -> WriteList:
    """Write a list of one provider: `price_list("a.json", m={"input_mtok": 3})`."""

    def write(name: str, provider: str = "seller", **prices: Any) -> Path:
        models = [
            {"id": model, "match": {"equals": model}, "prices": price}
            for model, price in prices.items()
        ]
        content = {"id": provider, "name": "-", "pricing_urls": ["https://prices", "https://more"]}
        return write_file(name, json.dumps([content | {"api_pattern": "-", "models": models}]))

    return write


def prices(core: Core) -> list[tuple[Any, ...]]:
    return [tuple(r.values()) for r in core(PRICES)]


def test_every_meter_is_a_row_with_its_price_as_printed(
    load: Load, core: Core, price_list: WriteList
) -> None:
    prices_of_m = {"input_mtok": 3, "cache_read_mtok": 0.30000001, "requests_kcount": 12.5}
    [outcome] = load(price_list("list.json", m=prices_of_m), defaults={"listed_on": "2026-06-01"})
    assert (outcome.record.source, outcome.record.rows_loaded) == ("token_prices", 3)
    assert prices(core) == [
        ("m", "input", 0, Decimal(3)),
        ("m", "cache_read", 0, Decimal("0.30000001")),
        ("m", "requests", 0, Decimal("12.5")),
    ]
    shared = "unit, currency, tax_included, valid_from, listed_on, source, model_match"
    [tokens, requests] = core(f"SELECT DISTINCT {shared} FROM core_token_price ORDER BY unit")
    rest = ("USD", False, None, date(2026, 6, 1), "https://prices", '{"equals": "m"}')
    assert tuple(tokens.values()) == ("million_tokens", *rest)
    assert tuple(requests.values()) == ("thousand_requests", *rest)


def test_a_tier_is_a_row_of_its_own(load: Load, core: Core, price_list: WriteList) -> None:
    tiered = {"base": 5, "tiers": [{"start": 200_000, "price": 10}]}
    load(price_list("list.json", m={"input_mtok": tiered}))
    assert prices(core) == [("m", "input", 0, Decimal(5)), ("m", "input", 200_000, Decimal(10))]


def test_a_price_from_a_day_on_and_one_at_certain_hours_stand_beside_the_usual_one(
    load: Load, core: Core, price_list: WriteList
) -> None:
    later = {"constraint": {"start_date": "2026-09-01"}, "prices": {"input_mtok": 3}}
    hours = {"start_time": "00:30:00Z", "end_time": "16:30:00Z"}
    by_day = {"constraint": hours, "prices": {"input_mtok": 4}}
    load(price_list("list.json", m=[{"prices": {"input_mtok": 2}}, later, by_day]))
    found = core(
        "SELECT price::INT AS price, valid_from, daily_from, daily_until FROM core_token_price"
        " ORDER BY line_number"
    )
    assert [tuple(r.values()) for r in found] == [
        (2, None, None, None),
        (3, date(2026, 9, 1), None, None),
        (4, None, "00:30:00Z", "16:30:00Z"),
    ]


def test_a_quotient_is_rounded_only_on_its_way_to_core(
    load: Load, core: Core, price_list: WriteList
) -> None:
    [outcome] = load(price_list("list.json", m={"cache_write_mtok": 0.08333333333333334}))
    assert outcome.record.rows_rejected == 0
    assert prices(core) == [("m", "cache_write", 0, Decimal("0.08333333"))]


def test_a_model_without_prices_is_not_free(load: Load, core: Core, price_list: WriteList) -> None:
    [outcome] = load(price_list("list.json", unpriced={}, free={"input_mtok": 0}))
    assert outcome.record.rows_read == 1
    assert prices(core) == [("free", "input", 0, Decimal(0))]


FAULTS = {
    "a negative price": ({"input_mtok": -1}, "price"),
    "a price that is a list": ({"input_mtok": [1]}, "price"),
    "a price in words": ({"input_mtok": "free"}, "price"),
    "a meter of unknown unit": ({"input_tokens": 1}, "unit"),
    "no price": ({"input_mtok": None}, "price"),
}


@pytest.mark.parametrize(("broken", "column"), FAULTS.values(), ids=FAULTS)
def test_one_bad_price_costs_that_price_only(
    broken: dict[str, Any], column: str, load: Load, core: Core, price_list: WriteList
) -> None:
    [outcome] = load(price_list("list.json", bad=broken, good={"input_mtok": 2}))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 1)
    assert prices(core) == [("good", "input", 0, Decimal(2))]
    [fault] = core("FROM core_rejected_row")
    assert (fault["line_number"], fault["column"]) == (1, column)


@pytest.mark.parametrize("shape", ["text", [1], {"input_mtok": {"tiers": []}}], ids=str)
def test_a_model_of_another_shape_is_rejected_and_the_others_load(
    shape: Any, load: Load, core: Core, price_list: WriteList
) -> None:
    [outcome] = load(price_list("list.json", good={"input_mtok": 2}, odd=shape))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (1, 1)
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 2
    assert "model 2 of the list has another shape" in fault["reason"]


BROKEN_LISTS = {
    "cut off": '[{"id": "s", "pricing_urls": [], "api_pattern": "", "models": [{"id": "m"',
    "no models": '[{"id": "s", "pricing_urls": [], "api_pattern": "", "models": 5}]',
    "too deep": '[{"id": "s", "pricing_urls": 0, "api_pattern": 0, "models": ' + "[" * 100_000,
}


@pytest.mark.parametrize("text", BROKEN_LISTS.values(), ids=BROKEN_LISTS)
def test_a_file_that_is_no_such_list_is_refused_whole(
    text: str, load: Load, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("list.json", text))
    assert outcome.record.status == "refused"
    assert "It is no list of providers with models" in outcome.record.reason


def test_the_newest_list_of_a_provider_holds_whole(
    load: Load, core: Core, price_list: WriteList
) -> None:
    load(price_list("a.json", old={"input_mtok": 1}, m={"input_mtok": 2, "output_mtok": 3}))
    load(price_list("b.json", provider="other", x={"input_mtok": 9}))
    load(price_list("c.json", m={"input_mtok": 5}))
    assert sorted(prices(core)) == [("m", "input", 0, Decimal(5)), ("x", "input", 0, Decimal(9))]


@pytest.mark.real
def test_the_real_list_is_read_whole(load: Load, core: Core, real_folder: Path) -> None:
    path = real_folder / "tokens" / "genai_prices.json"
    [outcome] = load(path)
    assert (outcome.record.source, outcome.record.rows_rejected) == ("token_prices", 0)
    # The slow, obvious way: every number below `prices`, tiers' thresholds apart.
    expected = 0
    for provider in json.loads(path.read_text("utf-8")):
        for model in provider["models"]:
            sets = model["prices"] if isinstance(model["prices"], list) else [model]
            for price in (price for entry in sets for price in entry["prices"].values()):
                expected += 1 + len(price["tiers"]) if isinstance(price, dict) else 1
    [counts] = core("SELECT count(*) AS rows, count(DISTINCT provider) AS n FROM core_token_price")
    assert (counts["rows"], counts["n"]) == (expected, 34)
    sonnet = core(
        "SELECT meter, tier_above_tokens, price::DOUBLE AS price, valid_from FROM core_token_price"
        " WHERE provider = 'anthropic' AND model = 'claude-sonnet-4-6' AND meter = 'input'"
        " ORDER BY line_number"
    )
    assert [tuple(r.values()) for r in sonnet] == [
        ("input", 0, 3.0, None),
        ("input", 200_000, 6.0, None),
        ("input", 0, 3.0, date(2026, 3, 13)),
    ]
