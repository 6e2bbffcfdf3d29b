"""How long after an order cards can be used."""

from dataclasses import dataclass

from data.buying import FILE_NAME, Buying
from data.pool_id import parts_of

# As the ladder takes it (data.buying.Buying.lead_months): two screens must not say two dates. What
# takes longer stands in `buying.toml`, and the screen says where it does not.
DEFAULT_LEAD_TIME_MONTHS = 0
DEFAULT_SOURCE = "default"


@dataclass(frozen=True)
class LeadTime:
    """Whole months, and where they are written."""

    months: int = DEFAULT_LEAD_TIME_MONTHS
    source: str = DEFAULT_SOURCE


def lead_time_of(buying: Buying, offer_id: str | None, pool_id: str) -> LeadTime:
    """The longest that buying.toml says of the pool's cheapest offer."""
    parts = parts_of(pool_id)
    asked = (offer_id or "", parts.provider, pool_id, parts.chip)
    said = [one.months for one in buying.lead_time if one.concerns(*asked)]
    return LeadTime(max(said), FILE_NAME) if said else LeadTime()
