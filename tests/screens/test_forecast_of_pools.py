"""Several pools on the forecast screen: their paths are added up, then quantiles are taken."""

from datetime import date
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from models.forecast.notes import note
from tests.screens.forecast_company import (
    COMPANY,
    MONTH_AHEAD,
    PublishRows,
    past,
    said_of,
    screen,
)
from tests.screens.forecast_rows import CUT_OFF, POOL_ID
from tests.screens.opening import at_address, everything

TRAIN_ID, LAB_ID = "Cloud A/North/train/H100", "Cloud B/North/lab/L20"
NOVEMBER, USAGE = date(2026, 11, 1), {"target": "usage", "unit": "card_hour"}
# Of four paths of each pool; path by path the two add up to 500, 500, 500 and 900.
SERVE, TRAIN = (100.0, 200.0, 300.0, 400.0), (400.0, 300.0, 200.0, 500.0)


def paths(pool_id: str, totals: tuple[float, ...], target: str = "usage") -> list[dict[str, Any]]:
    return [
        {
            "pool_id": pool_id,
            "target": target,
            "period_start": NOVEMBER,
            "path": number,
            "path_total": total,
            "observed_part": 0.0,
            "is_complete": True,
            "cut_off": CUT_OFF,
            "seed": 7,
            "model_version": "forecast-1",
            "snapshot_id": "s",
        }
        for number, total in enumerate(totals)
    ]


def days_of(pool_id: str) -> list[dict[str, Any]]:
    provider, region, pool, chip = pool_id.split("/")
    named = {"provider": provider, "region": region, "pool": pool, "chip": chip}
    return [day | named | {"pool_id": pool_id} for day in past()]


def tables(**other: Any) -> dict[str, list[dict[str, Any]]]:
    """Three pools with three months of days and a forecast each, two of them with paths."""
    ids = (POOL_ID, TRAIN_ID, LAB_ID)
    days = [day for pool_id in ids for day in days_of(pool_id)]
    forecasts = [MONTH_AHEAD | USAGE | {"series": pool_id} for pool_id in ids]
    return {
        "out_cost_daily": days,
        "out_forecast": [*forecasts, MONTH_AHEAD | COMPANY | USAGE],
        "out_forecast_month_path": paths(POOL_ID, SERVE) + paths(TRAIN_ID, TRAIN),
    } | other


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_several_pools_the_quantiles_of_summed_paths_are_shown(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows(tables())
    app = screen(language, pool=[POOL_ID, TRAIN_ID], target="usage")
    [row] = app.dataframe[0].value.to_dict("records")
    # Of 500, 500, 500, 900: P10 and P50 are 500, P90 lies at .9 x 3 = 2.7 steps: 500 + .7 x 400.
    found = {name: row[name] for name in ("p10", "p50", "p90", "mean")}
    assert found == pytest.approx({"p10": 500, "p50": 500, "p90": 780, "mean": 600})
    with using_language(language):
        said = t("forecast.pools_sum", count="2")
        choose_one = t("filters.choose_one", count="2")
        proven_by = t("forecast.trust.none_pools")  # whatever was run, a sum has no backtest
    shown = everything(app)
    assert said in shown
    assert proven_by in shown
    assert choose_one not in shown


def test_the_scope_says_how_many_pools_are_shown_and_not_the_company(
    publish_rows: PublishRows,
) -> None:
    publish_rows(tables())
    chosen = screen(pool=[POOL_ID, TRAIN_ID], target="usage").selectbox(key="pool")
    assert (chosen.value, chosen.placeholder) == (None, "2 chosen pools together")
    assert screen(target="usage").selectbox(key="pool").placeholder == "Whole company"


def test_the_overview_says_where_the_pools_forecast_stands_only_where_it_does(
    publish_rows: PublishRows,
) -> None:
    publish_rows(tables())
    summed = at_address("", pool=[POOL_ID, TRAIN_ID])
    assert summed.metric[1].delta == "not forecast together"  # of cost no paths are kept
    both = tables(
        out_forecast_month_path=[
            *paths(POOL_ID, SERVE), *paths(TRAIN_ID, TRAIN),
            *paths(POOL_ID, SERVE, "cost"), *paths(TRAIN_ID, TRAIN, "cost"),
        ]
    )  # fmt: skip
    publish_rows(both)
    summed = at_address("", pool=[POOL_ID, TRAIN_ID])
    assert summed.metric[1].delta == "together: see Forecast"
    assert "these pools' forecast together stands on Forecast" in everything(summed)
    assert "adds up over no others" in everything(at_address("", pool=[POOL_ID, LAB_ID]))


def test_pools_whose_paths_are_not_kept_leave_the_company_with_its_sentence(
    publish_rows: PublishRows,
) -> None:
    publish_rows(tables())
    app = screen(pool=[POOL_ID, LAB_ID], target="usage")
    assert app.dataframe[0].value["p50"][0] == MONTH_AHEAD["p50"]
    assert t("filters.choose_one", count="2") in everything(app)


def test_a_price_that_one_of_the_pools_lacks_leaves_card_hours(publish_rows: PublishRows) -> None:
    priced = tables()
    priced["out_forecast_month_path"] += paths(POOL_ID, SERVE, "cost")
    publish_rows(priced)
    app = screen(pool=[POOL_ID, TRAIN_ID], target="cost")
    assert t("forecast.gap.no_cost") in everything(app)
    assert app.dataframe[0].value["p50"][0] == pytest.approx(500)


def test_a_pool_whose_data_ended_long_ago_is_left_out_and_named(publish_rows: PublishRows) -> None:
    new = "Cloud B/North/new/L20"
    rows = tables()
    rows["out_cost_daily"] += days_of(new)
    rows["out_forecast"][2] |= {"cut_off": date(2026, 10, 1)}
    rows["out_forecast_month_path"] += paths(LAB_ID, (1.0, 1.0, 1.0, 1.0))
    publish_rows(rows)
    chosen = [POOL_ID, TRAIN_ID, LAB_ID, new]
    app = screen(pool=chosen, target="usage")
    assert app.dataframe[0].value["p50"][0] == pytest.approx(500)
    shown = everything(app).replace("\\", "")
    assert f"without {LAB_ID}, whose data end on 1 Oct 2026; without {new}, which is not" in shown
    in_chinese = everything(screen("zh_CN", pool=chosen, target="usage")).replace("\\", "")
    assert f"不含{LAB_ID}（数据止于2026年10月1日）; 不含{new}（未作预测）" in in_chinese


def test_what_is_said_of_the_pools_is_said_of_their_sum(publish_rows: PublishRows) -> None:
    rise = note("last_days_rise", series=TRAIN_ID, count=1, factor=100.0, learned=3.0)
    event = note("maintenance", count=4)
    rows = tables(
        out_forecast_note=[
            *said_of(event, note("no_member"), note("own_words", words="by Stan")),
            *(row | {"series": TRAIN_ID} for row in said_of(rise, event)),
            *(row | {"series": LAB_ID} for row in said_of(note("no_member"))),
        ]
    )
    rows["out_forecast_note"] = [row for row in rows["out_forecast_note"] if row["level"] == "pool"]
    publish_rows(rows)
    shown = everything(screen(pool=[POOL_ID, TRAIN_ID], target="usage")).replace("\\", "")
    assert f"The data of {TRAIN_ID} end at 100 times the usual level" in shown
    assert f"made more simply: {POOL_ID} by a simpler method." in shown
    assert "maintenance" not in shown
