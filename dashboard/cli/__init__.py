"""The command line, `suanli`. Commands import what they need when they run, so --help is quick."""

import typer

from dashboard.cli import (
    buying,
    capacity,
    chips,
    deciding,
    decisions,
    keeping,
    loading,
    owning,
    quarantine,
    replaying,
    scenarios,
    serving,
    status,
    supplying,
    tracing,
    training,
    units,
)
from dashboard.cli.console import run_and_exit

app = typer.Typer(
    name="suanli",
    help="Cost and capacity analytics for companies that buy AI compute.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
for module in (loading, deciding, serving, status, tracing, keeping):
    for command in module.COMMANDS:
        app.command()(command)
app.command()(training.training)
app.command()(owning.own)
app.command()(capacity.capacity)
app.command()(chips.chips)
app.command()(buying.ladder)
app.command()(replaying.replay)
app.command()(supplying.supply)
app.command()(units.units)
app.command()(units.tokens)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(scenarios.app, name="scenario")
app.add_typer(decisions.app, name="decision")


def main() -> None:
    """Run the command line; errors become one sentence and an exit code, never a traceback."""
    run_and_exit(app)
