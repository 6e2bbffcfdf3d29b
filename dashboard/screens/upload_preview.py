"""Load data, before anything is loaded: what of each file would be, and what would be rejected."""

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, grid, note, plain, sentences
from dashboard.i18n import t
from dashboard.refusals import refusal_in_words
from dashboard.uploading import SHOWN_ROWS, Trial

_MOST_FILES = 20  # with rows of their own on the screen


def show_preview(trials: Sequence[Trial], decide: Callable[[], None]) -> None:
    """The finding, a line for each file, what to do, and rows of each file that has some to show.

    `decide` shows the buttons, so that they never lie below a hundred rejected rows.
    """
    with card(_finding(trials), t("upload.preview.subtitle"), height="content"):
        sentences(_remarks(trials))
        grid(_summary(trials), "upload_files")
        decide()
        note(t("upload.preview.nothing_kept"))
    shown = [trial for trial in trials if trial.is_usable][:_MOST_FILES]
    for number, trial in enumerate(shown):
        if trial.rejected.height:
            _show_rejected(trial, number)
    for number, trial in enumerate(shown):
        if trial.first_rows.height:
            title = t("upload.preview.first_rows", file=plain(trial.record.file_name))
            with st.expander(title, key=f"upload_first_{number}"):
                st.dataframe(trial.first_rows, hide_index=True, key=f"upload_rows_{number}")
                note(t("upload.preview.first_rows_how", count=formats.number(SHOWN_ROWS)))


def _finding(trials: Sequence[Trial]) -> str:
    records = [trial.record for trial in trials if not trial.is_known]
    loaded = sum(record.rows_loaded for record in records)
    rejected = sum(record.rows_rejected for record in records)
    facts = {
        "loaded": formats.number(loaded),
        "rejected": formats.number(rejected),
        "read": formats.number(sum(record.rows_read for record in records)),
    }
    if not loaded:
        known = any(trial.is_known for trial in trials)
        return t("upload.preview.nothing_new" if known else "upload.preview.nothing_usable")
    return t("upload.preview.some" if rejected else "upload.preview.all", **facts)


def _remarks(trials: Sequence[Trial]) -> list[tuple[str, bool]]:
    """Files that are left out, with the reason and what to do; files that were loaded before."""
    remarks = []
    for trial in trials:
        file = plain(trial.record.file_name)
        if not trial.is_usable:
            why = plain(refusal_in_words(trial.record.reason or formats.MISSING))
            remarks.append((t("upload.preview.refused", file=file, why=why), True))
        elif trial.is_known:
            remarks.append((t("upload.preview.known", file=file), False))
    if any(not trial.is_usable for trial in trials):
        remarks.append((t("upload.preview.refused_remedy"), False))
    return remarks


def _summary(trials: Sequence[Trial]) -> pl.DataFrame:
    """One row per file."""
    rows = [
        {
            "file_name": trial.record.file_name,
            "source": trial.record.source,
            "status": _status(trial),
            "rows_read": trial.record.rows_read,
            "rows_to_load": trial.record.rows_loaded,
            "rows_rejected": trial.record.rows_rejected,
            "rows_duplicate": trial.record.rows_duplicate,
        }
        for trial in trials
    ]
    return pl.DataFrame(rows)


def _status(trial: Trial) -> str:
    if not trial.is_usable:
        return "refused"
    return "loaded_before" if trial.is_known else "to_load"


def _show_rejected(trial: Trial, number: int) -> None:
    rejected = formats.number(trial.record.rows_rejected)
    title = t("upload.rejected.title", file=plain(trial.record.file_name), count=rejected)
    with card(title, t("upload.rejected.subtitle"), height="content"):
        left, right = st.columns((1, 1.3), gap="small")
        with left:
            note(t("upload.rejected.by_reason"))
            grid(trial.reasons, f"upload_reasons_{number}")
        with right:
            note(t("upload.rejected.first", count=formats.number(trial.rejected.height)))
            grid(trial.rejected, f"upload_rejected_{number}")
        note(t("upload.rejected.remedy"))
