"""Runs, places and levers in words; one of somebody's own file keeps its name."""

from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue


def lever_words(name: str) -> str:
    """A lever or place."""
    key = f"words.training_lever.{_code(name)}"
    return t(key) if key in load_catalogue() else name


def preset_words(name: str) -> str:
    """A run or programme."""
    key = f"words.run.{_code(name)}"
    return t(key) if key in load_catalogue() else name


def _code(name: str) -> str:
    return name.replace("-", "_").replace(".", "_")
