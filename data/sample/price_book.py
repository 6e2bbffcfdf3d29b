"""The sample's price book in template form."""

from datetime import date

from data.sample.offers import OFFERS, Offer, currency_of
from data.sample.pools import find_pool
from data.sample.templates import Row


def make_price_book() -> list[Row]:
    """One row per offer x price change, columns of the price book template."""
    return [_row(offer, day, price) for offer in OFFERS for day, price in offer.steps]


def _row(offer: Offer, valid_from: date, price: str) -> Row:
    pool = find_pool(offer.pool)
    currency = currency_of(pool.provider)
    return {
        "offer_id": f"{offer.pool}-{offer.billing_mode.replace('_', '-')}",
        "valid_from": valid_from.isoformat(),
        "valid_to": offer.withdrawn_after.isoformat() if offer.withdrawn_after else "",
        "provider": pool.provider,
        "region": pool.region,
        "chip": pool.chip,
        "cards": 1 if offer.is_by_the_hour else 8,
        "billing_mode": offer.billing_mode,
        "term_months": offer.term_months,
        "price": price,
        "currency": currency,
        "unit": "card_hour" if offer.is_by_the_hour else "server_month",
        "tax_included": "false" if currency == "USD" else "true",
        "tax_rate": "0.06",
        "power_included": "true",
        "network_included": "true",
        "cabinet_included": "true",
        "source": f"synthetic sample; level of market fact: {offer.basis}",
    }
