"""Since when a pool's cards are too few, and by when to order more: rows of out_capacity_order."""

from datetime import date
from decimal import Decimal
from math import ceil

import numpy as np

from models.billing.money import to_cents
from models.capacity.shortage import order_by
from models.capacity_plan.ahead import QUANTILE_BY_RISK, PoolAhead
from models.capacity_plan.lead_times import LeadTime
from models.capacity_plan.reading import Offer, Row

_PART_OF_SERVER = 0.01  # what lacks beyond whole servers and is no more is not ordered


def order_rows(ahead: PoolAhead, offer: Offer | None, lead_time: LeadTime) -> list[Row]:
    """One row per risk, the most certain first."""
    return [_row(ahead, risk, offer, lead_time) for risk in QUANTILE_BY_RISK]


def _row(ahead: PoolAhead, risk: float, offer: Offer | None, lead_time: LeadTime) -> Row:
    short_from, renewed_from = ahead.as_signed.day(risk), ahead.renewed.day(risk)
    row: Row = {
        "pool_id": ahead.pool_id,
        "risk_ratio": risk,
        "basis": ahead.basis,
        "short_from": short_from,
        "is_extended": False,
        "short_if_renewed_from": renewed_from,
        "lead_time_months": lead_time.months,
        "lead_time_source": lead_time.source,
        "is_overdue": False,
        "cut_off": ahead.cut_off,
    }
    if short_from is None:
        return row
    week, missing = ahead.as_signed.week(risk), ahead.as_signed.missing(risk)
    assert week is not None  # noqa: S101  there is a short day
    worst, latest = int(np.argmax(missing)), order_by(short_from, lead_time.months)
    return row | {
        "is_extended": ahead.is_extended(week),
        "cause": _cause(short_from, renewed_from),
        "supply_cards": float(ahead.as_signed.supply_by_week[week]),
        "missing_cards": float(missing[week]),
        "most_missing_cards": float(missing[worst]),
        "most_missing_week": ahead.mondays[worst],
        "order_by": latest,
        "is_overdue": latest <= ahead.cut_off,
        **_buying(float(missing[week]), offer),
    }


def _cause(short_from: date, renewed_from: date | None) -> str:
    later = renewed_from is None or renewed_from > short_from
    return "contract_ends" if later else "demand"


def _buying(missing_cards: float, offer: Offer | None) -> Row:
    if offer is None:
        return {}
    servers = max(ceil(missing_cards / offer.cards - _PART_OF_SERVER), 1)
    return {
        "servers": servers,
        "offer_id": offer.offer_id,
        "buying_cny_per_month": to_cents(Decimal(offer.fee_cny_per_month) * servers),
    }
