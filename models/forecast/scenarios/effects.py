"""Which pools a change has any effect on, and why it has none on others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from data.tables.scenarios import SCENARIO_NOTES
from models.forecast.scenarios.campaigns import added_cards
from models.forecast.scenarios.changes import Change
from models.forecast.scenarios.demand import PoolWork
from models.forecast.scenarios.pool import PoolBase

*REASONS, POOL_NOT_FORECAST = SCENARIO_NOTES


def why_without_effect(change: Change, base: PoolBase) -> str | None:
    """A reason out of REASONS for a pool in the change's scope; None where it has an effect."""
    last_day = base.days[-1]
    if change.kind == "campaigns":
        work = base.work
        days = (work.cut_off + timedelta(days=n + 1) for n in range(len(base.days)))
        has_any = any(added_cards(work.plans, change, work.cut_off, day) for day in days)
        return None if has_any else "no_campaign_ahead"
    if change.start > last_day:
        return "begins_after_horizon"
    if change.is_in_history:
        return "is_in_history"
    if change.kind == "new_project":
        return _why_no_project(change.like, base.work)
    if change.is_of_demand:
        return None
    if not base.rates:
        return "no_price"
    if change.kind == "fx_move" and not base.rates.is_moved_by(change):
        return "not_in_this_currency"
    return None


def _why_no_project(like: str | None, work: PoolWork) -> str | None:
    if like in work.shares or like in work.elsewhere:
        return None
    return "chips_not_comparable" if like in work.not_comparable else "no_such_project"


class Effects:
    """Counts over all pools what each change came to."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._pools = dict.fromkeys(map(_key, changes), 0)
        self._reasons: dict[tuple[str, str], set[str]] = {key: set() for key in self._pools}

    def see(self, change: Change, reason: str | None) -> None:
        """Note what a change came to in one pool of its scope."""
        if reason is None:
            self._pools[_key(change)] += 1
        else:
            self._reasons[_key(change)].add(reason)

    def rows(self, not_forecast: Mapping[tuple[str, str], Iterable[str]]) -> list[dict[str, Any]]:
        """Rows of out_scenario, without provenance."""
        return [
            {
                "scenario": change.scenario,
                "change": change.change,
                "is_built_in": change.is_built_in,
                "kind": change.kind,
                "scope": change.scope,
                "like": change.like,
                "currency": change.currency,
                "start_date": None if change.kind == "campaigns" else change.start,
                "ramp_days": change.ramp_days,
                "change_ratio": change.ratio if change.kind != "campaigns" else None,
                "pools_changed": self._pools[_key(change)],
                "note": self._note(change, has_others=bool(not_forecast.get(_key(change)))),
                "grade": change.grade,
                "source": change.source,
            }
            for change in self._changes
        ]

    def _note(self, change: Change, *, has_others: bool) -> str | None:
        if has_others:
            return POOL_NOT_FORECAST
        if self._pools[_key(change)]:
            return None
        found = self._reasons[_key(change)] or {REASONS[0]}
        return max(found, key=REASONS.index)


def _key(change: Change) -> tuple[str, str]:
    return change.scenario, change.change
