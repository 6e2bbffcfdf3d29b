"""The evidence clamp: a year or more only for units that have shown that they would be used."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.exceedance import unit_hours
from models.procurement.ladder import Ladder, Term

Numbers = NDArray[np.float64]
LONG_TERM_MONTHS = 12
_FEWEST_MONTHS = 3


def evidence_cny(past: Numbers, ladder: Ladder, planned: Numbers | None = None) -> Numbers:
    """What each unit would have cost by the hour over the last 12 months.

    Where fewer are known, their mean counts for the year, at most fourfold: a new customer's first
    full month is evidence of a third of a year. `planned` (months ahead x hours): the year with the
    planned runs of the next 12 months on top of it, which are certain and count in full.
    """
    known = min(max(len(past), _FEWEST_MONTHS), LONG_TERM_MONTHS)
    recent = past[-LONG_TERM_MONTHS:]
    yearly = ladder.pay_as_you_go_cny_per_hour * LONG_TERM_MONTHS / known
    if planned is None or not planned.any():
        evidence: Numbers = unit_hours(recent).sum(axis=0) * yearly
        return evidence
    coming = planned[:LONG_TERM_MONTHS]
    alone = recent[np.arange(len(coming)) % len(recent)]
    hours = np.arange(alone.shape[1]) * coming.shape[1] // alone.shape[1]
    together = alone + coming[:, hours]
    units = int(np.ceil(together.max()))
    added = unit_hours(together, units) - unit_hours(alone, units)
    evidence = unit_hours(recent, units).sum(axis=0) * yearly
    evidence += added.sum(axis=0) * ladder.pay_as_you_go_cny_per_hour
    return evidence


def units_with_evidence(evidence: Numbers, term: Term, evidence_share: float) -> float:
    """Units whose evidence is at least `evidence_share` x the annual fee of the term."""
    if evidence_share <= 0:
        return float("inf")
    wanted = evidence_share * term.fee_cny_per_month * LONG_TERM_MONTHS
    return float(np.count_nonzero(evidence >= wanted))
