"""What the forecast screen says of how a forecast was made: all kinds, in three languages."""

import pytest

from dashboard.i18n import LANGUAGES, Language, using_language
from dashboard.screens.forecast_notes import Said
from data.tables.forecast_notes import NOTE_KINDS
from models.forecast.notes import in_words, note
from tests.screens.forecast_company import PublishRows, ahead, past, said_of, screen
from tests.screens.forecast_rows import POOL_ID
from tests.screens.opening import everything

RISE = note("last_days_rise", series=POOL_ID, count=1, factor=100.0, learned=3.0)
FALL = note("last_days_fall", series="old_pool", count=2, factor=0.05, learned=0.333)
ALL = (
    note("too_short", count=12, needed=28),
    note("no_trend", count=150, ahead=90, needed=180, level=28),
    note("no_fit", method="theta", reason="no convergence"),
    note("no_member"),
    note("own_words", words="fitted by Stan"),
    note("event", name="Singles' day", change=0.4, count=3),
    note("event_kind", event_kind="launch", change=-0.2, count=6),
    note("maintenance", count=4),
    note("event_late", name="rumour"),
    note("event_new", name="fair", needed=3),
    note("month_days", days="last_days_month", number=2, name="", change=0.4, agreed=7, count=8),
    RISE,
    FALL,
    note("growth_damped", series="g", pace=0.012, count=56, carried=0.4, whole=1.3, ahead=90),
    note("decline_damped", series="h", pace=-0.01, count=84, carried=-0.3, whole=-0.7, ahead=90),
    note("use_alone", series="a", reason="the queue was not measured"),
    note("too_few_days", series="b", count=5),
    note("data_ended", series="old_pool", day="2017-12-21"),
    note("not_priced", series="c"),
    note("not_forecast", series="d"),
    note("simpler", series="e", method="naive_last_week_mean"),
    note("more", count=7),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_said_on_the_screen(language: Language, publish_rows: PublishRows) -> None:
    publish_rows(
        {"out_cost_daily": past(), "out_forecast": ahead(), "out_forecast_note": said_of(*ALL)}
    )
    shown = everything(screen(language))
    with using_language(language):
        words = {one.kind: Said(one.kind, {**one.facts}, None).words for one in ALL}
    assert words.keys() == {*NOTE_KINDS}
    assert [kind for kind, text in words.items() if text not in shown] == []
    assert not any(one.said in shown for one in ALL if language != "en" and one.kind != "own_words")


def test_last_days_far_beyond_the_usual_are_told_above_the_chart_by_their_short_name(
    publish_rows: PublishRows,
) -> None:
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead(method_note=in_words([RISE])),
            "out_forecast_note": said_of(RISE),
        }
    )
    app = screen(pool=POOL_ID)
    shown = everything(app)
    assert "The data of serve/H20 end at 100 times the usual level" in shown
    assert shown.index("The data of serve/H20") < shown.index("No clear change")
    assert "left out of the sum" not in shown
    assert "平时的100倍" in everything(screen("zh_CN"))


def test_a_naive_fallback_and_its_reason_are_said(publish_rows: PublishRows) -> None:
    naive = {"method": "naive_last_week_mean", "history_days": 12}
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead(**naive),
            "out_forecast_note": said_of(note("too_short", count=12, needed=28)),
        }
    )
    shown = everything(screen())
    assert "only 12 complete days of history, 28 are needed" in shown
    assert "calibrated by backtest" not in shown
    assert "历史仅有12个完整日" in everything(screen("zh_CN"))


def test_pools_left_out_of_the_company_are_named_and_the_pool_says_nothing_of_it(
    publish_rows: PublishRows,
) -> None:
    ended = said_of(note("data_ended", series="old_pool", day="2017-12-21"))
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead(method="sum_of_pools"),
            "out_forecast_note": [row for row in ended if row["level"] == "company"],
        }
    )
    assert r"without old\_pool, whose data end on 21 Dec 2017" in everything(screen())
    assert "whose data end" not in everything(screen(pool=POOL_ID))


@pytest.mark.parametrize(
    ("language", "line"), [("en", "**Note:** "), ("zh_CN", "**备注**："), ("ja", "**備考**：")]
)
def test_a_forecast_of_before_there_were_kinds_says_its_note_as_it_came(
    language: Language, line: str, publish_rows: PublishRows
) -> None:
    early = ahead(method_note="without old_pool (not priced)")
    publish_rows({"out_cost_daily": past(), "out_forecast": early})
    shown = everything(screen(language)).replace("\\", "")
    assert f"{line}without old_pool (not priced)" in shown
