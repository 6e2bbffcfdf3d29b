"""Every error Suanli raises on purpose.

SuanliError                    what happened, where, and how to mend it; carries an exit code
├── UsageError            (2)  the command or a setting is wrong
│   └── SettingsError          suanli.toml or a SUANLI_* variable
├── InputError            (3)  something that was to be read cannot be used
│   ├── UnknownFormatError     no source recognises the file
│   ├── NotWhatItClaimsError   the file lacks what its source promises: refused whole
│   ├── PlanSheetError         plans in a workbook or CSV have faults, each with its cell
│   ├── MissingPriceError      a price, rate or contract term that the answer needs is absent
│   └── NoSnapshotError        nothing has been published yet
├── CheckFailedError      (4)  a check before publishing failed; nothing was published
├── LockedError           (5)  another run holds the workspace
└── StorageError          (6)  the workspace cannot be written: disk full, or no permission
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class SuanliError(Exception):
    """Base of all errors that a user may see: one sentence each for what, where and remedy."""

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.what}{where}.{remedy}"


class UsageError(SuanliError):
    """The command line or a setting is wrong."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is unknown or has an impossible value."""


class InputError(SuanliError):
    """Something that was to be read cannot be used."""

    exit_code = 3


class UnknownFormatError(InputError):
    """No source recognises the file by its content."""


class NotWhatItClaimsError(InputError):
    """The file was taken for a source, and lacks what that source promises."""


class PlanSheetError(InputError):
    """Plans in a workbook or in CSV have faults; `faults` has each, with its cell."""

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", faults: Sequence[Any] = ()
    ) -> None:
        self.faults = tuple(faults)
        super().__init__(what, where=where, remedy=remedy)


class MissingPriceError(InputError):
    """A price, rate or contract term that the answer needs is absent."""


class NoSnapshotError(InputError):
    """Nothing has been published in this workspace yet."""


class CheckFailedError(SuanliError):
    """A check before publishing failed; the last published snapshot stays."""

    exit_code = 4


class LockedError(SuanliError):
    """Another run holds the workspace."""

    exit_code = 5


class StorageError(SuanliError):
    """The workspace cannot be written; what was published before stays."""

    exit_code = 6
