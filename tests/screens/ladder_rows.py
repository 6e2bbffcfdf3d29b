"""Rows of the ladder, one factory each, that obey the contracts; made up."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.screens.choice_rows import choices
from tests.screens.forecast_company import past
from tests.screens.forecast_rows import POOL_ID
from tests.screens.replay_rows import replayed_months, rules

Row = dict[str, Any]
Rows = dict[str, list[Row]]

DECIDE_ON = date(2026, 11, 28)
OTHER_POOL = "Cloud B/West/train/H100"
MONTHS = [date(2026, 11, 1), date(2026, 12, 1), *(date(2027, m, 1) for m in range(1, 11))]


def step(**other: Any) -> Row:
    """One row of out_ladder: buy 12 annual servers by 28 November, saving 1.4 million."""
    return {
        "pool_id": POOL_ID,
        "action": "buy",
        "offer_id": "server-year",
        "provider": "Cloud A",
        "billing_mode": "annual",
        "term_months": 12,
        "unit": "server",
        "cards_per_unit": 8,
        "units": 12.0,
        "committed_cny_per_hour": None,
        "decide_on": DECIDE_ON,
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 11, 30),
        "decide_again_on": date(2027, 10, 31),
        "is_due": True,
        "unit_fee_cny_per_month": Decimal(48_000),
        "commitment_cny": Decimal("6912000.00"),  # 12 servers x 12 months x 48,000
        "saving_cny": Decimal("1400000.00"),
        "confidence_ratio": 0.83,
        "price_from": date(2026, 9, 1),
        "source": "price_book: prices.csv line 7",
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def later(**other: Any) -> Row:
    """Four monthly servers in March: the plan as it looks today."""
    return step(
        offer_id="server-month",
        billing_mode="monthly",
        term_months=1,
        units=4.0,
        decide_on=date(2027, 2, 20),
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 31),
        decide_again_on=date(2027, 3, 20),
        is_due=False,
        saving_cny=Decimal("60000.00"),
        confidence_ratio=0.6,
        **other,
    )


def ending(**other: Any) -> Row:
    """A contract in hand that the ladder lets end on 14 December."""
    return step(
        action="let_run_out",
        offer_id="contract",
        units=4.0,
        starts_on=date(2025, 12, 15),
        ends_on=date(2026, 12, 14),
        decide_again_on=date(2026, 12, 14),
        saving_cny=None,
        confidence_ratio=None,
        source="contract: contracts.csv line 2",
        **other,
    )


def contract(**other: Any) -> Row:
    """The same contract as core has it."""
    provider, region, pool, chip = POOL_ID.split("/")
    return {
        "commitment_id": "contract",
        "provider": provider,
        "region": region,
        "pool": pool,
        "chip": chip,
        "billing_mode": "annual",
        "term_months": 12,
        "servers": 4,
        "cards_per_server": 8,
        "start_date": date(2025, 12, 15),
        "end_date": date(2026, 12, 14),
        "fee_per_server_month": Decimal(50_000),
        "currency": "CNY",
        "tax_included": True,
        "tax_rate": Decimal("0.06"),
        "source": "made up for a test",
        "load_id": "load",
        "line_number": 2,
    } | other


def month_ahead(month: date, **other: Any) -> Row:
    """One row of out_ladder_month: 100 cards needed, 32 in hand, 96 bought, 8 of them planned."""
    return {
        "pool_id": POOL_ID,
        "month": month,
        "need_p10_cards": 80.0,
        "need_p50_cards": 100.0,
        "need_p90_cards": 140.0,
        "planned_cards": 8.0,
        "in_hand_cards": 32.0 if month < date(2027, 1, 1) else 0.0,
        "bought_cards": 0.0 if month < date(2026, 12, 1) else 96.0,
        "covered_card_hours": 60_000.0,
        "on_demand_card_hours": 12_000.0,
        "idle_card_hours": 6_000.0,
        "in_hand_fee_cny": Decimal("200000.00") if month < date(2027, 1, 1) else Decimal(0),
        "bought_fee_cny": Decimal("576000.00"),
        "on_demand_cost_cny": Decimal("120000.00"),
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def block(**other: Any) -> Row:
    """One row of out_ladder_unit: servers 9 to 12 ran 6,100 h, break-even is 3,840."""
    return {
        "pool_id": POOL_ID,
        "offer_id": "server-year",
        "first_unit": 9,
        "last_unit": 12,
        "ran_hours": 6_100.0,
        "known_months": 12,
        "expected_hours": 6_400.0,
        "break_even_hours": 3_840.0,
        "confidence_ratio": 0.87,
        "saving_cny": Decimal("81000.00"),
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def rejected(**other: Any) -> Row:
    """One row of out_ladder_rejected: a two-year offer that is dearer."""
    return {
        "pool_id": POOL_ID,
        "offer_id": "server-two-years",
        "reason": "dearer",
        "detail": None,
        "dearer_by_cny": Decimal("52000.00"),
        "would_pay_below_cny": Decimal("41500"),
        "source": "price_book: prices.csv line 9",
        "snapshot_id": "s",
    } | other


def sensed(factor: str = "demand", change_ratio: float = 0.2, **other: Any) -> Row:
    """One row of out_ladder_sensitivity: a fifth more demand costs 1.6 million more."""
    return {
        "scope": POOL_ID,
        "factor": factor,
        "change_ratio": change_ratio,
        "cost_cny": Decimal("10600000.00"),
        "cost_change_cny": Decimal("1600000.00"),
        "units_now": 14.0,
        "units_now_change": 2.0,
        "committed_now_cny_per_hour": 0.0,
        "committed_now_change_cny_per_hour": 0.0,
        "snapshot_id": "s",
    } | other


def limit(**other: Any) -> Row:
    """One row of out_ladder_limit: one more imported server would save 12,000."""
    return {
        "limit_name": "imported",
        "kind": "cap",
        "month": date(2026, 12, 1),
        "unit": "server",
        "worth_cny": Decimal(12_000),
        "must_give": 0.0,
        "snapshot_id": "s",
    } | other


def shared(**other: Any) -> Row:
    """One row of out_ladder_shared: 400 yuan an hour for two pools, 94.7 % of it used."""
    return {
        "offer_id": "savings-plan",
        "provider": "Cloud A",
        "billing_mode": "savings_plan",
        "term_months": 12,
        "unit": "currency_per_hour",
        "units": 400.0,
        "committed_cny_per_hour": 400.0,
        "pool_ids": f"{POOL_ID}, {OTHER_POOL}",
        "decide_on": DECIDE_ON,
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 11, 30),
        "is_due": True,
        "commitment_cny": Decimal("3456000.00"),  # 400 x 720 x 12
        "saving_cny": Decimal("1453000.00"),
        "stranded_cny": Decimal("183000.00"),
        "coverage_ratio": 0.61,
        "utilisation_ratio": 0.947,
        "break_even_utilisation_ratio": 0.667,
        "lock_in_months": 12.0,
        "ladder_cost_cny": Decimal("7000000.00"),
        "apart_cost_cny": Decimal("8453000.00"),
        "source": "plans: savings.toml",
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def wait(**other: Any) -> Row:
    """One row of out_ladder_wait: waiting a month costs 110,000."""
    return {
        "pool_id": POOL_ID,
        "decide_now_cny": Decimal("9000000.00"),
        "wait_cny": Decimal("9110000.00"),
        "worth_of_waiting_cny": Decimal("-110000.00"),
        "within_noise": False,
        "snapshot_id": "s",
    } | other


def ladder_rows() -> Rows:
    """A pool of three months with its contract, and everything that the ladder says of it."""
    less = {"cost_change_cny": Decimal("-1500000.00"), "units_now_change": -3.0}
    cheaper = {"cost_change_cny": Decimal("-700000.00"), "units_now_change": -8.0}
    return {
        "out_cost_daily": past(),
        "core_commitment": [contract()],
        "out_ladder": [step(), later(), ending()],
        "out_ladder_month": [month_ahead(month) for month in MONTHS],
        "out_ladder_choice": [*choices(), *choices("company")],
        "out_ladder_unit": [
            block(first_unit=1, last_unit=8, ran_hours=8_200.0, confidence_ratio=0.97),
            block(),
        ],
        "out_ladder_rejected": [
            rejected(),
            rejected(offer_id="north-quote", reason="not_comparable", detail="tax_included")
            | {"dearer_by_cny": None, "would_pay_below_cny": None},
        ],
        "out_ladder_sensitivity": [
            row
            for scope in (POOL_ID, "company")
            for row in (
                sensed(scope=scope),
                sensed("demand", -0.2, scope=scope, **less),
                sensed("on_demand_price", 0.3, scope=scope, cost_change_cny=Decimal("300000.00")),
                sensed("on_demand_price", -0.3, scope=scope, **cheaper),
            )
        ],
        "out_ladder_limit": [limit()],
        "out_ladder_wait": [wait()],
        "out_replay": rules(),
        "out_replay_month": [
            *replayed_months("model", 8),
            *replayed_months("hindsight", 9),
            *replayed_months("azure_2y", 12),
        ],
    }
