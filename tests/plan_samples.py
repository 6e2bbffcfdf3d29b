"""One complete plan of every mode, as tables of a plan file, and how to write them as TOML."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

SHARED: dict[str, Any] = {
    "plan_id": "sample",
    "valid_from": date(2025, 1, 1),
    "valid_to": date(2027, 12, 31),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "time_zone": "UTC",
    "source": "made up for a test",
    "grade": "A",
    "rounding": {"decimals": 2, "mode": "half_even"},
}
BOUGHT = {"units": 1, "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
PRICES = [{"chip": ["H100"], "price": Decimal("2.5"), "per": 1}]
STEPS = [{"from_quantity": 0, "price": 3}, {"from_quantity": 10, "price": Decimal("1.5")}]
BANDS = [
    {"name": "night", "start": time(22), "end": time(8), "days": ["mon"], "pay_ratio": 1},
    {"name": "noon", "start": time(12), "end": time(13), "price": 4},
]
INCLUDED = {"cabinet": True, "power": False, "network": True, "operations": True}

MODES: dict[str, dict[str, Any]] = {
    "pay_as_you_go": {
        "prices": [
            {"chip": "H100", "price": 35, "bands": BANDS, "straddling": "pro_rata"},
            {"chip": "A100", "tiers": {"kind": "graduated", "steps": STEPS, "counted": "day"}},
        ],
        "minimum_charge": Decimal("0.01"),
        "metering": {
            "step": "hour", "rounding": "exact", "minimum_seconds": 60,
            "hourly_means": "as_measured",
        },
    },
    "subscription": {
        "fee": 60_000, "pay_ratio": Decimal("0.9"), "term_months": 12, "months": "30_days",
        "pay": "monthly", "auto_renew": True, "deposit_months": 1, "cards": 8,
        "changes": [{"on": date(2026, 3, 1), "fee": 70_000, "cards": 16}], "purchase": BOUGHT,
    },
    "reserved": {
        "upfront": 100, "recurring": 1, "recurring_per": "month", "hours_per_month": 720,
        "term_months": 12, "size_flexible": True, "size": 2, "match": {"chip": "H100"},
        "purchase": BOUGHT,
    },
    "savings_plan": {
        "commitment": 10, "term_months": 12, "upfront_ratio": Decimal("0.5"),
        "unused_pay_ratio": 1, "purchase": BOUGHT,
        "prices": [{"chip": "H100", "price": 2, "list_price": 3}],
    },
    "committed_spend": {
        "commitment": 1_000, "period_months": 6, "term_months": 12, "pay": "as_used",
        "shortfall_pay_ratio": 1, "prices": PRICES, "purchase": BOUGHT,
    },
    "pack": {
        "quantity": 100, "price": 200, "term_months": 12, "draws": [{"chip": "H100", "units": 1}],
        "refund": {"on": date(2026, 6, 1), "price": 3}, "purchase": BOUGHT,
    },
    "owned": {
        "price": 2_400_000, "depreciation_months": 60, "residual_ratio": Decimal("0.1"),
        "capital_rate_per_year": Decimal("0.1"), "lead_time_months": 1, "cards": 8,
        "purchase": {"units": 1, "starts_on": date(2025, 11, 1)},
    },
    "hosting": {
        "costs": [{"item": "cabinet", "fee": 570}],
        "purchase": {"units": 1, "starts_on": date(2025, 11, 1)},
    },
    "electricity": {
        "rated_kw": Decimal("10.2"), "pue": Decimal("1.3"), "idle_load_ratio": Decimal("0.2"),
        "hours": [{"start": 0, "end": 8, "price": 0}, {"start": 8, "end": 24, "price": 1}],
        "purchase": {"units": 1, "starts_on": date(2025, 11, 1)},
    },
    "server_rental": {
        "fee": 46_000, "term_months": 12, "paid_months": 3, "deposit_months": 1,
        "included": INCLUDED, "extras": {"power": 5_000}, "purchase": BOUGHT,
        "leaving": {"on": date(2026, 7, 1), "rest_owed_ratio": Decimal("0.5")},
    },
    "capacity_block": {
        "price": Decimal("5.191"), "per": 1, "days": 7, "cards": 8, "ends_early_minutes": 30,
        "purchase": {"units": 1, "starts_on": date(2026, 1, 1), "starts_at": time(0)},
    },
    "spot": {
        "path": [
            {"at": datetime(2026, 1, 1), "price": 10},  # noqa: DTZ001  the seller's local time
            {"at": datetime(2026, 1, 1, 5)},  # noqa: DTZ001
        ],
        "per": 1, "bid": 12, "lost_work_ratio": Decimal("0.12"),
    },
    "tokens": {
        "prices": [{"sku": "m", "component": "output", "price": 27, "bands": BANDS[1:]}],
    },
    "storage": {"price": Decimal("0.5"), "free_tb": 1, "step_tb": 1},
    "bandwidth_95": {"price": 4_000, "per": 1_000, "minimum_mbps": 10},
    "egress": {"prices": [{"unit": "gb", "price": Decimal("0.8")}]},
    "voucher": {
        "vouchers": [
            {
                "voucher_id": "city", "face_value": 1_000, "share": Decimal("0.5"),
                "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31),
                "cap_per_month": 100, "plans": "sample", "components": ["card"],
            }
        ]
    },
}  # fmt: skip


def sample(mode: str) -> dict[str, Any]:
    """The table of a plan of one mode."""
    return SHARED | {"mode": mode} | MODES[mode]


def as_toml(table: dict[str, Any]) -> str:
    """A [[plan]] table, its own tables written inline."""
    lines = [f"{_key(name)} = {_value(value)}" for name, value in table.items()]
    return "\n".join(["[[plan]]", *lines, ""])


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else _text(name)


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal) and not value.is_finite():
        return str(value).lower().replace("infinity", "inf")
    return f"{value:f}" if isinstance(value, Decimal) and value.adjusted() > -50 else str(value)
