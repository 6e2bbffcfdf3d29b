"""Names in buying.toml that nothing here has: a rule about them would hold nothing, in silence."""

from collections.abc import Iterator, Sequence

from data.buying import Buying, pool_name
from data.pool_id import parts_of
from models.billing.plans import Plan
from models.buying.reading import Question


def unknown_names(buying: Buying, question: Question, plans: Sequence[Plan]) -> list[str]:
    """Such as `chip H2O`, in the file's order; chips of the catalogue are known."""
    known = {*_known(question, plans)}
    named = dict.fromkeys(buying.names())
    return [f"{kind} {name}" for kind, name in named if (kind, name) not in known]


def _known(question: Question, plans: Sequence[Plan]) -> Iterator[tuple[str, str]]:
    for pool_id in (*(c.pool_id for c in question.cases), *(one.pool_id for one in question.left)):
        parts = parts_of(pool_id)
        yield from (("pool", pool_id), ("pool", pool_name(pool_id)))
        yield from (("provider", parts.provider), ("chip", parts.chip))
    for one in question.contracts:
        yield from (("provider", one.provider), ("chip", one.chip), ("offer", one.commitment_id))
    for case in question.cases:
        for sold in (*case.offers, *case.agreements, *case.packs):
            yield from (("provider", sold.provider), ("chip", sold.chip), ("offer", sold.offer_id))
        yield from (("offer", one.offer_id) for one in case.refused)
        if case.spot:
            yield "offer", case.spot.offer_id
    yield from (("chip", chip) for chip in question.origins)
    yield from (("offer", plan.plan_id) for plan in plans)
