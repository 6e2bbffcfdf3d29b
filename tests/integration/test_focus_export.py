# ruff: noqa: DTZ001  hours are naive UTC
"""What we compute as FOCUS rows loads back through the FOCUS source, with the same sums."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from models.billing.clock import Period
from models.billing.effective_rows import effective_rows
from models.billing.focus_export import FocusAccount, focus_frame
from models.billing.focus_rows import (
    EligibleUse,
    FocusRow,
    HourlyCommitment,
    purchase_rows,
    usage_rows,
)
from models.billing.spend_agreement_rows import SpendAgreement, spend_agreement_rows
from tests.billing_plans import CARD, bill, hours, pay_as_you_go, plan
from tests.fixture_types import Core, Load, WriteFile

ACCOUNT = FocusAccount("acc-1", "company", "CNY", "yunlan", "GPU servers")
START = datetime(2026, 5, 1)
SUMS = (
    "SELECT charge_category AS category, commitment_status AS status,"
    " sum(billed_amount) AS billed, sum(effective_amount) AS effective"
    " FROM core_charge_daily GROUP BY ALL ORDER BY category, status NULLS FIRST"
)


def load_rows(rows: list[FocusRow], write_file: WriteFile, load: Load) -> Any:
    text = focus_frame(rows, ACCOUNT).write_csv()
    [outcome] = load(write_file("computed.csv", text), source_name="focus")
    return outcome


def test_a_commitment_s_day_comes_back_used_unused_and_on_demand(
    write_file: WriteFile, load: Load, core: Core
) -> None:
    # A day of 10 yuan an hour, half paid upfront. 6 h draw 4, 10 h draw 10, 8 h draw 15 (30 on
    # demand if not covered, so the third that is not covered costs 10).
    term = HourlyCommitment(
        "sp-1",
        "Spend",
        START,
        START + timedelta(hours=24),
        Decimal(10),
        "CNY",
        Decimal(1),
        Decimal("0.5"),
    )
    rows = purchase_rows(term)
    for hour in range(24):
        draws = Decimal(4 if hour < 6 else 10 if hour < 16 else 15)
        use = EligibleUse("server-1", Decimal(8), "Card Hour", draws, draws * 2)
        rows += usage_rows(term, START + timedelta(hours=hour), [use])
    outcome = load_rows(rows, write_file, load)
    assert outcome.record.rows_rejected == 0
    assert outcome.record.rows_read == len(rows)
    assert core(SUMS) == [
        {"category": "Purchase", "status": None, "billed": Decimal(240), "effective": Decimal(0)},
        # 8 h x 10 on demand
        {"category": "Usage", "status": None, "billed": Decimal(80), "effective": Decimal(80)},
        # 6 x 6 not used; 6 x 4 + 18 x 10 used
        {"category": "Usage", "status": "Unused", "billed": Decimal(0), "effective": Decimal(36)},
        {"category": "Usage", "status": "Used", "billed": Decimal(0), "effective": Decimal(204)},
    ]


def test_a_spend_agreement_comes_back_to_the_cent(
    write_file: WriteFile, load: Load, core: Core
) -> None:
    agreement = SpendAgreement("C-1", date(2026, 1, 1), 3, Decimal(1200), paid_upfront=True)
    used = [Decimal("333.33"), Decimal(0), Decimal("66.67")]
    outcome = load_rows(spend_agreement_rows(agreement, used), write_file, load)
    assert outcome.record.rows_rejected == 0
    [total] = core(
        "SELECT sum(billed_amount) AS billed, sum(effective_amount) AS effective"
        " FROM core_charge_daily"
    )
    assert total == {"billed": Decimal(1200), "effective": Decimal(1200)}


def test_the_file_is_recognised_as_focus_without_being_told(
    write_file: WriteFile, load: Load, core: Core
) -> None:
    agreement = SpendAgreement("C-1", date(2026, 1, 1), 1, Decimal(10), paid_upfront=False)
    frame = focus_frame(spend_agreement_rows(agreement, [Decimal(10)]), ACCOUNT)
    [outcome] = load(write_file("computed.csv", frame.write_csv()))
    assert outcome.record.source == "focus"
    assert core("SELECT provider, service, currency FROM core_charge_daily") == [
        {"provider": "yunlan", "service": "GPU servers", "currency": "CNY"}
    ]


def test_a_bill_comes_back_with_its_used_and_unused_hours(
    write_file: WriteFile, load: Load, core: Core
) -> None:
    # January: 744 h, 8 cards for 7,440; 6 used, then 9 in the last 24 hours: 1 bought at 20.
    rental = plan(
        "server_rental",
        fee=Decimal(7_440),
        term_months=1,
        included=dict.fromkeys(("cabinet", "power", "network", "operations"), True),
        purchase={"starts_on": date(2026, 1, 1)},
    )
    plans = [rental, pay_as_you_go(20)]
    used = hours(*[6] * 720, *[9] * 24)
    rows = effective_rows(used, plans, Period(used.first_hour, used.end))
    outcome = load_rows(rows, write_file, load)
    assert outcome.record.rows_rejected == 0
    sums = {(r["category"], r["status"]): (r["billed"], r["effective"]) for r in core(SUMS)}
    # used 6 x 720 + 8 x 24 = 4,512 of 5,952 card-hours: 5,640 of 7,440 yuan
    assert sums == {
        ("Purchase", None): (7_440, 0),
        ("Usage", None): (480, 480),
        ("Usage", "Used"): (0, 5_640),
        ("Usage", "Unused"): (0, 1_800),
    }
    assert sum(billed for billed, _ in sums.values()) == bill(used, *plans).total
    [pool] = core("SELECT DISTINCT pool FROM core_charge_daily WHERE commitment_status = 'Used'")
    assert pool == {"pool": CARD.pool_id}
