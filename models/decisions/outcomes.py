"""The months of a decision: what was expected, and what three ways of deciding cost.

Exact: hours are decimals of a millionth, money is rounded once, a month and an amount.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.billing.money import to_cents

Row = Mapping[str, Any]
WAYS = ("decided", "advised", "pay_as_you_go")
OTHER_BASIS = "other_tax_basis"
_BUYING = ("buy", "extend")


def outcome(decision: Row, month: date, hours_in_month: int, days: Sequence[Row]) -> dict[str, Any]:
    """The row of out_decision_outcome of one month, but for snapshot_id.

    `decision` is a row of core_decision, `days` its rows of decision_days.sql in this month.
    """
    costs = dict.fromkeys(WAYS, Fraction(0))
    gap = _gap(decision, days)
    for day in days if gap is None else ():
        price = Fraction(day["price_cny_per_card_hour"] or 0)
        for way in WAYS:
            costs[way] += Fraction(day[f"{way}_hours"]) * price
            costs[way] += _fee(decision, way, day) / hours_in_month
    known = {way: to_cents(cost) if gap is None else None for way, cost in costs.items()}
    decided, nothing = known["decided"], known["pay_as_you_go"]
    return {
        "decision_id": decision["decision_id"],
        "pool_id": decision["pool_id"],
        "month": month,
        "hours_measured": sum(day["hours_measured"] for day in days),
        "hours_in_month": hours_in_month,
        "used_card_hours": float(sum(day["used_card_hours"] for day in days)) if days else None,
        "expected_saving_cny": None
        if gap == OTHER_BASIS
        else _expected(decision, month, hours_in_month, days),
        **{f"{way}_cost_cny": cost for way, cost in known.items()},
        "realised_saving_cny": nothing - decided
        if nothing is not None and decided is not None
        else None,
        "outcome_gap": gap,
        "tax_basis": decision["tax_basis"],
    }


def _gap(decision: Row, days: Sequence[Row]) -> str | None:
    if not days:
        return "not_measured"
    if any(_is_not_in_cards(decision, prefix) for prefix in ("", "advised_")):
        return "not_in_cards"
    if any(day["tax_basis"] not in (None, decision["tax_basis"]) for day in days):
        return OTHER_BASIS
    unpriced = any(
        day["price_cny_per_card_hour"] is None and any(day[f"{way}_hours"] for way in WAYS)
        for day in days
    )
    return "no_price" if unpriced else None


def _is_not_in_cards(decision: Row, prefix: str) -> bool:
    """A sum by the hour or a pack covers by price, which cards beyond a line cannot say."""
    is_bought = decision[f"{prefix}action"] in _BUYING and decision[f"{prefix}units"] > 0
    return bool(is_bought and not decision[f"{prefix}cards_per_unit"])


def _fee(decision: Row, way: str, day: Row) -> Fraction:
    """Fee of a month, times the day's measured hours."""
    if way == "pay_as_you_go":
        return Fraction(0)
    prefix = "" if way == "decided" else "advised_"
    fee = decision["unit_fee_cny_per_month" if way == "decided" else "advised_fee_cny_per_month"]
    if decision[f"{prefix}action"] not in _BUYING or not _runs(decision, prefix, day["local_date"]):
        return Fraction(0)
    hours: int = day["hours_measured"]
    return Fraction(decision[f"{prefix}units"]) * Fraction(fee) * hours


def _runs(decision: Row, prefix: str, day: date) -> bool:
    return bool(decision[f"{prefix}starts_on"] <= day <= decision[f"{prefix}ends_on"])


def _expected(
    decision: Row, month: date, hours_in_month: int, days: Sequence[Row]
) -> Decimal | None:
    """The month's share of the expected saving, by the hours of the advised term measured in it.

    The saving is of the months that the purchase runs within the horizon. Spot has no term.
    """
    saving, horizon = decision["expected_saving_cny"], decision["horizon_months"]
    if saving is None or not horizon or not days:
        return None
    begins = decision["advised_starts_on"]
    if (month.year - begins.year) * 12 + month.month - begins.month >= horizon:
        return None
    hours = sum(d["hours_measured"] for d in days if _runs(decision, "advised_", d["local_date"]))
    months = min(decision["advised_term_months"] or horizon, horizon)
    return to_cents(Fraction(saving) / months * hours / hours_in_month)
