"""Plan files that a reader brings along: checked as a workspace's own are, and saved among them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath

from data.errors import InputError, PlanSheetError
from data.files import storing
from data.workspace import Workspace
from models.billing.plans import Plan
from models.plan_library import read_named, read_own_plans, with_brought
from models.plan_sheets.faults import SheetFault
from models.plan_sheets.files import main_file

_UNSAFE = re.compile(r"[^\w.()\- ]")
_MOST_CHARACTERS = 100
_MOST_NAMES = 1_000


@dataclass(frozen=True)
class Brought:
    """One plan file, a CSV with its lists, and its plans; or what is wrong with it."""

    name: str
    files: Mapping[str, bytes]
    plans: tuple[Plan, ...] = ()
    faults: tuple[SheetFault, ...] = ()
    conflict: Plan | None = None
    error: InputError | None = field(default=None, compare=False)

    @property
    def is_sound(self) -> bool:
        """Whether its plans can be compared."""
        return self.error is None and self.conflict is None


def check_files(files: Mapping[str, bytes], own: Iterable[Plan]) -> tuple[Brought, ...]:
    """Every plan file by itself, in the order of names; `own` are the workspace's plans.

    A file whose plan is there already (`conflict`), in `own` or in a file before it, is not sound.
    """
    known, found = tuple(own), []
    for name in sorted({main_file(name) for name in files}):
        parts = {part: files[part] for part in files if main_file(part) == name}
        one = _check(name, parts, known)
        found.append(one)
        known += one.plans
    return tuple(found)


def _check(name: str, parts: Mapping[str, bytes], known: tuple[Plan, ...]) -> Brought:
    try:
        plans = tuple(read_named(parts))
        with_brought((), plans, name)
    except PlanSheetError as faulty:
        return Brought(name, parts, faults=faulty.faults, error=faulty)
    except InputError as refused:
        return Brought(name, parts, error=refused)
    there = {(plan.plan_id, plan.valid_from): plan for plan in known}
    conflicts = (there.get((plan.plan_id, plan.valid_from)) for plan in plans)
    conflict = next(filter(None, conflicts), None)
    return Brought(name, parts, () if conflict else plans, conflict=conflict)


def save(workspace: Workspace, brought: Brought) -> tuple[str, ...]:
    """Write a sound file into the workspace's plans; gives the names that it has there.

    A name that is taken is left to the file that has it: the new one is called `name-2`.

    Raises:
        InputError: a plan is there already, valid from the same day.
        LockedError: a run is going on, which reads the folder.
        StorageError: the workspace cannot be written.
    """
    folder = workspace.plans
    with workspace.lock():  # or a run could have read half of the files
        with_brought(read_own_plans(folder), brought.plans, brought.name)
        with storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            names = _free_names(brought, {path.name.lower() for path in folder.iterdir()})
            for part, name in names.items():
                with (folder / name).open("xb") as file:
                    file.write(brought.files[part])
    return tuple(names.values())


def _free_names(brought: Brought, taken: set[str]) -> dict[str, str]:
    """What each part is to be called, so that no file is overwritten."""
    stem = brought.name.rpartition(".")[0]
    for number in range(1, _MOST_NAMES):
        base = stem if number == 1 else f"{stem}-{number}"
        names = {part: base + part.removeprefix(stem) for part in brought.files}
        if not any(name.lower() in taken for name in names.values()):
            return names
    raise InputError(
        "Too many files have this name",
        where=brought.name,
        remedy="Give the file another name and bring it again.",
    )


def safe_name(name: str) -> str:
    """The name of a file without folders, and without what a folder of files should not hold."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    stem, dot, ending = _UNSAFE.sub("_", last).rpartition(".")
    stem = stem.lstrip(".~ ")[:_MOST_CHARACTERS] or "plans"
    return f"{stem}{dot}{ending.lower()}"
