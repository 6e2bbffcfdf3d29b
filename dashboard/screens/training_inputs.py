"""What the reader asks on the Training cost screen; every answer lies in the URL."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard.components import bounded_number, choose
from dashboard.i18n import t
from dashboard.screens.training_words import preset_words
from models.training.levers import HostedTuning
from models.training.library import TrainingLibrary
from models.training.places import Place
from models.training.report import Tried, own_place, price_at_home
from models.training.runs import Programme, TrainingRun

TUNING_TOKENS_M, TUNING_PRICE = 1_000.0, 50.0
_ASKED_FOR = "training_asked_for"
_MILLION = 1_000_000
# What Llama 3's cluster took, where a run says nothing of its own.
SAVE_S, RESTART_S = 15, 540


@dataclass(frozen=True)
class Asked:
    """The run as it is asked about, where it stands, and what the levers are tried with."""

    run: TrainingRun
    base: Place
    tried: Tried


def choose_preset(library: TrainingLibrary) -> str:
    """A run or a programme; the first run unless chosen."""
    names = [*library.runs, *library.programmes]
    with st.container(width=420):
        return (
            choose(t("training.input.preset"), names, key="preset", words=preset_words) or names[0]
        )


def ask(
    name: str, run: TrainingRun, programme: Programme | None, library: TrainingLibrary
) -> Asked:
    """The inputs, beginning with the preset's own."""
    own, source = price_at_home(run, programme, library.places)
    _forget_answers_for_another(name, run, own)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        price = _number("card_price", float(own), 0.01, 1000.0, 0.5)
        cards = _number("run_cards", float(run.cards), 1.0, 1_000_000.0, 8.0, "%.0f")
        mfu = _number("mfu", float(run.utilisation_ratio) * 100, 1.0, 100.0, 1.0)
        scheduled = _number("scheduled", 100.0, 10.0, 100.0, 5.0, "%.0f")
    with st.expander(t("training.input.levers")):
        tried = _levers()
        changed = _failures(run)
    asked = run.model_copy(
        update={"cards": int(cards), "utilisation_ratio": _exact(mfu) / 100} | changed
    )
    said = source or t("training.input.planning_price")
    if _exact(price) != own:
        said = t("training.input.typed")
    return Asked(asked, own_place(asked, _exact(price), said, _exact(scheduled) / 100), tried)


def _levers() -> Tried:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        tokens = _number("tokens_kept", 80.0, 10.0, 100.0, 5.0, "%.0f")
        failures = _number("failures_kept", 50.0, 1.0, 100.0, 5.0, "%.0f")
        gain = _number("gain", 10.0, 0.0, 90.0, 5.0, "%.0f")
        tuning = _number("tuning_tokens", TUNING_TOKENS_M, 0.01, 10_000_000.0, 100.0)
        price = _number("tuning_price", TUNING_PRICE, 0.01, 100_000.0, 1.0)
    return Tried(
        token_ratio=_exact(tokens) / 100,
        failures_ratio=_exact(failures) / 100,
        scheduling_gain=_exact(gain) / 100,
        hosted=HostedTuning(_exact(tuning) * _MILLION, _exact(price)),
    )


def _failures(run: TrainingRun) -> dict[str, Any]:
    """Failures and checkpoints; none where the run does not count failures and none are typed."""
    counted = run.card_hours_per_failure
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        failure = _number("failure", float(counted or 0), 0.0, 10_000_000.0, 1000.0, "%.0f")
        save = _number("save", _save_s(run), 0.0, 36_000.0, 5.0, "%.0f")
        restart = _number("restart", _restart_s(run), 0.0, 360_000.0, 60.0, "%.0f")
    return {
        "card_hours_per_failure": _exact(failure) if failure else None,
        "save_s": _exact(save),
        "restart_s": _exact(restart),
    }


def _forget_answers_for_another(name: str, run: TrainingRun, price: Decimal) -> None:
    """A price typed for one run must not pass for another's: a new preset begins with its own."""
    asked_for = st.session_state.get(_ASKED_FOR)
    if asked_for is not None and asked_for != name:
        own = {
            "card_price": float(price),
            "run_cards": float(run.cards),
            "mfu": float(run.utilisation_ratio) * 100,
            "failure": float(run.card_hours_per_failure or 0),
            "save": _save_s(run),
            "restart": _restart_s(run),
        }
        for key, value in own.items():
            st.session_state[_key(key)] = value
    st.session_state[_ASKED_FOR] = name


def _save_s(run: TrainingRun) -> float:
    return float(run.save_s or SAVE_S)


def _restart_s(run: TrainingRun) -> float:
    return float(run.restart_s or RESTART_S)


def _number(
    name: str, value: float, low: float, high: float, step: float, shown: str = "%.2f"
) -> float:
    text, key = f"training.input.{name}", _key(name)
    return bounded_number(text, key, value, low, high, step, shown=shown, width_px=190)


def _key(name: str) -> str:
    """In the address, apart from the filters of other screens."""
    return name if name.startswith("run_") else f"run_{name}"


def _exact(number: float) -> Decimal:
    return Decimal(str(number))
