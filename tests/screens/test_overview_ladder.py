"""The Overview's decision where there is a ladder, and where there is none."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import SCREENS
from tests.screens.forecast_company import PublishRows
from tests.screens.ladder_rows import DECIDE_ON, OTHER_POOL, ladder_rows, later, step
from tests.screens.opening import without_tables
from tests.screens.test_screens import assert_well, open_screen, texts

OVERVIEW = SCREENS[0]


def shown(language: Language = "en") -> str:
    app = open_screen(OVERVIEW, language)
    assert_well(app)
    return texts(app).replace("\\", "")


def test_the_decision_speaks_from_the_ladder(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    text = shown()
    assert "## Decide by 28 Nov 2026&ensp;:small[:gray[saves ¥1.40M over 12 months]]" in text
    assert "1. **Buy 12 × 8-card server, annual package, 12 months** for serve/H20" in text
    assert "Saves ¥1.40M, probability 83%. Decide again by 31 Oct 2027." in text
    assert "2. **Let contract end on 14 Dec 2026**" in text
    assert (
        "Replayed on your last 12 months, this advice cost 1.05 × hindsight; the best other rule"
        " (Azure, two years) 1.09 ×." in text
    )


def test_the_saving_is_over_the_terms_not_as_long_as_the_plan_looks_ahead(
    publish_rows: PublishRows,
) -> None:
    rows = ladder_rows()
    far = [one | {"horizon_months": 36} for one in rows["out_ladder_choice"]]
    month = later() | {"is_due": True, "decide_on": DECIDE_ON}
    publish_rows(rows | {"out_ladder_choice": far, "out_ladder": [step(), month]})
    assert "saves ¥1.46M over 12 months" in shown()
    publish_rows(rows | {"out_ladder_choice": far, "out_ladder": [month]})
    assert "saves ¥60.0K over 1 month]" in shown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_does_so_in_every_language(language: Language, publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    assert "1.05" in shown(language)


def test_only_the_two_that_save_most_are_named(publish_rows: PublishRows) -> None:
    steps = [
        step(),
        step(pool_id=OTHER_POOL, saving_cny=Decimal("900000.00")),
        step(offer_id="small", saving_cny=Decimal("1000.00")),
    ]
    publish_rows(ladder_rows() | {"out_ladder": steps})
    text = shown()
    assert "1. **Buy 12 × 8-card server, annual package, 12 months** for serve/H20" in text
    assert "2. **Buy 12 × 8-card server, annual package, 12 months** for train/H100" in text
    assert "and 1 more on Commitments" in text


def test_where_nothing_is_due_the_next_decision_is_named(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows() | {"out_ladder": [later()]})
    assert "## Nothing is due now. Next decision on 20 Feb 2027" in shown()


def test_without_a_ladder_the_windows_hours_speak(
    publish_rows: PublishRows, make: SimpleNamespace
) -> None:
    publish_rows(
        {
            "out_cost_daily": [make.cost_day()],
            "out_break_even": [make.break_even()],
            "out_plan_cost": [make.plan_cost()],
        }
    )
    assert "Packages beat pay-as-you-go by ¥90.0K in 90 days" in shown()


def test_a_snapshot_without_the_tables_falls_back_as_well(
    publish_rows: PublishRows, make: SimpleNamespace, tmp_path: Path
) -> None:
    publish_rows({"out_cost_daily": [make.cost_day()], "out_break_even": [make.break_even()]})
    without_tables(tmp_path, "out_ladder", "out_ladder_choice", "out_replay")
    app = open_screen(OVERVIEW, "en")
    assert_well(app)
    assert "suanli rebuild" not in [code.value for code in app.code]
