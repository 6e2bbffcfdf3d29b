"""What the forecast screen says of how a row was made."""

import pytest

from dashboard.i18n import LANGUAGES, Language, using_language
from dashboard.screens.forecast_parts import fallback_reason, method_lines

ROW: dict[str, object] = {
    "method": "ensemble",
    "method_note": "events: kind launch +38% (seen 6 times)",
    "history_days": 365,
    "cut_off": "2026-11-18",
    "path_count": 1000,
    "seed": 1,
    "model_version": "forecast-8",
    "grain": "day",
    "target": "usage",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_events_that_were_counted_are_part_of_the_method_and_no_fallback(
    language: Language,
) -> None:
    with using_language(language):
        assert fallback_reason(ROW) is None
        [said] = [line for line in method_lines(ROW) if "kind launch" in line]
        assert not said.startswith("events: ")
        without = method_lines(ROW | {"method_note": None})
        assert len(without) == len(method_lines(ROW)) - 1


def test_a_simpler_method_still_says_why() -> None:
    with using_language("en"):
        reason = fallback_reason(ROW | {"method": "other", "method_note": "no fit"})
    assert reason == "A simpler method was used: no fit."
