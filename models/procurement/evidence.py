"""The evidence clamp: a year or more only for units that have shown that they would be used."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.exceedance import unit_hours
from models.procurement.ladder import Ladder, Term

Numbers = NDArray[np.float64]
LONG_TERM_MONTHS = 12
_FEWEST_MONTHS = 3


def evidence_cny(past: Numbers, ladder: Ladder) -> Numbers:
    """What each unit would have cost by the hour over the last 12 months.

    Where fewer are known, their mean counts for the year, at most fourfold: a new customer's first
    full month is evidence of a third of a year.
    """
    hours = unit_hours(past[-LONG_TERM_MONTHS:]).sum(axis=0)
    known = min(max(len(past), _FEWEST_MONTHS), LONG_TERM_MONTHS)
    yearly = ladder.pay_as_you_go_cny_per_hour * LONG_TERM_MONTHS / known
    evidence: Numbers = hours * yearly
    return evidence


def units_with_evidence(evidence: Numbers, term: Term, evidence_share: float) -> float:
    """Units whose evidence is at least `evidence_share` x the annual fee of the term."""
    if evidence_share <= 0:
        return float("inf")
    wanted = evidence_share * term.fee_cny_per_month * LONG_TERM_MONTHS
    return float(np.count_nonzero(evidence >= wanted))
