"""Every error of ours says what, where and how to mend it, and knows its exit code."""

import pytest

import data.errors
from data.errors import SuanliError


def all_errors(base: type[SuanliError] = SuanliError) -> list[type[SuanliError]]:
    return [base, *(error for sub in base.__subclasses__() for error in all_errors(sub))]


def test_the_message_has_what_where_and_remedy() -> None:
    error = SuanliError("It broke", where="here", remedy="Mend it.")
    assert str(error) == "It broke (here). Mend it."
    assert str(SuanliError("It broke")) == "It broke."


# 2 wrong usage, 3 input unusable, 4 check failed, 5 locked, 6 not writable: as is promised.
CODES = {
    "UsageError": 2,
    "SettingsError": 2,
    "InputError": 3,
    "UnknownFormatError": 3,
    "NotWhatItClaimsError": 3,
    "PlanSheetError": 3,
    "MissingPriceError": 3,
    "NoSnapshotError": 3,
    "CheckFailedError": 4,
    "LockedError": 5,
    "StorageError": 6,
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_exit_codes_are_those_of_the_command_line(name: str, code: int) -> None:
    assert getattr(data.errors, name).exit_code == code


def test_the_tree_is_drawn_whole_at_the_top_of_its_file() -> None:
    drawn = data.errors.__doc__ or ""
    ours = [error for error in all_errors() if error.__module__ == data.errors.__name__]
    assert [error.__name__ for error in ours if error.__name__ not in drawn] == []
    assert set(CODES) == {error.__name__ for error in ours} - {"SuanliError"}
