"""The explorer: slices add up, what is not known stays unknown, and the address says it all."""

import math
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens.explorer_words import days_of
from tests.screens.factories import LAST_DAY, POOLS, cost_day, unpriced
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import everything, rendered

Row = dict[str, Any]
# From the first: the dearer provider, or the months in their order.
BARS = {"provider": ["yunlan", "beiyun"], "month": ["2026-10", "2026-11"]}
DAYS = [LAST_DAY - timedelta(days=n) for n in range(40, -1, -1)]


screen = partial(rendered, "explorer", pages=("health",))


def rows_of(app: AppTest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app.dataframe[0].value.to_dict("records")
    return found


@pytest.fixture
def two_pools(publish_rows: PublishRows) -> None:
    """41 days of 16,400 yuan in one pool, and of half of it in another."""
    half = {"cost_cny": Decimal("8200.00"), "used_card_hours": 480.0}
    days = [cost_day(day) for day in DAYS]
    publish_rows({"out_cost_daily": days + [cost_day(day, POOLS[2], **half) for day in DAYS]})


@pytest.mark.usefixtures("two_pools")
def test_the_largest_part_is_named_with_its_share() -> None:
    # 41 x 16,400 = 672,400 and 41 x 8,200 = 336,200: two thirds of 1,008,600.
    app = screen()
    assert "Cost, CNY: yunlan has 67% of ¥1.01M" in everything(app)
    assert [(row["provider"], row["cost_cny"]) for row in rows_of(app)] == [
        ("yunlan", Decimal("672400.00")),
        ("beiyun", Decimal("336200.00")),
    ]


@pytest.mark.usefixtures("two_pools")
def test_the_address_says_what_is_shown() -> None:
    # 16,400 / 900 = 18.22 yuan a useful hour.
    app = screen(rows="provider", measure="cny_per_useful_card_hour", days="28")
    assert rows_of(app)[0]["cny_per_useful_card_hour"] == pytest.approx(16_400 / 900)


@pytest.mark.usefixtures("two_pools")
def test_rows_by_columns_are_a_pivot_that_adds_up() -> None:
    app = screen(rows="provider", columns="month", days="all")
    table = rows_of(app)
    assert [row["provider"] for row in table] == ["beiyun", "yunlan"]
    # 9 October to 18 November: 23 and 18 days.
    assert table[1]["2026-10"] == Decimal(16_400 * 23)
    assert table[1]["2026-11"] == Decimal(16_400 * 18)


def test_days_of_unknown_cost_are_in_no_amount_and_no_rate(publish_rows: PublishRows) -> None:
    unknown = unpriced(cost_day(DAYS[-1]))
    publish_rows({"out_cost_daily": [*map(cost_day, DAYS[:-1]), unknown]})
    app = screen(measure="cny_per_card_hour")
    assert "The cost of 1 pool-day is not known" in everything(app)
    assert rows_of(app)[0]["cny_per_card_hour"] == pytest.approx(16_400 / 960)


def test_useful_hours_with_an_unknown_part_are_unknown(publish_rows: PublishRows) -> None:
    silent = cost_day(DAYS[-1], useful_card_hours=None)
    publish_rows({"out_cost_daily": [*map(cost_day, DAYS[:-1]), silent]})
    assert math.isnan(rows_of(screen(measure="useful_card_hours"))[0]["useful_card_hours"])


def test_projects_have_hours_and_no_cost(publish_rows: PublishRows, make: SimpleNamespace) -> None:
    provider, region, pool, chip = POOLS[0]
    use = {"local_date": LAST_DAY, "pool_id": "/".join(POOLS[0]), "provider": provider}
    use |= {"region": region, "pool": pool, "chip": chip, "useful_card_hours": None}
    use |= {"queued_card_hours": None, "workload_class": "inference"}
    publish_rows(
        {
            "out_cost_daily": [make.cost_day()],
            "out_usage_daily": [
                use | {"project": "search", "used_card_hours": 600.0},
                use | {"project": "chat", "used_card_hours": 360.0},
            ],
        }
    )
    app = screen(rows="project")
    offered = next(box for box in app.selectbox if box.key == "measure").options
    assert not any("Cost" in option for option in offered)
    assert [row["used_card_hours"] for row in rows_of(app)] == [600.0, 360.0]


def test_a_project_that_is_filtered_by_leaves_measures_of_use_alone(
    publish_rows: PublishRows, make: SimpleNamespace
) -> None:
    day = make.cost_day()
    shared = {name: day[name] for name in ("local_date", "pool_id", "provider", "region", "pool")}
    use = shared | {"chip": day["chip"], "useful_card_hours": None, "queued_card_hours": None}
    use["workload_class"] = "inference"
    rows = [
        use | {"project": "search", "used_card_hours": 600.0},
        use | {"project": "chat", "used_card_hours": 360.0},
    ]
    publish_rows({"out_cost_daily": [day], "out_usage_daily": rows})
    app = screen(project="chat", measure="cost_cny")
    assert [row["used_card_hours"] for row in rows_of(app)] == [360.0]


@pytest.mark.parametrize(
    ("columns", "used"),
    [  # the 4th, 11th and 18th of November 2026 are Wednesdays, as the 28th of October
        ("weekday", {"3": 7.0, "4": 8.0}),
        ("month", {"2026-10": 4.0, "2026-11": 11.0}),
    ],
)
def test_use_by_weekday_is_of_all_its_weeks(
    publish_rows: PublishRows, make: SimpleNamespace, columns: str, used: dict[str, float]
) -> None:
    hours = {date(2026, 10, 28): 4.0, date(2026, 11, 4): 2.0, date(2026, 11, 18): 1.0}
    hours[date(2026, 11, 5)] = 8.0
    day = make.cost_day()
    use = {name: day[name] for name in ("pool_id", "provider", "region", "pool", "chip")}
    use |= {"useful_card_hours": None, "queued_card_hours": None}
    use |= {"workload_class": "inference", "project": "search"}
    rows = [use | {"local_date": on, "used_card_hours": of_day} for on, of_day in hours.items()]
    publish_rows({"out_cost_daily": [cost_day(on) for on in DAYS], "out_usage_daily": rows})
    app = screen(rows="project", columns=columns, days="28", measure="used_card_hours")
    [row] = rows_of(app)
    assert {name: value for name, value in row.items() if name != "project"} == used


@pytest.mark.usefixtures("two_pools")
def test_another_measure_redraws_the_cards_and_lies_in_the_address() -> None:
    app = screen()
    app.selectbox(key="measure").set_value("used_card_hours").run()
    assert app.query_params["measure"] == "used_card_hours"
    assert rows_of(app)[0]["used_card_hours"] == 960.0 * 41


@pytest.mark.parametrize(
    ("rows", "key", "address"),
    [
        ("provider", "yunlan", {"provider": "yunlan", "rows": "pool"}),
        ("month", "2026-11", {"from": "2026-11-01", "to": "2026-11-18", "rows": "day"}),
    ],
)
@pytest.mark.usefixtures("two_pools")
def test_a_pressed_bar_narrows_to_it_and_shows_what_lies_below(
    rows: str, key: str, address: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # AppTest cannot press a bar: the chart says that one was, once.
    presses = [BARS[rows].index(key)]
    monkeypatch.setattr(
        "dashboard.screens.explorer.pressed_bar",
        lambda *_, **__: presses.pop() if presses else None,
    )
    app = screen(rows=rows)
    assert not app.exception
    assert {name: app.query_params[name] for name in address} == address
    shown = rows_of(app)
    if rows == "provider":
        assert [row["pool_id"] for row in shown] == ["/".join(POOLS[0])]
    else:
        assert len(shown) == 18  # days of November


@pytest.mark.parametrize(
    ("dimension", "key", "first", "last"),
    [
        ("month", "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", "2026-10", date(2026, 10, 1), date(2026, 12, 31)),
        ("quarter", "2026-01", date(2026, 1, 1), date(2026, 3, 31)),
        ("week", "2026-11-16", date(2026, 11, 16), date(2026, 11, 22)),
    ],
)
def test_a_period_is_its_first_to_its_last_day(
    dimension: str, key: str, first: date, last: date
) -> None:
    assert days_of(dimension, key) == (first, last)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("two_pools")
def test_every_dimension_has_words_in_every_language(language: Language) -> None:
    for dimension in ("quarter", "week", "day", "weekday", "origin", "pool", "chip", "region"):
        app = screen(language, rows=dimension, columns="month" if dimension != "day" else "chip")
        assert not app.exception
        assert app.get("plotly_chart")


def test_a_filter_that_nothing_fits_says_so(publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": [cost_day(), cost_day(pool=POOLS[2])]})
    assert "Nothing fits these filters" in everything(screen(provider="yunlan", region="cn-west"))
