"""Every word a user sees, in English, Chinese and Japanese.

A text is found by its key, `<screen>.<name>`; the texts lie in `catalogue/<screen>.toml`, one
table per key with all three languages. A missing key raises: a blank label is a silent fault.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from urllib.parse import parse_qs

from dashboard.i18n.catalogue import Language, load_catalogue
from dashboard.i18n.plurals import with_singulars
from dashboard.showing import UNIT_TEXTS, in_unit, shown

LANGUAGES: tuple[Language, ...] = ("en", "zh_CN", "ja")
__all__ = [
    "LANGUAGES",
    "Language",
    "current_language",
    "match_language",
    "t",
    "using_language",
    "writing",
]

DEFAULT_LANGUAGE: Language = "en"
QUERY_PARAMETER = "lang"

_forced: ContextVar[Language | None] = ContextVar("forced_language", default=None)


def t(key: str, /, **values: object) -> str:
    """The text of `key` in the current language, its `{placeholders}` filled from `values`.

    Raises:
        KeyError: the catalogue has no such key, or a placeholder got no value.
    """
    language = current_language()
    text = load_catalogue()[key][language]
    if key in UNIT_TEXTS:
        text = in_unit(text)
    if language == "en" and "1" in map(str, values.values()):
        text = with_singulars(text, values)
    return text.format(**values) if values else text


def current_language() -> Language:
    """The language of this reader: forced, from the URL, the browser's, else English.

    Outside Streamlit (command line, exports) it is English unless forced.
    """
    forced = _forced.get()
    if forced is not None:
        return forced
    if "streamlit" not in sys.modules:
        return DEFAULT_LANGUAGE
    return _language_of_session()


def writing() -> str:
    """Language and currency: what the words of a finished figure depend on."""
    return f"{current_language()} {shown().currency}"


@contextmanager
def using_language(language: Language) -> Iterator[None]:
    """Speak `language` inside the block, whatever the session says."""
    token = _forced.set(language)
    try:
        yield
    finally:
        _forced.reset(token)


def match_language(locale: str | None) -> Language | None:
    """The catalogue's language for a browser locale such as `zh-Hans-CN`, or None."""
    prefixes: dict[str, Language] = {"en": "en", "zh": "zh_CN", "ja": "ja"}
    return prefixes.get((locale or "")[:2].lower())


def _language_of_session() -> Language:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return DEFAULT_LANGUAGE
    # st.query_params holds the same, at twenty times the cost, and a screen asks for every word.
    wanted = _language_in(run.query_string)
    return wanted or match_language(st.context.locale) or DEFAULT_LANGUAGE


@lru_cache(maxsize=4096)
def _language_in(query: str) -> Language | None:
    """The language that an address names, without its `?`."""
    values = parse_qs(query).get(QUERY_PARAMETER)
    return match_language(values[-1]) if values else None
