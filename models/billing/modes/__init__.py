"""One module per mode, each with one subclass of Plan; a new module is found by itself."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from models.billing.plans import Plan


@cache
def all_modes() -> dict[str, type[Plan]]:
    """Every mode's plan type by its name in plan files, in the order in which modes are applied."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Plan) and kind.__module__ == module.__name__
    }
    named = {kind.model_fields["mode"].annotation.__args__[0]: kind for kind in kinds}  # type: ignore[union-attr]
    return dict(sorted(named.items(), key=lambda entry: (entry[1].ORDER, entry[0])))
