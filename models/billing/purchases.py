"""Keys of a purchase that a mode has no meaning for are refused by name, never ignored."""

from datetime import date, time

from data.errors import UsageError
from models.billing.clock import ONE_DAY
from models.billing.parts import Purchase


def require_whole_days(bought: Purchase, plan_id: str) -> None:
    """Refuse a time of day where the seller's days begin at midnight.

    Raises:
        UsageError: `starts_at` is given.
    """
    if bought.starts_at != time():
        raise UsageError(
            f"purchase.starts_at is {bought.starts_at}, and this plan is bought by the day",
            where=plan_id,
            remedy="Remove starts_at: it begins at midnight of starts_on.",
        )


def require_end(bought: Purchase, after: date, plan_id: str, remedy: str) -> None:
    """Refuse another last day than the term's; `after` is the day after it.

    Raises:
        UsageError: `ends_on` is another day.
    """
    last = after - ONE_DAY
    if bought.ends_on is not None and bought.ends_on != last:
        raise UsageError(
            f"purchase.ends_on is {bought.ends_on}, and the term ends on {last}",
            where=plan_id,
            remedy=remedy,
        )
