"""The plans of a folder, by plan_id: reference plans, or a company's own in the same form."""

from pathlib import Path

from data.errors import InputError
from data.plan_files import REFERENCE_PLANS, read_plan_documents
from models.billing.plans import Plan, parse_plans


def read_own_plans(folder: Path) -> tuple[Plan, ...]:
    """All plans of a workspace's folder, which need not exist; faults as `read_plans`."""
    return tuple(plan for versions in read_plans(folder).values() for plan in versions)


def read_plans(folder: Path = REFERENCE_PLANS) -> dict[str, tuple[Plan, ...]]:
    """Versions of every plan by plan_id, in the order of valid_from.

    Raises:
        InputError: a file is no TOML or has a fault (file, plan, key and remedy are named), or two
            versions of a plan are valid from one day.
    """
    found: dict[str, list[Plan]] = {}
    for name, document in read_plan_documents(folder).items():
        for plan in parse_plans(document, str(folder / name)):
            named = plan.model_copy(update={"source": f"{plan.source} [{name}]"})
            found.setdefault(plan.plan_id, []).append(named)
    for plan_id, versions in found.items():
        versions.sort(key=lambda plan: plan.valid_from)
        if len({plan.valid_from for plan in versions}) < len(versions):
            raise InputError(
                f"Two versions of {plan_id} are valid from one day",
                where=str(folder),
                remedy="Remove one of them, or correct its valid_from.",
            )
    return {plan_id: tuple(versions) for plan_id, versions in found.items()}
