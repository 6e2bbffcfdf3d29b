"""A run at each place, and the report that the command prints."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import InputError, UsageError
from models.training.library import read_training_library
from models.training.places import Place, at_each_place, parse_places
from models.training.report import own_place, place_at_home, report
from tests.unit.training.situations import RUN

PEAK = {"X": Decimal(1000), "Y": Decimal(800)}
CHEAP = Place(
    name="cheap", chip="Y", price_per_card_hour=Decimal(6), port_ratio=Decimal("0.8"), source="made"
)
OWN = own_place(RUN, Decimal(10), "made")


def test_the_cheapest_place_comes_first() -> None:
    # 200,000 x 10 = 2,000,000 at home; 312,500 x 6 = 1,875,000
    found = at_each_place(RUN, [OWN, CHEAP], PEAK)
    assert [(one.place.name, one.cost) for one in found] == [
        ("cheap", 1_875_000),
        ("own", 2_000_000),
    ]


def test_a_report_moves_the_run_everywhere_but_to_where_it_is() -> None:
    found = report(RUN, OWN, [OWN, CHEAP], PEAK)
    assert [one.place.name for one in found.places] == ["cheap", "own"]
    # four fifths of the tokens 400,000; the move 125,000; no failures, and all hours scheduled
    assert [(one.lever, one.saving) for one in found.levers] == [
        ("better_data", 400_000),
        ("cheap", 125_000),
        ("steadier_running", 0),
        ("scheduling", 0),
    ]


def test_at_home_is_the_place_with_the_run_s_chip_unless_a_price_is_printed_with_the_run() -> None:
    home = CHEAP.model_copy(update={"name": "home", "chip": "X"})  # of the same source
    places = {"cheap": CHEAP, "home": home}
    assert place_at_home(RUN, None, places) == home
    printed = RUN.model_copy(update={"price_per_card_hour": Decimal(9), "currency": "CNY"})
    assert place_at_home(printed, None, places) is None


def test_a_chip_whose_peak_nobody_prints_is_refused_with_those_known() -> None:
    elsewhere = CHEAP.model_copy(update={"chip": "Z"})
    with pytest.raises(UsageError, match=r"Z is not known.*X, Y"):
        at_each_place(RUN, [elsewhere], PEAK)


def test_a_place_without_a_price_is_no_place() -> None:
    with pytest.raises(InputError, match="here: price_per_card_hour"):
        parse_places({"place": [{"name": "here", "chip": "X", "source": "made"}]}, "runs.toml")


def test_every_place_that_ships_has_a_known_chip_a_source_and_a_sane_price() -> None:
    library = read_training_library()
    for place in library.places.values():
        assert place.chip in library.peak_tflops
        assert (place.currency, len(place.source) > 10) == ("CNY", True)
        assert 1 < place.price_per_card_hour < 60


def invoke(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["training", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_the_command_lists_runs_and_reports_one() -> None:
    code, text = invoke()
    assert (code, "weather: 0.29 million card-hours" in text) == (0, True)
    _, text = invoke("weather", "--json")
    document = json.loads(text)
    assert document["base"] == "own"
    assert {row["place"] for row in document["places"]} > {"own", "domestic-910c"}
    own = next(row for row in document["places"] if row["place"] == "own")
    assert own["cost_cny"] == "2300313.60"


def test_a_price_and_cards_given_hold() -> None:
    _, text = invoke("weather", "--price", "10", "--cards", "96", "--json")
    document = json.loads(text)
    own = next(row for row in document["places"] if row["place"] == "own")
    assert (own["cost_cny"], own["days"]) == ("2949120.00", "128.0")


def test_a_run_of_another_file_is_found_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[run]]\nname = "mine"\ncard_hours = 1000\nchip = "H100 SXM5"\ncards = 8\n'
        'utilisation_ratio = 0.4\nsource = "ours"\n'
    )
    assert "mine: 0.00 million" in invoke("--runs", str(file))[1]
    with pytest.raises(UsageError, match="no training run 'yours'"):
        invoke("yours", "--runs", str(file))
    # Nobody prints what the chip costs: 1,000 card-hours at the planning price of 15
    text = invoke("mine", "--runs", str(file))[1]
    assert "own: 15,000.00 CNY" in text
    assert "planning price of 2026" in text


def test_every_preset_and_the_programme_of_several_years_can_be_asked_for() -> None:
    library = read_training_library()
    for name in (*library.runs, *library.programmes):
        assert "At each place" in invoke(name)[1]
    document = json.loads(invoke("general-model", "--json")[1])
    costs = [Decimal(year["cost_cny"]) for year in document["programme"]]
    # Twice Llama's 29,588,511.94 card-hours at 15 in the first year, then twice as much each year
    assert costs[0] == pytest.approx(Decimal("887655358.2"), rel=Decimal("1e-9"))
    assert costs[2] == pytest.approx(4 * costs[0], rel=Decimal("1e-9"))


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("[[run]\n")
    with pytest.raises(InputError, match="cannot be read"):
        read_training_library(file)
