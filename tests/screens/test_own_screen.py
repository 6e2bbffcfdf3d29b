"""Buy, rent or lease: an answer for anybody, without data, and the trap said aloud."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.opening import everything, rendered


@pytest.fixture(autouse=True)
def _nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))


screen = partial(rendered, "own")


def asked(app: AppTest, **numbers: Any) -> AppTest:
    for name, number in numbers.items():
        app.number_input(key=f"own_{name}").set_value(float(number))
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_answers_with_nothing_loaded(language: Language) -> None:
    app = screen(language)
    assert not app.error
    assert len(app.get("plotly_chart")) == 3


def test_the_first_figures_have_their_date_and_source() -> None:
    text = everything(screen())
    assert "1,500,000 CNY / server" in text.replace("\\", "")
    assert "2026-01, grade C" in text.replace("\\", "")


def test_saving_money_with_a_negative_npv_is_said_aloud() -> None:
    # E4 at a rent of 75,000 saves 252,000 in all and is worth less under the low curve
    app = asked(screen(), rent=75_000, price=2_400_000, hosting=18_000, kw=0.01)
    text = everything(app)
    assert "▲ saves money, NPV negative" in text
    assert "buying pays ¥252K less in all, and yet is worth" in text


def test_the_headline_turns_with_the_rent() -> None:
    app = screen()
    assert "Buy: worth" in everything(app)
    assert "Rent: buying is worth" in everything(asked(app, rent=20_000))
    assert "It hangs on resale: buying pays under" in everything(asked(app, rent=45_000))


def test_a_trap_under_every_curve_is_the_headline() -> None:
    # nearly no resale after 72 months: only the money saved is left to speak for buying
    app = screen(own_months="72")
    app = asked(app, price=2_400_000, rent=60_000, hosting=18_000, kw=0.01)
    assert "Rent: buying saves money but its net present value is negative" in everything(app)


def test_a_lease_stands_beside_and_can_be_dearer() -> None:
    text = everything(asked(screen(), lease=70_000))
    assert "| lease |" in text
    assert "Leasing is worth" in text


def test_a_curve_that_ends_too_soon_is_named() -> None:
    assert "Left out, because they end sooner: book value, 5 years" in everything(
        screen(own_months="72")
    )


def test_deducting_tax_changes_the_amounts() -> None:
    included, deducted = everything(screen()), everything(screen(own_tax="excluded"))
    assert "tax included" in included
    assert included.split("Per used card-hour")[1] != deducted.split("Per used card-hour")[1]
