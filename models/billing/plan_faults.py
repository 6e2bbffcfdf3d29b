"""What is wrong with a plan's table: the key, what stands there, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class PlanFault:
    """What is wrong with a key of a plan: keys and numbers lead to it; none mean the plan.

    `kind` is missing, unknown_key, unknown_mode or value; `message` says what is wrong with a
    value, `known` what else may stand there.
    """

    path: tuple[str | int, ...]
    kind: str
    message: str = ""
    known: str = ""

    @property
    def key(self) -> str:
        """The path with dots."""
        return ".".join(map(str, self.path)) or "the plan"

    @property
    def what(self) -> str:
        """What is wrong, with the key."""
        said = {"missing": "missing", "unknown_key": "unknown key"}
        if self.kind == "unknown_mode":
            return "mode: unknown or missing"
        return f"{self.key}: {said.get(self.kind, self.message)}"

    @property
    def remedy(self) -> str:
        """What to do."""
        match self.kind:
            case "unknown_key":
                return f"Remove or correct {self.key}; known: {self.known}."
            case "unknown_mode":
                return f"Write one of {self.known}."
            case "missing":
                return f"Add {self.key}."
        return f"Correct {self.key}."


def explain_all(faults: Sequence[Any]) -> tuple[PlanFault, ...]:
    """All of pydantic's errors, but that a list is empty without those elements that are wrong."""
    paths = [tuple(fault["loc"]) for fault in faults]

    def follows(fault: Any, path: tuple[Any, ...]) -> bool:
        inner = any(len(other) > len(path) and other[: len(path)] == path for other in paths)
        return fault["type"] == "too_short" and inner

    return tuple(
        explain(fault)
        for fault, path in zip(faults, paths, strict=True)
        if not follows(fault, path)
    )


def explain(fault: Any) -> PlanFault:
    """Which key is wrong, and how, of one of pydantic's errors."""
    from models.billing.modes import all_modes

    path = tuple(fault["loc"])
    mode = all_modes().get(str(path[0])) if path else None
    keys = path[1:] if mode else path
    kind, message = fault["type"], fault["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = (
            ", ".join(sorted(mode.model_fields))
            if mode and len(path) == 2
            else "see models/billing/README.md"
        )
        return PlanFault(keys, "unknown_key", known=known)
    if kind == "missing":
        return PlanFault(keys, "missing")
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return PlanFault(("mode",), "unknown_mode", known=", ".join(all_modes()))
    found = "" if kind == "value_error" else f", found {_shown(fault['input'])}"
    return PlanFault(keys, "value", f"{message}{found}")


def _shown(value: Any) -> str:
    plain = isinstance(value, (Decimal, date, time))
    return (str(value) if plain else repr(value))[:80]
