"""The glossary finds a term by its name or its meaning, in every language."""

from functools import partial

import pytest

from dashboard.i18n import LANGUAGES, Language
from dashboard.i18n.catalogue import load_catalogue
from dashboard.screens.glossary import GROUPS
from tests.screens.opening import everything, rendered

screen = partial(rendered, "glossary")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_shown(language: Language) -> None:
    terms = [key for key in load_catalogue() if key.startswith("glossary.") and ".name" in key]
    app = screen(language)
    shown = [text.value for text in app.markdown if text.value.startswith("**")]
    assert len(shown[1:]) == len(terms)  # the first says how to read the screen
    assert {key.split(".")[1] for key in terms} == {*GROUPS}


@pytest.mark.parametrize(
    ("language", "asked", "found", "left_out"),
    [
        ("en", "stranded", "stranded spend", "goodput"),
        ("en", "HOUR fee", "break-even utilisation", "goodput"),  # both words, in the meaning
        ("zh_CN", "卡时", "有效卡时", "影子价格"),
    ],
)
def test_words_narrow_the_list(language: Language, asked: str, found: str, left_out: str) -> None:
    app = screen(language)
    app.text_input[0].set_value(asked).run()
    assert f"**{found}**" in everything(app)
    assert f"**{left_out}**" not in everything(app)


def test_words_that_no_term_has_say_so() -> None:
    app = screen()
    app.text_input[0].set_value("zzz").run()
    assert "No term fits." in everything(app)


def test_a_term_that_is_computed_says_how() -> None:
    formula = "Coverage = (Covered card-hours + Card-hours under savings plans) / Used card-hours"
    assert formula in everything(screen())
