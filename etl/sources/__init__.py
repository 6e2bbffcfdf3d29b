"""One module per source, all of one shape: each has a `SOURCE`. A new module is found by itself."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from data.errors import UnknownFormatError, UsageError
from etl.source import Source


@cache
def all_sources() -> dict[str, Source]:
    """Every source by name, in the order of names."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    sources = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {source.name: source for source in sorted(sources, key=lambda source: source.name)}


def named_source(name: str) -> Source:
    """The source called `name`, as given with --as."""
    if name not in all_sources():
        raise UsageError(
            f"There is no source called {name!r}", remedy=f"Known: {', '.join(all_sources())}."
        )
    return all_sources()[name]


def recognise(columns: tuple[str, ...], where: str) -> Source:
    """The one source whose files have these columns.

    Raises:
        UnknownFormatError: none has, or several have.
    """
    found = [source for source in all_sources().values() if source.recognise(frozenset(columns))]
    if len(found) == 1:
        return found[0]
    shown = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")
    raise UnknownFormatError(
        f"{'No' if not found else 'More than one'} source recognises the columns {shown}",
        where=where,
        remedy="Name one with --as; `suanli adapters` lists them with their columns.",
    )
