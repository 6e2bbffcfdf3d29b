"""Why a row was rejected, in the reader's language.

The loader writes reasons in English, from a few patterns (etl.rejecting, etl.expecting,
etl.numbers, etl.csv_text). Each is found again with its parameters and said in the reader's words;
what fits no pattern stays in English.
"""

import re
from collections.abc import Iterable

from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue

_FIXED = (
    "text", "boolean", "date", "date_or_month", "time", "zone", "currency", "iso_currency",
    "accelerator", "unix_time", "pay_ratio",
)  # fmt: skip
_NUMBER = re.compile(
    r"(?P<kind>a whole number|a number)"
    r"(?P<bounds>(?: (?:of at least|above|of at most) [^ ,;]+)*)"
    r"(?:, with at most (?P<places>\d+) decimals)?"
)
_BOUND = re.compile(r" (of at least|above|of at most) ([^ ,;]+)")
_BOUND_KEYS = {"of at least": "at_least", "above": "above", "of at most": "at_most"}
_ONE_COMMA = re.compile(r"; (?P<cell>.+) may mean (?P<whole>.+) or (?P<broken>.+): no comma")
_FIXED_HINTS = ("commas", "tenths", "percent", "currency")
_FIXED_REVIEWS = ("any_910b", "twelfth", "twelve", "eighth", "eight")
_BAND = re.compile(
    r"(?P<amount>[\d,.]+) CNY a month for an 8-card server is (?P<side>beyond|within) twice"
    r" the band of (?P<low>[\d,]+) to (?P<high>[\d,]+)"
)
_PLAIN = (  # their parameters are codes and numbers, which no language changes
    ("contradicts", re.compile(r"contradicts another row with the same (?P<columns>.+)")),
    ("quotes", re.compile(r"the line's quotes do not match: (?P<detail>.+)")),
    ("repeats_on_demand", re.compile("repeats the on-demand price: not offered")),
    (
        "below_on_demand",
        re.compile(r"below (?P<share>\d+%) of on-demand: priced without its cards"),
    ),
    ("not_come", re.compile(r"had not come yet when it was loaded \((?P<at>[-\d: ]+) UTC\): .+")),
    ("too_early", re.compile("lies before the year 2000: a zero in place of a time")),
    ("fraction", re.compile("a fraction of a card")),
    ("fields", re.compile(r"(?P<found>\d+) fields where the header has (?P<wanted>\d+)")),
)
_EMPTY, _EXPECTED, _RULE = "is empty; expected ", "expected ", "breaks the rule: "


def reason_in_words(reason: str) -> str:
    """The reason as the reader says it; the loader's own text where it fits no pattern."""
    return _cell_reason(reason) or _row_reason(reason) or reason


def review_in_words(reason: str) -> str:
    """Why a market quote was held or passed, part by part; where a band is from stays as it is."""
    return "; ".join(map(_of_review, reason.split("; ")))


def _of_review(part: str) -> str:
    if (fixed := _fixed(part, "review", _FIXED_REVIEWS)) is not None:
        return fixed
    match = _BAND.fullmatch(part)
    if match is None:
        return part
    found = match.groupdict()
    return t(f"reasons.review.{found.pop('side')}", **found)


def _cell_reason(reason: str) -> str | None:
    if reason.startswith(_EMPTY):
        expected = _expectation(reason.removeprefix(_EMPTY))
        return t("reasons.empty", expected=expected) if expected else None
    if not reason.startswith(_EXPECTED):
        return None
    expected, semicolon, advice = reason.removeprefix(_EXPECTED).partition(";")
    words, hint = _expectation(expected), _hint(semicolon + advice)
    return t("reasons.expected", expected=words, hint=hint) if words else None


def _row_reason(reason: str) -> str | None:
    if reason.startswith(_RULE):
        key = f"reasons.rule.{reason.removeprefix(_RULE).replace(' ', '_')}"
        return t("reasons.breaks", rule=t(key)) if key in load_catalogue() else None
    for name, pattern in _PLAIN:
        match = pattern.fullmatch(reason)
        if match:
            return t(f"reasons.{name}", **match.groupdict())
    return None


def _expectation(text: str) -> str | None:
    if text.startswith("one of "):
        return t("reasons.expectation.one_of", values=text.removeprefix("one of "))
    if (fixed := _fixed(text, "expectation", _FIXED)) is not None:
        return fixed
    number = _NUMBER.fullmatch(text)
    if number is None:
        return None
    words = t("reasons.number.whole" if "whole" in number["kind"] else "reasons.number.any")
    for bound, limit in _BOUND.findall(number["bounds"]):
        words += t(f"reasons.number.{_BOUND_KEYS[bound]}", limit=limit)
    if number["places"]:
        words += t("reasons.number.decimals", places=number["places"])
    return words


def _hint(text: str) -> str:
    """Advice behind a reason, as it came where it is not a known one."""
    if (fixed := _fixed(text, "hint", _FIXED_HINTS)) is not None:
        return fixed
    match = _ONE_COMMA.fullmatch(text)
    return t("reasons.hint.one_comma", **match.groupdict()) if match else text


def _fixed(text: str, group: str, names: Iterable[str]) -> str | None:
    """The reader's words for an English text that stands in the catalogue; None for another."""
    catalogue = load_catalogue()
    keys = (f"reasons.{group}.{name}" for name in names)
    return next((t(key) for key in keys if catalogue[key]["en"] == text), None)
