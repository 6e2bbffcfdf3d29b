"""What the forecast screen says of how a row was made, and of weights."""

import pytest

from dashboard.i18n import using_language
from dashboard.screens.forecast_notes import Said
from dashboard.screens.forecast_parts import method_lines
from dashboard.screens.forecast_trust import share_of_weight

ROW: dict[str, object] = {
    "method": "ensemble",
    "history_days": 365,
    "cut_off": "2026-11-18",
    "path_count": 1000,
    "seed": 1,
    "model_version": "forecast-13",
    "grain": "day",
    "target": "usage",
}


def test_what_is_said_of_it_stands_after_who_made_it_from_what() -> None:
    with using_language("en"):
        plainly = method_lines(ROW, [])
        lines = method_lines(ROW, [Said("maintenance", {"count": 2}, "")])
    assert len(plainly) == 3
    assert lines == [*plainly, "**Known events:** 2 days of maintenance left out"]


@pytest.mark.parametrize(
    ("weight", "text"), [(0.034, "3%"), (0.094, "9%"), (0.097, "9%"), (0.1, "10%"), (0.626, "63%")]
)
def test_a_weight_below_a_tenth_is_not_written_as_a_tenth(weight: float, text: str) -> None:
    assert share_of_weight(weight) == text
