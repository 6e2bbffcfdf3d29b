"""Load data, how files are read: their kind, what fills empty columns, whose folder, when saved."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.components import note, sentences
from dashboard.export import FORMATS
from dashboard.i18n import t
from dashboard.refusals import kind_in_words
from dashboard.uploading import Staged, fillable_columns
from data.settings import Settings
from etl.load import LoadOptions
from etl.sources import all_sources
from etl.templates import write_template

_MOST_FILLED = 12


def read_options(settings: Settings, staged: Staged, batch: int) -> tuple[LoadOptions, bool]:
    """How to load, and whether every column that is to be filled has its value.

    `batch` numbers what is uploaded together: the next files begin with no option chosen.
    """
    with st.expander(t("upload.options.title"), key="upload_options"):
        left, right = st.columns(2, gap="small")
        with left:
            source = st.selectbox(
                t("upload.options.source"),
                list(all_sources()),
                index=None,
                key=f"upload_source_{batch}",
                persist_state="session",
                placeholder=t("upload.options.recognise"),
                format_func=kind_in_words,
                help=t("upload.options.source_help"),
            )
        with right:
            saved_at = st.datetime_input(
                t("upload.options.saved_at", zone=settings.time_zone),
                value=None,
                key=f"upload_saved_at_{batch}",
                persist_state="session",
                help=t("upload.options.saved_at_help"),
            )
        defaults = _defaults(source, batch)
        folder = st.text_input(
            t("upload.options.folder"),
            key=f"upload_folder_{batch}",
            persist_state="session",
            help=t("upload.options.folder_help"),
        )
    staged.call(folder.strip() or staged.own_name)
    given = {name: value for name, value in defaults.items() if value}
    options = LoadOptions(
        settings.time_zone, source, given, saved_at=_as_utc(saved_at, settings.time_zone)
    )
    if len(given) < len(defaults):
        sentences([(t("upload.options.incomplete"), True)])
    return options, len(given) == len(defaults)


def show_templates() -> None:
    """Empty files to fill in, for whoever has none."""
    with st.popover(t("upload.template.title"), type="tertiary"):
        templates = [name for name, source in all_sources().items() if source.is_strict]
        chosen = st.selectbox(
            t("upload.template.choose"), templates, key="template", format_func=kind_in_words
        )
        st.download_button(
            t("upload.template.download"),
            data=lambda: _template(chosen),
            file_name=f"{chosen}.xlsx",
            mime=FORMATS["xlsx"],
            key="upload_template",
            on_click="ignore",
        )


def _template(name: str) -> bytes:
    with TemporaryDirectory() as scratch:
        return write_template(name, Path(scratch) / f"{name}.xlsx").read_bytes()


def _defaults(source: str | None, batch: int) -> dict[str, str]:
    """Column -> value for all rows in which it is empty."""
    if source is None:
        note(t("upload.options.fill_needs_source"))
        return {}
    names = st.multiselect(
        t("upload.options.fill"),
        fillable_columns(source),
        key=f"upload_fill_{batch}_{source}",
        persist_state="session",
        placeholder=t("upload.options.fill_none"),
        help=t("upload.options.fill_help"),
        max_selections=_MOST_FILLED,
    )
    places = st.columns(3, gap="small") if names else []
    values = {}
    for number, name in enumerate(names):
        with places[number % 3]:
            key = f"upload_fill_{batch}_{source}_{name}"
            values[name] = st.text_input(f"`{name}`", key=key, persist_state="session").strip()
    return values


def _as_utc(moment: datetime | None, time_zone: str) -> datetime | None:
    if moment is None:
        return None
    local = moment.replace(tzinfo=ZoneInfo(time_zone))
    return local.astimezone(UTC).replace(tzinfo=None)
