"""One module per source, all of one shape: each has a `SOURCE`. A new module is found by itself."""

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from data.errors import UnknownFormatError, UsageError
from etl.reading import is_workbook, read_columns, read_headers
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


def recognise_file(path: Path) -> Source:
    """The one source that a file is of; of a workbook, by the one sheet that any source knows.

    Raises:
        UnknownFormatError: none knows it, several do, or several sheets are known.
    """
    if not is_workbook(path):
        return recognise(read_columns(path), str(path))
    headers = read_headers(path)
    known = {
        name: columns
        for name, columns in headers.items()
        if any(source.recognise(frozenset(columns)) for source in all_sources().values())
    }
    found = {recognise(columns, f"{path}, {name}").name for name, columns in known.items()}
    if len(found) > 1:
        raise UnknownFormatError(
            f"Several sheets hold data: {', '.join(known)}",
            where=str(path),
            remedy=f"Load the workbook once for each, with --as: {', '.join(sorted(found))}.",
        )
    return recognise(next(iter((known or headers).values()), ()), str(path))


def recognise(columns: tuple[str, ...], where: str) -> Source:
    """The one source whose files have these columns.

    Raises:
        UnknownFormatError: none has, or several have.
    """
    found = [source for source in all_sources().values() if source.recognise(frozenset(columns))]
    if len(found) == 1:
        return found[0]
    if not columns:
        raise UnknownFormatError(
            "The file has no column names",
            where=where,
            remedy="Its first line must be a header; an empty file holds nothing to load.",
        )
    shown = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")
    raise UnknownFormatError(
        f"{'No' if not found else 'More than one'} source recognises the columns {shown}",
        where=where,
        remedy=_nearest(columns) + "`suanli adapters` lists all with their columns.",
    )


def _nearest(columns: tuple[str, ...]) -> str:
    """The source that shares most columns with a file, and what keeps the file from being its."""

    def shared(source: Source) -> int:
        return len(set(source.file_columns) & set(columns))

    nearest = max(all_sources().values(), key=shared)
    if shared(nearest) < len(columns) / 2:
        return (
            "Name its source with --as, or bring its columns to those of a template"
            " (`suanli template NAME`). "
        )
    required, known = set(nearest.required_columns), set(nearest.file_columns)
    faults = (
        ("it lacks ", sorted(required - set(columns))),
        ("it does not know ", sorted(set(columns) - known)),
    )
    named = "; ".join(words + ", ".join(names) for words, names in faults if names)
    return f"The nearest is {nearest.name}" + (f": {named}. " if named else ". ")
