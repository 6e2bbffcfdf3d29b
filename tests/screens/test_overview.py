"""What the Overview says, held against rows written by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.cost_rows import cost_month
from tests.screens.opening import at_address

POOL = ("yunlan", "cn-north", "train-a", "H100")
POOL_ID = "/".join(POOL)


@pytest.fixture
def overview(publish_rows: Callable[..., Any]) -> Callable[..., AppTest]:
    """Publish rows and open the Overview on them, in English."""

    def open_on(rows: dict[str, Any]) -> AppTest:
        publish_rows(rows)
        return at_address("", lang="en")

    return open_on


def headings(app: AppTest) -> list[str]:
    return [text.value[3:].split("&ensp;")[0] for text in app.markdown if text.value[:3] == "## "]


def sentences(app: AppTest) -> str:
    return "\n".join(text.value for text in app.markdown)


def tiles(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in app.metric}


def last_days(make: SimpleNamespace, count: int, **other: Any) -> list[dict[str, Any]]:
    return [make.cost_day(make.LAST_DAY - timedelta(days=n), **other) for n in range(count)]


def test_the_month_is_summed_from_its_first_day_and_held_against_its_budget(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # 1-18 November are 18 of the 40 days at 16,400: 295,200. Of a budget of 1,550,000: 19 %.
    november = make.forecast(date(2026, 11, 1), over_budget_ratio=0.31)
    app = overview({"out_cost_daily": last_days(make, 40), "out_forecast": [november]})
    assert tiles(app)["Cost, Nov 2026 to date"] == ("¥295K", "19% of the month's ¥1.55M")


def test_a_month_that_will_probably_pass_its_budget_is_a_warning(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # P50 1,705,000 against 1,550,000 is 10 % over.
    november = make.forecast(date(2026, 11, 1), 1_705_000.0, over_budget_ratio=0.9)
    app = overview({"out_cost_daily": last_days(make, 40), "out_forecast": [november]})
    assert tiles(app)["Cost, Nov 2026 to date"][1] == "month heads for 10.0% over ¥1.55M"
    assert "Cost will pass the budget in Nov 2026, with 90% probability" in headings(app)


@pytest.mark.parametrize(
    ("risks", "title"),
    [
        ((0.02, 0.31), "Cost may pass the budget in Dec 2026, with 31% probability"),
        ((0.31, 0.62), "Cost will pass the budget in Dec 2026, with 62% probability"),
        ((0.02, 0.05), "Cost stays within the budget until Dec 2026"),
        ((None, None), "Cost is expected at ¥1.60M in Dec 2026"),
    ],
)
def test_the_main_chart_is_titled_with_its_finding(
    overview: Callable[..., AppTest],
    make: SimpleNamespace,
    risks: tuple[float | None, ...],
    title: str,
) -> None:
    outlook = [
        make.forecast(date(2026, 11 + n, 1), over_budget_ratio=risk) for n, risk in enumerate(risks)
    ]
    assert title in headings(
        overview({"out_cost_daily": last_days(make, 60), "out_forecast": outlook})
    )


def test_ratios_divide_sums_over_the_same_days(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # 60 priced days cost 16,400 for 900 useful card-hours: 18.22 each. The unpriced pool's hours
    # are in no divisor. Coverage 720 of 960 = 75 %, use of contracts 720 of 768 = 94 %.
    priced = last_days(make, 60)
    unpriced = [make.unpriced(day) for day in last_days(make, 60, pool=make.POOLS[1])]
    idle = {"covered_card_hours": None, "idle_cost_cny": Decimal("100.00")}
    unpriced = [day | idle for day in unpriced]
    shown = tiles(overview({"out_cost_daily": priced + unpriced}))
    assert shown["Per useful card-hour, 30 days"] == ("¥18.22", "0.0% on the 30 days before")
    assert shown["Coverage | utilisation"][0] == "75% | 94%"
    # 30 days x 600 = 18,000 idle; 500 of each 16,400 whose cost is known: 3.0 %.
    assert shown["Idle loss, 30 days"] == ("¥18.0K", "3.0% of spend")


def test_what_savings_plans_count_is_covered_too(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # 720 in contracts and 120 under plans of 960 are 87.5 %; contracts are used as before.
    days = last_days(make, 60, savings_plan_covered_card_hours=120.0, on_demand_card_hours=120.0)
    shown = tiles(overview({"out_cost_daily": days}))
    assert shown["Coverage | utilisation"][0] == "88% | 94%"


def test_nothing_is_compared_with_a_month_that_was_measured_in_part(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    shown = tiles(overview({"out_cost_daily": last_days(make, 40)}))
    assert shown["Per useful card-hour, 30 days"][1] == ""
    assert shown["Coverage | utilisation"][1] == "– | – points"


def test_without_prices_the_screen_speaks_of_card_hours_and_says_what_to_load(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # 18 days of November x 960 card-hours = 17,280.
    app = overview({"out_cost_daily": [make.unpriced(day) for day in last_days(make, 60)]})
    assert tiles(app)["Card-hours, Nov 2026 to date"][0] == "17.3K"
    assert "suanli template price_book" in sentences(app)
    assert not [metric for metric in app.metric if "¥" in f"{metric.value}{metric.delta}"]


def test_the_decision_says_what_packages_would_have_saved_in_the_window(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # 90,000 saved in 2,160 measured hours = 90 days; never stretched to a year.
    app = overview(
        {
            "out_cost_daily": last_days(make, 60),
            "out_break_even": [make.break_even()],
            "out_plan_cost": [make.plan_cost()],
        }
    )
    assert "Packages beat pay-as-you-go by ¥90.0K in 90 days" in headings(app)
    assert "**3 × 8-card server, annual package, 12 months** for train\\-a/H100" in sentences(app)
    assert "would have run 94% of hours; break-even is 29.8%" in sentences(app)


@pytest.mark.parametrize(
    ("unit", "units", "said"),
    [
        # 40 yuan an hour: 28,800 a month of 720 hours for one of 720 a month and yuan an hour
        ("currency_per_hour", 40.0, "**¥40.00 an hour committed to server\\-annual"),
        ("pack", 5.0, "**5 × server\\-annual"),
        ("agreement", 2.0, "**2 × server\\-annual"),
    ],
)
def test_what_is_no_server_is_named_by_what_is_bought(
    unit: str,
    units: float,
    said: str,
    overview: Callable[..., AppTest],
    make: SimpleNamespace,
) -> None:
    bought = make.break_even(
        unit=unit, best_units=units, cards_per_unit=0, unit_fee_cny_per_month=Decimal(720)
    )
    costs = make.plan_cost(unit=unit, units=units, cards_per_unit=0)
    app = overview(
        {
            "out_cost_daily": last_days(make, 60),
            "out_break_even": [bought],
            "out_plan_cost": [costs],
        }
    )
    assert said in sentences(app)
    assert "card server" not in sentences(app)


def test_where_no_offer_saves_the_screen_says_that_pay_as_you_go_stays_cheapest(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    dear = make.break_even(
        break_even_utilisation_ratio=1.335, best_units=0, best_saving_cny=Decimal(0)
    )
    app = overview(
        {
            "out_cost_daily": last_days(make, 60),
            "out_break_even": [dear],
            "out_plan_cost": [make.plan_cost(units=0, saving_cny=Decimal(0))],
        }
    )
    assert "Pay-as-you-go stays cheapest" in headings(app)
    assert "breaks even at 133.5%; a first unit would have run 94%" in sentences(app)


def test_a_contract_that_ends_within_60_days_is_named_and_a_later_one_is_not(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    later = make.commitment(commitment_id="LATER", end_date=make.LAST_DAY + timedelta(days=61))
    app = overview(
        {"out_cost_daily": last_days(make, 60), "core_commitment": [make.commitment(), later]}
    )
    assert "C\\-2025\\-07 ends on 14 Dec 2026" in sentences(app)
    assert "LATER" not in sentences(app)


def test_the_notice_of_contracts_is_the_settings(
    overview: Callable[..., AppTest], make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = make.commitment(end_date=make.LAST_DAY + timedelta(days=61))
    rows = {"out_cost_daily": last_days(make, 60), "core_commitment": [ending]}
    assert "ending within" not in sentences(overview(rows))
    monkeypatch.setenv("SUANLI_CONTRACT_NOTICE_DAYS", "61")
    assert "Contracts ending within 61 days: 1" in headings(overview(rows))


def test_names_from_the_data_do_not_become_formatting(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    pool = ("p", "r", ":red[**x**]", "H100")
    app = overview({"out_cost_daily": last_days(make, 60, pool=pool)})
    assert "\\:red\\[\\*\\*x\\*\\*\\] takes 100% of cost" in headings(app)


def test_the_badge_says_that_the_sample_is_synthetic(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    rows = {"out_cost_daily": last_days(make, 60)}
    badge = "Synthetic sample"
    assert badge in sentences(overview({**rows, "core_load": [make.load()]}))
    assert badge not in sentences(overview({**rows, "core_load": [make.load(synthetic=False)]}))


def test_a_forecast_older_than_its_data_is_said_to_be(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    old = make.forecast(date(2026, 11, 1), cut_off=date(2026, 11, 1))
    app = overview({"out_cost_daily": last_days(make, 60), "out_forecast": [old]})
    assert "The forecast is behind" in sentences(app)


def test_settings_changed_since_the_snapshot_are_said_to_be(
    overview: Callable[..., AppTest], make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_TAX_BASIS", "excluded")
    app = overview({"out_cost_daily": last_days(make, 60)})
    assert "**Settings have changed**" in sentences(app)
    # The amounts shown are still those of the snapshot.
    assert "CNY, tax included" in "\n".join(caption.value for caption in app.caption)


def test_the_last_whole_month_says_why_it_cost_more(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # twice the hours at 12 instead of 10 yuan: 10,000 more for volume, 4,000 for the price
    dearer: dict[str, Any] = {"used_card_hours": 2000.0}
    dearer |= {f"{kind}_cost_cny": Decimal("24000.00") for kind in ("on_demand", "list")}
    dearer["cost_cny"] = Decimal("24000.00")
    months = [
        cost_month(date(2026, 9, 1), 30, POOL_ID),
        cost_month(date(2026, 10, 1), 31, POOL_ID, **dearer),
        cost_month(date(2026, 11, 1), 18, POOL_ID),  # has only begun: stands against nothing
    ]
    app = overview({"out_cost_daily": last_days(make, 40), "out_cost_month": months})
    assert "Oct 2026 cost ¥14.0K more: volume" in headings(app)
    shown = sentences(app)
    assert "**+\u2060¥10.0K**&ensp;volume  \n**+\u2060¥4,000**&ensp;price" in shown


def test_one_whole_month_has_nothing_to_differ_from(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    months = [
        cost_month(date(2026, 10, 1), 31, POOL_ID),
        cost_month(date(2026, 11, 1), 18, POOL_ID),
    ]
    app = overview({"out_cost_daily": last_days(make, 40), "out_cost_month": months})
    assert not [heading for heading in headings(app) if "more:" in heading or "less:" in heading]


def test_a_budget_that_is_passed_month_after_month_is_no_news_of_the_next_one(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # September: 30 x 16,400 = 492,000; October 508,400; August's last days are no whole month.
    november = make.forecast(date(2026, 11, 1), over_budget_ratio=0.9)
    budgets = [make.budget(date(2026, month, 1), amount=Decimal(490_000)) for month in (9, 10)]
    rows = {"out_cost_daily": last_days(make, 100), "out_forecast": [november]}
    said = "Over the budget since Sept 2026; in Nov 2026 with 90% probability"
    assert any(one.startswith(said) for one in headings(overview(rows | {"core_budget": budgets})))
    budgets[1]["amount"] = Decimal(510_000)  # October kept within it
    title = "Cost will pass the budget in Nov 2026, with 90% probability"
    assert title in headings(overview(rows | {"core_budget": budgets}))


def test_of_many_pools_the_dearest_are_told_together(
    overview: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    pools = [("yunlan", "cn-north", f"train-{n}", "H100") for n in range(10)]
    app = overview({"out_cost_daily": [make.cost_day(pool=pool) for pool in pools]})
    assert "3 of 10 pools take 30% of cost" in headings(app)
