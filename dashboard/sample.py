"""The embedded sample as files to load: synthetic usage, real market facts, real exchange rates."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from data.files import replacing, write_text
from data.reference import market_prices_path
from data.reference.supply import SUPPLY_EXAMPLE
from data.sample import GIVEN, SAMPLE_SEED, write_sample
from data.settings import FILE_NAME as SETTINGS_FILE
from data.settings import Settings, load_settings
from data.snapshot import find_current
from data.supply import FILE_NAME as SUPPLY_FILE
from data.workspace import Workspace
from etl.builtins import ecb_history_path
from etl.load import LoadOptions
from etl.sources import named_source

if TYPE_CHECKING:
    from dashboard.pipeline import Published

SAMPLE_VERSION = 3  # raised when the generator's output changes


def sample_batches(
    workspace: Workspace, settings: Settings
) -> list[tuple[list[Path], LoadOptions]]:
    """Files and how to load them; the synthetic ones are written on the first call."""
    observed = LoadOptions(settings.time_zone)
    synthetic = LoadOptions(settings.time_zone, synthetic=True)
    files = _synthetic_files(workspace)
    return [
        ([path for path in files if path.name not in GIVEN], synthetic),
        *(
            ([path], replace(synthetic, defaults=GIVEN[path.name]))
            for path in files
            if path.name in GIVEN
        ),
        (
            [market_prices_path()],
            LoadOptions(settings.time_zone, named_source("market_prices").name),
        ),
        ([ecb_history_path()], observed),
    ]


def _synthetic_files(workspace: Workspace) -> list[Path]:
    """Write the sample aside and move it into place, so that a killed run leaves no half of it."""
    folder = workspace.home / "sample" / f"v{SAMPLE_VERSION}-seed{SAMPLE_SEED}"
    if not folder.exists():
        aside = folder.with_name(folder.name + ".writing")
        aside.mkdir(parents=True, exist_ok=True)
        _sell_the_example(workspace)
        write_sample(aside)
        aside.rename(folder)
    return sorted(path for path in folder.iterdir() if path.is_file())


def _sell_the_example(workspace: Workspace) -> None:
    """Let the sample's company sell cards on, where nobody has said what is sold."""
    file = workspace.home / SUPPLY_FILE
    if not file.exists():
        with replacing(file) as temporary:
            temporary.write_bytes(SUPPLY_EXAMPLE.read_bytes())


def _compute_both_tax_bases(workspace: Workspace) -> None:
    """Let a new workspace's sample be looked at with tax and without, unless it has settings."""
    file = workspace.home / SETTINGS_FILE
    if not file.exists() and find_current(workspace) is None:
        write_text(file, "both_tax_bases = true\n")


def build_sample(
    workspace: Workspace,
    settings: Settings,
    report: Callable[[int, int, str], None],
) -> "Published":
    """Load the sample, the market facts and exchange rates, and compute everything; only once.

    Raises:
        LockedError: another run holds the workspace.
    """
    from dashboard import pipeline
    from dashboard.cli.console import logged

    with logged(workspace, "demo") as tell:
        _compute_both_tax_bases(workspace)
        batches = sample_batches(workspace, settings)
        written = load_settings(workspace.home)
        chosen = {"supply": written.supply, "both_tax_bases": written.both_tax_bases}
        published = pipeline.run(workspace, settings.model_copy(update=chosen), batches, report)
        tell(published)
    return published
