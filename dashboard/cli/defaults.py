"""What `--set COLUMN=VALUE` gives, checked before any file is read."""

from collections.abc import Iterable
from difflib import get_close_matches

from dashboard.cli.console import log
from data.errors import UsageError

_ALIKE = 0.8  # delivry is delivery; lineItem/UsageAmount is nothing of ours


def read_defaults(pairs: Iterable[str]) -> dict[str, str]:
    """Column -> value.

    Raises:
        UsageError: a pair is none, names a column twice, or a misspelt one, which would fill
            nothing and say nothing.
    """
    known = _known_columns()
    found: dict[str, str] = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not (column and equals and value):
            raise UsageError(
                f"{pair!r} is not COLUMN=VALUE",
                where="--set",
                remedy="Write for example --set chip=H100.",
            )
        if column in found:
            raise UsageError(f"{column} is set twice", where="--set", remedy="Set it once.")
        if column not in known:
            _doubt(column, known)
        found[column] = value
    return found


def _doubt(column: str, known: set[str]) -> None:
    meant = get_close_matches(column, known, n=1, cutoff=_ALIKE)
    if meant:
        raise UsageError(
            f"No kind of file has a column {column!r}",
            where="--set",
            remedy=f"Did you mean {meant[0]}? `suanli adapters` lists the columns.",
        )
    log.warning("--set %s: no kind of file is known to have this column", column)


def _known_columns() -> set[str]:
    from etl.sources import all_sources

    known = {"time_zone"}
    for source in all_sources().values():
        known.update(source.contract.columns(), source.file_columns, source.renamed)
    return known
