"""One module per mode, each with one subclass of Plan; a new module is found by itself."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import get_args

from data.errors import UsageError
from models.billing.plans import Plan


@cache
def all_modes() -> dict[str, type[Plan]]:
    """Every mode's plan type by its name in plan files, in the order in which modes are applied.

    Raises:
        UsageError: a module of this folder cannot be loaded, holds no mode, or one that another
            module holds: it is named, and no plan is read without it.
    """
    named: dict[str, type[Plan]] = {}
    for found in iter_modules(__path__):
        module = _module(f"{__name__}.{found.name}")
        for mode, kind in _modes_of(module).items():
            if mode in named:
                raise _broken(module.__name__, f"{mode} is also in {named[mode].__module__}")
            named[mode] = kind
    return dict(sorted(named.items(), key=lambda entry: (entry[1].ORDER, entry[0])))


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except Exception as fault:  # whatever a module does wrong, it is to be named
        raise _broken(name, f"{type(fault).__name__}: {fault}") from fault


def _modes_of(module: ModuleType) -> dict[str, type[Plan]]:
    own = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Plan)
        and kind.__module__ == module.__name__
        and get_args(kind.model_fields["mode"].annotation)
    ]
    if not own:
        raise _broken(module.__name__, "it has no subclass of Plan with a literal `mode`")
    without = [kind.__name__ for kind in own if not hasattr(kind, "ORDER")]
    if without:
        raise _broken(module.__name__, f"{without[0]} has no ORDER of application")
    return {get_args(kind.model_fields["mode"].annotation)[0]: kind for kind in own}


def _broken(name: str, why: str) -> UsageError:
    return UsageError(
        f"A mode of billing cannot be used: {why}",
        where=name.replace(".", "/") + ".py",
        remedy="Correct or remove this module; no plan file is read until then.",
    )
