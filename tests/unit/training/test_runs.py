"""Training runs as data, and each preset against the figure that others print."""

from decimal import Decimal
from typing import Any

import pytest

from data.errors import InputError
from models.training.costing import against_published, cost_by_the_hour, programme_costs
from models.training.estimate import Estimate, estimate, own_machine
from models.training.library import read_training_library
from models.training.runs import TrainingRun, parse_programmes, parse_runs

LIBRARY = read_training_library()
RUNS, PROGRAMMES, PEAK = LIBRARY.runs, LIBRARY.programmes, LIBRARY.peak_tflops


def at_home(run: TrainingRun) -> Estimate:
    return estimate(run, own_machine(run, PEAK[run.chip]), PEAK[run.chip])


def test_the_weather_model_costs_above_two_million_yuan() -> None:
    run = RUNS["weather"]
    found = at_home(run)
    assert found.paid_card_hours == 294_912  # 4 models x 16 days x 24 h x 192 cards
    # x 7.8 = 2,300,313.60: the article says "above 2 million"
    assert run.price_per_card_hour is not None
    assert cost_by_the_hour(found, run.price_per_card_hour) == Decimal("2300313.60")
    assert run.published_cost == 2_000_000
    assert found.days == 64


def test_llama_3_405b_takes_96_percent_of_the_hours_that_are_printed() -> None:
    # 6 x 405e9 x 15.6e12 / (989e12 x 0.40 x 3600) = 26.62 M useful hours; with 15 s per checkpoint
    # and 9 min per restart at 3.09 h between failures 90 % of the time counts: 29.6 of 30.84 M.
    found = at_home(RUNS["llama-3.1-405b"])
    assert round(found.useful_card_hours / 10**6, 2) == Decimal("26.62")
    assert float(found.machine.goodput_ratio) == pytest.approx(0.90, abs=0.005)
    ratio = against_published(RUNS["llama-3.1-405b"], found)
    assert float(ratio or 0) == pytest.approx(0.96, abs=0.005)


def test_deepseek_v3_at_the_planning_default_takes_a_seventh_less_than_is_printed() -> None:
    # 3.2856e24 / (989e12 x 0.40 x 3600) = 2.307 M hours at 40 %; it reached 33 % over all hours.
    run = RUNS["deepseek-v3"]
    found = at_home(run)
    assert round(found.useful_card_hours / 10**6, 3) == Decimal("2.307")
    ratio = against_published(run, found)
    assert 0.83 < float(ratio or 0) < 0.88
    # What is printed: 2.788 M x 2 dollars.
    assert run.published_card_hours is not None
    assert run.published_card_hours * 2 == run.published_cost == 5_576_000


def test_a_programme_of_general_models_costs_billions() -> None:
    programme = PROGRAMMES["general-model"]
    final = at_home(RUNS[programme.run])
    years = programme_costs(programme, final)
    # as many hours of experiments as of the final run, 15 yuan each; twice the work each year
    first = round(final.paid_card_hours * 2 * 15, 2)
    assert years == [first, 2 * first, 4 * first]
    assert programme.published_cost_at_least is not None
    assert sum(years) > programme.published_cost_at_least


def test_nothing_to_hold_a_run_against_is_said() -> None:
    run = RUNS["weather"].model_copy(update={"published_card_hours": None})
    assert against_published(run, at_home(run)) is None


SOUND: dict[str, Any] = {
    "name": "mine",
    "active_parameters": Decimal("7e9"),
    "tokens": Decimal("1e12"),
    "chip": "H100 SXM5",
    "cards": 64,
    "utilisation_ratio": Decimal("0.4"),
    "source": "ours",
}
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "both ways": ({"card_hours": 5}, "give active_parameters and tokens, or card_hours"),
    "half a way": ({"tokens": None}, "give active_parameters and tokens, or card_hours"),
    "per cent": ({"utilisation_ratio": 40}, "mine: utilisation_ratio"),
    "no cards": ({"cards": 0}, "mine: cards"),
    "a key nobody knows": ({"mfu": 1}, "mine: mfu"),
    "less than nothing": ({"tokens": -1}, "mine: tokens"),
}


@pytest.mark.parametrize(("change", "said"), FAULTS.values(), ids=FAULTS)
def test_a_mistake_names_the_run_and_the_key(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        parse_runs({"run": [SOUND | change]}, "runs.toml")
    assert "runs.toml" in str(caught.value)


def test_a_programme_of_a_run_that_is_not_there_names_those_that_are() -> None:
    programme = {"name": "p", "run": "yours", "years": 1, "source": "ours"}
    with pytest.raises(InputError, match=r"not there: yours.*mine"):
        parse_programmes({"run": [SOUND], "programme": [programme]}, "runs.toml")
