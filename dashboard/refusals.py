"""Why a whole file was refused, in the reader's language and without the command line's advice.

The loader's sentences are English (etl.sources, etl.reading, etl.source); what fits no pattern
stays as it came.
"""

import re

from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue

_LACKS = r"(?:it lacks (?P<missing>[^;.(]+))?(?:; )?(?:it does not know (?P<unknown>[^.(]+))?"
_NO_KIND = re.compile(
    r"(?P<count>No|More than one) source recognises the columns (?P<columns>.+?) \([^()]*\)\. ?"
    rf"(?:The nearest is (?P<kind>\w+)(?:: {_LACKS})?\. )?.*"
)
_NOT_USABLE = re.compile(rf"Not a usable (?P<kind>\w+) file: {_LACKS}(?: \(.*)?(?:\. .*)?")
_DOUBLED = re.compile(r"The header names a column twice: (?P<columns>.+?) \([^()]*\)\..*")
_PLAIN = (
    ("no_header", re.compile(r"The file has no column names\b.*")),
    ("no_rows", re.compile(r"The file has no rows\b.*")),
    ("damaged", re.compile(r"The (?:file|Parquet file) is damaged\b.*")),
    ("workbook", re.compile(r"The workbook cannot be read\b.*")),
)


def refusal_in_words(reason: str) -> str:
    """The reason as the reader says it; the loader's own text where it fits no pattern."""
    if found := _NO_KIND.fullmatch(reason):
        key = "unknown" if found["count"] == "No" else "several"
        why = t(f"upload.refusal.{key}", columns=found["columns"])
        if found["kind"]:
            why = t("upload.refusal.nearest", why=why, kind=kind_in_words(found["kind"]))
        return _with_columns(why, found)
    if found := _NOT_USABLE.fullmatch(reason):
        why = t("upload.refusal.not_usable", kind=kind_in_words(found["kind"]))
        return _with_columns(why, found)
    if found := _DOUBLED.fullmatch(reason):
        return t("upload.refusal.doubled", columns=found["columns"])
    for name, pattern in _PLAIN:
        if pattern.fullmatch(reason):
            return t(f"upload.refusal.{name}")
    return reason


def kind_in_words(source: str) -> str:
    """A kind of file in the reader's words."""
    key = f"words.source.{source}"
    return t(key) if key in load_catalogue() else source


def _with_columns(why: str, found: re.Match[str]) -> str:
    for name in ("missing", "unknown"):
        if columns := found[name]:
            why = t(f"upload.refusal.{name}_columns", why=why, columns=columns.strip())
    return why
