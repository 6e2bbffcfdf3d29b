"""Limits, and what cannot be advised: told, and never a crash."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.buying.stage import TABLES, build_ladder
from tests.ladder_company import (
    APRIL,
    MARCH,
    NEAR,
    PAYG,
    busy,
    due,
    flat,
    offer,
    plan_runs,
    silent,
)


def _two_pools(company: Any, months: int) -> None:
    """Three servers each; by the hour one costs 150, the other 200, and a month 60,000."""
    for name, chip, price in (("serve", "H20", 150), ("train", "H100", 200)):
        silent(company, pool=name, chip=chip)
        by_hour = {"offer_id": f"{name} by the hour", "price": Decimal(price), "chip": chip}
        company.add("core_price", by_hour, offer(f"{name} month", 1, 60_000, chip=chip))
        plan_runs(company, *flat([3] * months), pool=name, chip=chip)


def test_a_common_limit_binds_pools_together_and_tells_what_one_more_is_worth(
    company: Any, ladder: Any
) -> None:
    # Two pools need 3 servers each all April; 4 may be had of one seller. The one by the hour is
    # dearer in the pool where an hour costs 200: 3 there, 1 in the other; one more saves 49,500.
    _two_pools(company, months=1)
    ladder(cap=[{"name": "servers of A", "provider": "Cloud A", "units": 4}])
    assert due(company) == [("buy", "serve month", 1.0), ("buy", "train month", 3.0)]
    (row,) = company.rows(
        "SELECT limit_name, kind, month, unit, worth_cny, must_give FROM out_ladder_limit"
    )
    assert row[:4] == ("servers of A", "cap", APRIL, "server")
    assert row[4] == pytest.approx(Decimal(109_500 - 60_000), abs=1)
    assert row[5] is None
    sums = company.rows("SELECT cost_cny FROM out_ladder_choice WHERE choice = 'ladder'")
    # 60,000 x 4 + 109,500 x 2, and of both together
    assert max(yuan for (yuan,) in sums) == pytest.approx(Decimal(459_000), abs=2 * NEAR)


def test_a_rule_about_what_is_not_here_is_told(company: Any, ladder: Any) -> None:
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, *flat([3]))
    ladder(
        cap=[
            {"name": "few", "chip": "H2O", "units": 1},
            {"name": "many", "chip": "H20", "units": 9},
        ],
        lead_time=[{"offer": "month", "months": 0}, {"pool": "nroth", "months": 2}],
    )
    told = company.rows(
        "SELECT severity, json_extract_string(detail, '$.missing') FROM out_finding"
        " WHERE kind = 'unknown_name' ORDER BY ALL"
    )
    assert told == [("warning", "chip H2O"), ("warning", "pool nroth")]


def test_a_budget_holds_what_is_bought_and_paid_by_the_hour(company: Any, ladder: Any) -> None:
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, *flat([3]))
    ladder(budget=[{"amount_cny_per_month": 200_000}])
    assert due(company) == [("buy", "month", 3.0)]  # 180,000; with two it would be 229,500
    assert company.rows("SELECT * FROM out_ladder_limit") == []
    breaks = company.rows(
        "SELECT choice, list(DISTINCT breaks_limits) FROM out_ladder_choice"
        " WHERE choice <> 'knob' GROUP BY choice ORDER BY choice"
    )
    assert breaks == [
        ("as_today", ["budget"]),  # all by the hour: 328,500
        ("ladder", [None]),
        ("one_offer", ["budget"]),  # one, renewed for two years: 60,000 + 2 x 109,500
        ("pay_as_you_go", ["budget"]),
    ]


def test_a_choice_of_one_pool_is_held_to_a_common_limit_beside_the_ladders_of_the_others(
    company: Any, ladder: Any
) -> None:
    # Three each are needed and five may run: three where the hour costs 200, two where it costs
    # 150. The best number of that one offer alone, three, makes six with the other pool's ladder.
    _two_pools(company, months=24)
    ladder(cap=[{"name": "few", "provider": "Cloud A", "units": 5}])
    found = company.rows(
        "SELECT offer_id, breaks_limits FROM out_ladder_choice WHERE choice = 'one_offer'"
        " ORDER BY ALL"
    )
    assert found == [("serve month", "few"), ("train month", None)]


def test_limits_that_contradict_each_other_are_told_with_what_must_give(
    company: Any, ladder: Any
) -> None:
    # 3 servers cost at least 180,000, so that a budget of 150,000 must give 30,000.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, *flat([3]))
    ladder(budget=[{"name": "tight", "amount_cny_per_month": 150_000}])
    (row,) = company.rows("SELECT limit_name, kind, month, must_give FROM out_ladder_limit")
    assert row[:3] == ("tight", "budget", APRIL)
    assert row[3] == pytest.approx(30_000, abs=5)
    assert company.rows("SELECT severity, pool_id FROM out_finding WHERE kind LIKE 'limits%'") == [
        ("warning", None)
    ]
    assert due(company) == [("buy", "month", 3.0)]  # the best without it


def test_a_service_level_that_too_little_is_proven_for_leaves_the_clamp_out(
    company: Any, ladder: Any
) -> None:
    # One month is known: a third of a year's evidence, 438,000 < 576,000, so that no year may be
    # bought before May; then April, a 24th of the need, is not covered.
    busy(company, days=31, cards=(8.0, 8.0))
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    level = {"name": "covered", "share": 0.97}
    ladder(evidence_share=1, service_level=[level])
    ((name, kind, gives),) = company.rows(
        "SELECT limit_name, kind, must_give > 0 FROM out_ladder_limit WHERE must_give IS NOT NULL"
    )
    assert (name, kind, gives) in {
        ("evidence_share", "evidence", True),
        ("covered", "service level", True),
    }
    assert company.rows("SELECT count(*) FROM out_finding WHERE kind = 'limits_contradict'") == [
        (1,)
    ]
    assert company.row("SELECT count(*) AS n FROM out_ladder_month")["n"] == 24


def test_a_price_beyond_all_measure_is_named_and_stops_nothing(company: Any, ladder: Any) -> None:
    silent(company)
    company.add("core_price", PAYG | {"price": Decimal(10**9)}, offer("month", 1, 60_000))
    company.add("core_price", offer("absurd", 1, 1, unit="card_hour", price=Decimal(10**9)))
    plan_runs(company, *flat([10_000] * 24))
    ladder()
    assert company.rows("SELECT detail->>'missing' FROM out_finding WHERE kind = 'no_advice'") == [
        ("beyond_measure",)
    ]
    company.connection.execute("UPDATE core_price SET price = 150 WHERE unit = 'card_hour'")
    company.connection.execute("UPDATE core_price SET price = 10^9 WHERE offer_id = 'absurd'")
    ladder()
    assert ("absurd", "not_comparable", "beyond_bounds") in company.rows(
        "SELECT offer_id, reason, detail FROM out_ladder_rejected"
    )


def test_pools_that_cannot_be_advised_are_named_with_the_reason(company: Any, ladder: Any) -> None:
    silent(company)  # no price at all
    silent(company, pool="train", chip="H100")  # a price by the hour, and nothing else
    company.use(MARCH + timedelta(days=21), [1.0] * 240, pool="new", chip="910")  # ten days
    company.use(datetime(2023, 11, 1), [1.0] * 800, pool="gone", chip="A100")  # noqa: DTZ001
    for chip in ("H100", "910", "A100"):
        company.add("core_price", PAYG | {"chip": chip, "offer_id": f"{chip} by the hour"})
    ladder()
    found = company.rows(
        "SELECT split_part(pool_id, '/', 3), detail->>'missing' FROM out_finding"
        " WHERE kind = 'no_advice' ORDER BY ALL"
    )
    assert found == [
        ("gone", "not_measured_lately"),
        ("new", "too_short"),
        ("serve", "no_price"),
        ("train", "nothing_for_sale"),
    ]
    assert company.rows("SELECT DISTINCT split_part(pool_id, '/', 3) FROM out_ladder_month") == [
        ("train",)
    ]


@pytest.mark.parametrize("hours", [0, 1])
def test_nothing_and_one_hour_leave_all_tables_empty(company: Any, ladder: Any, hours: int) -> None:
    company.use(MARCH, [1.0] * hours)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    if hours:
        ladder()
    else:
        build_ladder(company.connection, Settings(), "snapshot")
    counts = {table: company.rows(f"SELECT COUNT(*) FROM {table}") for table in TABLES}
    assert set(map(tuple, counts.values())) == {((0,),)}


def test_a_limit_that_contracts_in_hand_exceed_already_lets_no_more_be_bought(
    company: Any, ladder: Any
) -> None:
    # 5 servers run to the end of May, and 3 are allowed: 2 too many in April and May; then 3 again.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    in_hand = {"servers": 5, "cards_per_server": 1, "end_date": date(2024, 5, 31)}
    company.add("core_commitment", in_hand)
    plan_runs(company, *flat([8] * 4))
    ladder(cap=[{"name": "few", "units": 3}])
    assert due(company) == [("let_run_out", "contract", 5.0)]
    assert company.rows("SELECT month, must_give FROM out_ladder_limit WHERE must_give > 0") == [
        (date(2024, 4, 1), 2.0),
        (date(2024, 5, 1), 2.0),
    ]
    assert company.rows("SELECT count(*) FROM out_finding WHERE kind = 'limits_contradict'") == [
        (0,)
    ]
    held = "SELECT (in_hand_cards + bought_cards)::INT FROM out_ladder_month ORDER BY month LIMIT 4"
    assert company.rows(held) == [(5,), (5,), (3,), (3,)]


def test_what_would_arrive_after_the_horizon_is_too_late(company: Any, ladder: Any) -> None:
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, *flat([1]))
    ladder(lead_time=[{"months": 30}])
    (row,) = company.rows("SELECT reason, detail, dearer_by_cny FROM out_ladder_rejected")
    assert row == ("too_late", "lead_months=30", None)


def test_contracts_of_pools_without_advice_count_in_limits(company: Any, ladder: Any) -> None:
    # Nothing is for sale to the other pool. Five may run, its contract's three servers among them:
    # two are bought where four are needed.
    silent(company)
    silent(company, pool="other", chip="910")
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    contract = {"servers": 3, "cards_per_server": 1, "end_date": date(2030, 5, 31)}
    company.add("core_commitment", contract | {"pool": "other", "chip": "910"})
    plan_runs(company, *flat([4] * 24))
    ladder(cap=[{"name": "few", "units": 5}])
    assert due(company) == [("buy", "year", 2.0)]


def test_a_name_of_several_imported_chips_is_imported(company: Any, ladder: Any) -> None:
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    company.add("core_chip", {"chip": "H20 96G"}, {"chip": "H20 141G"})
    company.add("core_chip_name", {"chip": "H20", "candidates": "H20 141G; H20 96G"})
    plan_runs(company, *flat([4] * 24))
    ladder(imported_share=0.5)
    assert due(company) == []


def test_one_more_imported_server_is_worth_what_it_saves(company: Any, ladder: Any) -> None:
    # Two domestic servers let two imported ones stand; two more are needed. A third saves
    # 109,500 - 60,000, and a domestic one in vain for it would cost 60,000.
    for chip, servers in (("H20", 4), ("910", 2)):
        silent(company, pool=chip, chip=chip)
        by_hour = PAYG | {"offer_id": f"{chip} by the hour", "chip": chip}
        company.add("core_price", by_hour, offer(f"{chip} month", 1, 60_000, chip=chip))
        plan_runs(company, *flat([servers]), pool=chip, chip=chip)
    company.add("core_chip", {"chip": "H20"}, {"chip": "910", "origin": "domestic"})
    ladder(imported_share=0.5)
    assert due(company) == [("buy", "910 month", 2.0), ("buy", "H20 month", 2.0)]
    [(worth,)] = company.rows("SELECT worth_cny FROM out_ladder_limit")
    assert worth == pytest.approx(Decimal(49_500), rel=Decimal("1e-6"))
