"""The plans of a folder, by plan_id: reference plans, or a company's own in the same forms."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data.errors import InputError
from data.plan_files import (
    ENDINGS,
    REFERENCE_PLANS,
    list_plan_files,
    read_plan_bytes,
    read_plan_document,
)
from models.billing.plans import Plan
from models.plan_sheets.files import main_file, read_plan_files
from models.plan_sheets.writing import table_of


def read_own_plans(folder: Path) -> tuple[Plan, ...]:
    """All plans of a workspace's folder, which need not exist; faults as `read_plans`."""
    return tuple(plan for versions in read_plans(folder).values() for plan in versions)


def read_plans(folder: Path = REFERENCE_PLANS) -> dict[str, tuple[Plan, ...]]:
    """Versions of every plan by plan_id, in the order of valid_from.

    Files are TOML, workbooks or CSV.

    Raises:
        InputError: a file cannot be read or has a fault (file, plan or cell, key and remedy are
            named), or two versions of a plan are valid from one day.
    """
    return by_plan(read_named(read_plan_bytes(folder), str(folder)), str(folder))


def tables_of_file(path: Path) -> list[dict[str, Any]]:
    """The plans of one sound file as tables of a plan file, as they are written there.

    Raises:
        InputError: as `read_plan_file`.
    """
    plans = read_plan_file(path)
    if path.suffix.lower() == ".toml":
        found: list[dict[str, Any]] = read_plan_document(path)["plan"]
        return found
    mark = f" [{path.name}]"
    return [
        table_of(plan.model_copy(update={"source": plan.source.removesuffix(mark)}))
        for plan in plans
    ]


def read_plan_file(path: Path) -> tuple[Plan, ...]:
    """The plans of one file; of a CSV with the files of its lists beside it.

    Raises:
        InputError: it is not there, or has a fault.
    """
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        raise InputError(
            "There is no such plan file",
            where=str(path),
            remedy=f"Name a file that ends in {', '.join(ENDINGS)}: `suanli template plans`.",
        )
    parts = [one for one in list_plan_files(path.parent) if main_file(one.name) == path.name]
    files = {part.name: part.read_bytes() for part in {path, *parts}}
    versions = by_plan(read_named(files, str(path.parent)), str(path))
    return tuple(plan for found in versions.values() for plan in found)


def with_brought(own: Iterable[Plan], brought: Iterable[Plan], where: str) -> tuple[Plan, ...]:
    """A workspace's plans and those that somebody brings along, together.

    Raises:
        InputError: a plan is in both, valid from the same day: which one holds would be a guess.
    """
    together = (*own, *brought)
    by_plan(together, where)
    return together


def read_named(files: Mapping[str, bytes], where: str = "") -> list[Plan]:
    """The plans of some files, each with the file's name in its source; `where` is the folder.

    Raises:
        InputError: a file has a fault.
    """
    return [
        plan.model_copy(update={"source": f"{plan.source} [{name}]"})
        for name, plans in read_plan_files(files, where).items()
        for plan in plans
    ]


def by_plan(plans: Iterable[Plan], where: str) -> dict[str, tuple[Plan, ...]]:
    """Versions of every plan by plan_id, in the order of valid_from.

    Raises:
        InputError: two versions of a plan are valid from one day.
    """
    found: dict[str, list[Plan]] = {}
    for plan in plans:
        found.setdefault(plan.plan_id, []).append(plan)
    for plan_id, versions in found.items():
        versions.sort(key=lambda plan: plan.valid_from)
        if len({plan.valid_from for plan in versions}) < len(versions):
            sources = " and ".join(plan.source for plan in versions)
            raise InputError(
                f"Two versions of {plan_id} are valid from one day: {sources}",
                where=where,
                remedy="Remove one of them, or correct its valid_from.",
            )
    return {plan_id: tuple(versions) for plan_id, versions in found.items()}
