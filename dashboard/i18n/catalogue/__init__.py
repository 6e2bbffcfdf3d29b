"""Reading the catalogue: every TOML file beside this module, checked once when first used."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

Language = Literal["en", "zh_CN", "ja"]
Texts = Mapping[Language, str]


@lru_cache
def load_catalogue() -> Mapping[str, Texts]:
    """All texts: full key -> language -> text.

    Raises:
        ValueError: a key lacks a language, or its languages differ in their placeholders.
    """
    texts: dict[str, Texts] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for key, entry in _leaves(tomllib.loads(file.read_text("utf-8"))):
            if key.split(".")[0] != file.name.removesuffix(".toml"):
                msg = f"{file.name} declares {key}: a key begins with the name of its file"
                raise ValueError(msg)
            texts[key] = _checked(key, entry)
    return texts


def placeholders(text: str) -> set[str]:
    """Names of the `{placeholders}` in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if all(isinstance(inner, dict) for inner in value.values()):
            yield from _leaves(value, f"{key}.")
        else:
            yield key, value


def _checked(key: str, entry: dict[str, Any]) -> Texts:
    if set(entry) != {"en", "zh_CN", "ja"} or not all(entry.values()):
        msg = f"{key} needs exactly en, zh_CN and ja, none of them empty; it has {sorted(entry)}"
        raise ValueError(msg)
    wanted = placeholders(entry["en"])
    for language, text in entry.items():
        if placeholders(text) != wanted:
            msg = f"{key}: {language} has other placeholders than en ({sorted(wanted)})"
            raise ValueError(msg)
    return {"en": entry["en"], "zh_CN": entry["zh_CN"], "ja": entry["ja"]}
