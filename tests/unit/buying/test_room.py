"""What is large of a case is kept while there is room, and is the same where it is drawn again."""

import gc
from collections.abc import Sequence
from dataclasses import fields, replace
from weakref import ref

import numpy as np

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.choices import Choice, choices_of
from models.buying.deciding import solve_ladders, supply_worth
from models.buying.outcome import Outcome, look_ahead
from models.buying.room import Room, large_property
from models.buying.solving import Rules
from tests.pool_cases import case_of, equally_likely, offered

HOURS = 730
MONTHS = 24
RULES = Rules(0.0)


def _case(pool: str, room: Room) -> PoolCase:
    """A pool that needs about 20 units, more or less in each of 40 scenarios."""
    levels = 20 + 5 * np.random.default_rng(7).standard_normal((40, MONTHS)).cumsum(axis=1) / 3
    past = 20 + 6 * np.sin(np.arange(12 * HOURS) / 24 * 2 * np.pi).reshape(12, HOURS)
    offers = (offered(pool, "month", 1, 60_000), offered(pool, "year", 12, 48_000))
    return case_of(pool, past, equally_likely(np.maximum(levels, 1.0)), offers, room=room)


def _has_shares(case: PoolCase) -> bool:
    return "shares" in vars(case)


def test_only_what_was_worked_out_last_is_kept() -> None:
    first, *others = (_case(f"pool-{number}", Room()) for number in range(4))
    room = Room(int(2.5 * first.shares.nbytes))
    cases = [replace(case, room=room) for case in (first, *others)]
    for case in cases:
        assert case.shares.shape == (40, MONTHS, len(case.widths))
    assert [*map(_has_shares, cases)] == [False, False, True, True]


def test_what_is_worked_out_again_is_the_same_to_the_last_bit() -> None:
    case = _case("pool", Room(1))
    before = case.shares
    assert not _has_shares(case)
    assert case.shares is not before
    assert np.array_equal(case.shares, before)


def test_an_array_is_kept_as_long_as_its_owner_and_no_longer() -> None:
    class Owner:
        room = Room()

        @large_property
        def numbers(self) -> np.ndarray:
            return np.arange(3.0)

    owner = Owner()
    array = ref(owner.numbers)
    assert array() is owner.numbers
    del owner
    gc.collect()
    assert array() is None


def test_a_price_alone_changes_nothing_of_the_need() -> None:
    case = _case("pool", Room())
    shares, needed = case.shares, case.needed
    dearer, more = case.changed(price=1.3), case.changed(demand=1.2)
    assert dearer.shares is shares
    assert dearer.needed is needed
    assert not _has_shares(more)
    assert np.array_equal(dearer.shares, replace(dearer).shares)


def test_without_room_the_same_is_advised() -> None:
    plenty, none = ([_case(f"pool-{n}", room) for n in range(3)] for room in (Room(), Room(1)))
    found, again = _advised(plenty), _advised(none)
    assert [one.bought for one in found] == [one.bought for one in again]
    assert any(one.bought for one in found)
    for one, other in zip(found, again, strict=True):
        _require_same(one.outcome, other.outcome)
        assert [_told(c) for c in _choices(one)] == [_told(c) for c in _choices(other)]
    worth = [supply_worth(cases, RULES, solve_ladders(cases, RULES)) for cases in (plenty, none)]
    for name, values in worth[0].items():
        assert np.array_equal(values, worth[1][name])


def test_after_its_rows_a_company_of_any_size_has_only_so_much() -> None:
    room = Room(3 * _case("pool", Room()).shares.nbytes)
    cases = [_case(f"pool-{number}", room) for number in range(12)]
    found = _advised(cases)
    for one in found:
        _choices(one)
    owners = [*cases, *(one.ahead for one in found), *(one.case for one in found)]
    large = {
        id(array): array.nbytes
        for owner in owners
        for array in vars(owner).values()
        if isinstance(array, np.ndarray) and array.ndim == 3 and len(array) > 1
    }
    assert sum(large.values()) <= 3 * found[0].case.shares.nbytes


def test_what_no_money_saves_takes_no_memory() -> None:
    # Every choice of every pool keeps it: 18 of 300 pools, 70 kB each.
    (advice,) = _advised([_case("pool", Room())])
    saved = advice.outcome.money_saved
    assert saved.shape == (40, MONTHS)
    assert not saved.any()
    assert saved.base is not None
    assert saved.base.nbytes == 8


def _advised(cases: Sequence[PoolCase]) -> list[Advice]:
    ladders = solve_ladders(cases, RULES)
    return [Advice(look_ahead(ladders.of(case)), ladders.bought[case.pool_id]) for case in cases]


def _choices(advice: Advice) -> list[Choice]:
    return choices_of(advice, 0.0, (), 0.0)


def _told(choice: Choice) -> tuple[object, ...]:
    return choice.choice, choice.offer_id, choice.figures, choice.low, choice.high


def _require_same(one: Outcome, other: Outcome) -> None:
    for field in fields(Outcome):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name
