"""Load data: files from the browser are tried out, then loaded and published."""

from functools import partial

import streamlit as st

from dashboard.background import Job
from dashboard.components import card, link_to, note, offer_sample, plain, screen_header, sentences
from dashboard.components.running import begin, ended_job, forget_job, show_running
from dashboard.i18n import t
from dashboard.screens.upload_options import read_options, show_templates
from dashboard.screens.upload_outcome import show_outcome
from dashboard.screens.upload_preview import show_preview
from dashboard.uploading import MOST_MEGABYTES, Staged, Trial, load_task, try_out
from dashboard.view import current as published
from data.errors import SuanliError
from data.settings import load_settings
from data.workspace import Workspace, find_workspace
from etl.load import LoadOptions

_STAGED, _TRIED, _SAID = "_staged", "_tried", "_upload_said"
_ROUND, _BATCH = "_upload_round", "_upload_batch"


def render() -> None:
    """What is going on or what came of it, the upload, and what loading it would do."""
    workspace = find_workspace()
    settings = load_settings(workspace.home)
    screen_header("upload.title")
    if show_running(workspace):
        return
    if (job := ended_job(workspace)) is not None:
        _show_end(job)
    _upload(workspace)
    staged = _staged()
    if staged is None:
        st.markdown(t("upload.takes"))
        offer_sample(workspace)
        return
    options, is_complete = read_options(settings, staged, st.session_state[_BATCH])
    try:
        with st.spinner(t("upload.trying")):
            trials = _tried(workspace, staged, options)
    except SuanliError as refused:
        sentences([(plain(refused), True)])
        _give_up(staged)
        return
    decide = partial(_decide, workspace, staged, trials, options, is_complete=is_complete)
    show_preview(trials, decide)


def _upload(workspace: Workspace) -> None:
    with card(t("upload.files.title"), t("upload.files.subtitle"), height="content"):
        key = f"upload_{st.session_state.get(_ROUND, 0)}"
        st.file_uploader(
            t("upload.files.choose"),
            accept_multiple_files=True,
            key=key,
            on_change=_take,
            args=(workspace, key),
            help=t("upload.files.help", size=MOST_MEGABYTES),
            max_upload_size=MOST_MEGABYTES,
        )
        if said := st.session_state.pop(_SAID, None):
            sentences([(said, True)])
        show_templates()


def _take(workspace: Workspace, key: str) -> None:
    """Write the files into the private folder, and empty the upload: its memory is freed."""
    files = [(file.name, file.getvalue()) for file in st.session_state.get(key) or ()]
    if not files:
        return
    forget_job(workspace)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    staged = _staged()
    try:
        if staged is None:
            staged = Staged(workspace)
            st.session_state[_BATCH] = st.session_state.get(_BATCH, 0) + 1
        staged.add(files)
    except SuanliError as refused:
        st.session_state[_SAID] = t("upload.files.refused", why=plain(refused))
    if staged is not None and staged.files:
        st.session_state[_STAGED] = staged


def _staged() -> Staged | None:
    staged: Staged | None = st.session_state.get(_STAGED)
    return staged if staged is not None and staged.files else None


def _tried(workspace: Workspace, staged: Staged, options: LoadOptions) -> tuple[Trial, ...]:
    """The trial of these files with these options, kept until one of them changes."""
    key = (staged.folder, staged.own_name, options)
    if st.session_state.get(_TRIED, (None,))[0] != key:
        st.session_state[_TRIED] = (key, try_out(workspace, staged, options))
    trials: tuple[Trial, ...] = st.session_state[_TRIED][1]
    return trials


def _decide(
    workspace: Workspace,
    staged: Staged,
    trials: tuple[Trial, ...],
    options: LoadOptions,
    *,
    is_complete: bool,
) -> None:
    """Load, or give up."""
    is_first = published(workspace) is None
    compute_all = st.checkbox(
        t("upload.decide.compute_all"),
        value=is_first,
        key="upload_compute_all",
        help=t("upload.decide.compute_all_help"),
    )

    task = load_task(staged, trials, options, compute_all=compute_all)
    with st.container(horizontal=True):
        st.button(
            t("upload.decide.load"),
            type="primary",
            key="upload_load",
            on_click=begin,
            args=(workspace, task, staged.discard),
            disabled=not is_complete or not any(trial.record.rows_loaded for trial in trials),
        )
        _give_up(staged)


def _give_up(staged: Staged) -> None:
    st.button(t("upload.decide.discard"), key="upload_discard", on_click=_discard, args=(staged,))


def _discard(staged: Staged) -> None:
    staged.discard()
    for name in (_STAGED, _TRIED):
        st.session_state.pop(name, None)


def _show_end(job: Job) -> None:
    if job.result is not None:
        show_outcome(job.result)
        return
    with card(t("upload.failed.title"), height="content"):
        sentences([(plain(job.error) if job.error else t("upload.failed.unexpected"), True)])
        note(t("upload.failed.what_now"))
        link_to("health", t("upload.outcome.open_health"))
