"""What Data health says about loads, rejected rows and pools, held against rows written by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.opening import at_address

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.screens.health_upkeep._today", lambda _: TODAY)


@pytest.fixture
def health(publish_rows: Callable[..., Any]) -> Callable[..., AppTest]:
    """Publish rows and open Data health on them, in English."""

    def open_on(rows: dict[str, Any]) -> AppTest:
        publish_rows(rows)
        return at_address("data-health", lang="en")

    return open_on


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def test_every_row_read_is_accounted_for(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    # Two files of 100 rows: 97 loaded, 2 rejected, 1 duplicate each.
    app = health({"core_load": [make.load(), make.load(load_id="b" * 16, sequence=2)]})
    assert "200 rows read = 194 loaded + 4 rejected + 2 duplicate" in text(app)
    assert {m.label: m.value for m in app.metric}["Rows rejected"] == "4"
    assert "No pool has been loaded" in text(app)  # not that all of none are fresh


def test_a_lost_row_is_said_to_be_lost(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    app = health({"core_load": [make.load(rows_read=101)]})
    assert "Rows were lost" in text(app)
    assert "101 read ≠ 97 loaded + 2 rejected + 1 duplicate" in text(app)


def test_rejected_rows_are_shown_with_their_reasons(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    app = health({"core_load": [make.load()], "core_rejected_row": [make.rejected()]})
    reasons = next(table.value for table in app.dataframe if "row_count" in table.value.columns)
    assert reasons["reason"].tolist() == ["used_card_hours must be 0 or more"]


def test_codes_and_reasons_are_words_on_the_screen(
    publish_rows: Callable[..., Any], make: SimpleNamespace
) -> None:
    reason = "is empty; expected a whole number of at least 1"
    publish_rows(
        {
            "core_load": [make.load(status="refused")],
            "core_rejected_row": [make.rejected(source="rental_quote", reason=reason)],
        }
    )
    tables = [table.value for table in at_address("data-health", lang="zh_CN").dataframe]
    loads = next(table for table in tables if "status" in table.columns)
    assert (loads["status"][0], loads["source"][0]) == ("已拒收", "用量")
    reasons = next(table for table in tables if "row_count" in table.columns)
    assert (reasons["source"][0], reasons["reason"][0]) == ("租赁报价", "为空；应为整数（不小于1）")


def test_the_same_finding_in_several_pools_is_told_once(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    found = [make.finding(pool_id=make.pool_id(pool)) for pool in make.POOLS[:2]]
    app = health({"out_finding": found})
    # 16:00 UTC on the 9th is midnight of the 10th in Shanghai.
    assert "2 pools (serve\\-a/H20, train\\-a/H100)**: 24 h of zero use from 10 May 2026 00:00" in (
        text(app)
    )


def test_more_findings_than_anybody_reads_are_counted(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    found = [make.finding(hour_count=24 + n) for n in range(23)]
    assert "and 3 more" in text(health({"out_finding": found}))


def test_a_pool_that_is_behind_is_counted(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    late = make.cost_day(make.LAST_DAY - timedelta(days=5), make.POOLS[1])
    app = health({"out_cost_daily": [make.cost_day(), late]})
    assert "Pools behind the newest: 1" in text(app)
    pools = next(table.value for table in app.dataframe if "days_behind" in table.value.columns)
    assert pools["days_behind"].tolist() == [5, 0]


def test_what_cannot_be_said_about_budgets_and_offers_is_named(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    no_budget = make.finding(
        kind="no_budget", severity="info", pool_id=None, hour_count=None,
        start_utc=None, end_utc=None, detail='{"month":"2026-11-01"}',
    )  # fmt: skip
    offer = make.finding(
        kind="not_compared", severity="info", hour_count=None, start_utc=None, end_utc=None,
        detail='{"offer_id":"usd-server","missing":"no_exchange_rate,power_not_said"}',
    )  # fmt: skip
    spot = make.finding(
        kind="assumed", severity="info", hour_count=None, start_utc=None, end_utc=None,
        detail='{"offer_id":"spot","missing":"lost_work_not_counted"}',
    )  # fmt: skip
    typo = make.finding(
        kind="unusable_row", severity="warning", hour_count=None, start_utc=None, end_utc=None,
        detail='{"offer_id":"typo","fault":"cards: too many","source":"order [load a, line 4]"}',
    )  # fmt: skip
    shared = make.finding(
        kind="unclear_chip", severity="info", hour_count=None, start_utc=None, end_utc=None,
        detail='{"chip":"H20","candidates":"H20 141G; H20 96G"}',
    )  # fmt: skip
    shown = text(health({"out_finding": [no_budget, offer, spot, typo, shared]}))
    assert "the name H20 is shared by several chips (H20 141G; H20 96G)" in shown
    assert "No budget of the company is loaded for Nov 2026" in shown
    assert (
        "usd\\-server is not compared: no exchange rate for that day,"
        " it does not say whether power is included."
    ) in shown
    assert "spot is compared under an assumption: work lost to interruptions is not" in shown
    assert "the contract typo cannot be billed" in shown
    assert "too many" in shown
    assert "load a, line 4" in shown


def quote(state: str | None, reason: str | None) -> dict[str, Any]:
    return {
        "observed_on": date(2026, 7, 1),
        "date_precision": "day",
        "market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": 8,
        "billing_mode": "monthly",
        "term_months": 12,
        "price": Decimal(912_000),
        "currency": "CNY",
        "unit": "server_month",
        "category": "gpu_rent",
        "missing_fields": "",
        "grade": "C",
        "source": "news of July",
        "review_state": state,
        "review_reason": reason,
        "load_id": "a" * 16,
        "line_number": 2,
    }


def test_quotes_held_for_review_are_shown_with_their_reason_and_others_are_not(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    reason = "a twelfth of it fits: the rent of a year, taken for a month's?"
    quotes = [quote("review", reason), quote("pass", "within"), quote(None, None)]
    app = health({"core_load": [make.load()], "core_rental_quote": quotes})
    assert "Market quotes held for review: 1" in text(app)
    held = next(t.value for t in app.dataframe if "review_reason" in t.value.columns)
    assert held["review_reason"].tolist() == [reason]


def test_without_a_held_quote_nothing_is_said_of_them(
    health: Callable[..., AppTest], make: SimpleNamespace
) -> None:
    app = health({"core_load": [make.load()], "core_rental_quote": [quote("pass", "within")]})
    assert "held for review" not in text(app)
