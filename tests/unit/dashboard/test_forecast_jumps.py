"""What the forecast screen says of last days far beyond the usual."""

from dashboard.i18n import LANGUAGES, using_language
from dashboard.screens.forecast_jumps import jump_lines, without_jumps
from models.forecast.fresh_jumps import FreshJump, of_series

RISE = FreshJump(1, 103.7, 3.0, 1.0).note
FALL = FreshJump(2, 0.05, 1 / 9, 1.0).note


def test_a_pool_and_a_sum_are_told_of_each_jump() -> None:
    with using_language("en"):
        [line] = jump_lines(RISE, "Cloud A/serve")
        first, second = jump_lines(f"{of_series(RISE, 'a')}; {of_series(FALL, 'b')}", "company")
    assert "The data of Cloud A/serve end at 104 times the usual level." in line
    assert "counts it as 3 times" in line
    assert "The data of a end at 104 times" in first
    assert "The data of b end at 0.05 times" in second
    assert "as 0.11 times" in second


def test_every_language_says_it() -> None:
    for language in LANGUAGES:
        with using_language(language):
            [line] = jump_lines(RISE, "serve")
        assert "104" in line
        assert "serve" in line


def test_what_else_a_note_says_stays() -> None:
    assert without_jumps(f"events: kind launch +38% (seen 6 times); {RISE}") == (
        "events: kind launch +38% (seen 6 times)"
    )
    assert without_jumps(f"{of_series(RISE, 'a')}; without b (not priced)") == (
        "without b (not priced)"
    )
    assert without_jumps(RISE) is None
    assert without_jumps(None) is None
    assert jump_lines("without b (not priced)", "company") == []
    assert jump_lines(None, None) == []
