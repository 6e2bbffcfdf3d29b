"""English nouns after a number that turns out to be one. Chinese and Japanese have one form."""

import re
from collections.abc import Mapping

_NOUNS = (
    "card|card-hour|change|chip|column|command|contract|cut-off|day|decimal|decision|dollar|entrie"
    "|field|file|hour|line|model|month|offer|path|plan|point|pool|pool-day|pool-hour|price"
    "|purchase|quote|rack|request|row|rule|server|time|token|unit|year"
)
_BEFORE = "complete|contract|more|other|real|sample|smaller|whole"
_COUNTED = re.compile(
    rf"(?:All )?\{{(?P<name>\w+)\}} (?P<before>(?:{_BEFORE}) )?(?P<noun>{_NOUNS})s"
    r"(?: (?P<verb>are|have)\b)?(?!\w)"
)
_VERBS = {"are": " is", "have": " has", None: ""}


def with_singulars(text: str, values: Mapping[str, object]) -> str:
    """A text still unfilled: `All {count} rows are` -> `{count} row is` where the count is 1."""

    def singular(found: re.Match[str]) -> str:
        if str(values.get(found["name"])) != "1":
            return found[0]
        noun = "entry" if found["noun"] == "entrie" else found["noun"]
        return f"{{{found['name']}}} {found['before'] or ''}{noun}{_VERBS[found['verb']]}"

    return _COUNTED.sub(singular, text)
