"""Glossary: what each figure is and how it is computed, in the reader's language."""

import streamlit as st

from dashboard.components import card, note, screen_header
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.measures import formula, measures_of_term

GROUPS = ("use", "cost", "decision", "forecast", "training", "data")


def render() -> None:
    """The screen."""
    screen_header("glossary.title")
    with st.container(width=360):
        asked = st.text_input(t("glossary.search"), key="glossary_search")
    found = {group: _terms(group, asked) for group in GROUPS}
    shown = sum(map(len, found.values()))
    note(t("glossary.count", count=shown) if shown else t("glossary.nothing"))
    columns = st.columns(2)
    for index, (group, terms) in enumerate((g, terms) for g, terms in found.items() if terms):
        with columns[index % 2], card(t(f"glossary.group.{group}"), height="content"):
            for name, meaning in terms:
                st.markdown(f"**{name}**  \n{meaning}")


def _terms(group: str, asked: str) -> list[tuple[str, str]]:
    """Name and meaning of the group's terms in which the words asked for occur."""
    parts = (key.split(".") for key in load_catalogue())
    codes = [path[2] for path in parts if path[1] == group and path[3:] == ["name"]]
    terms = [
        (t(f"glossary.{group}.{code}.name"), _meaning(f"glossary.{group}.{code}.meaning"))
        for code in codes
    ]
    words = asked.casefold().split()
    return [term for term in terms if all(word in " ".join(term).casefold() for word in words)]


def _meaning(term: str) -> str:
    """What it is, and how the figures that it names are computed."""
    formulas = dict.fromkeys(map(formula, measures_of_term(term)))
    return "  \n".join(filter(None, (t(term), *formulas)))
