"""Projects and the teams they belong to, in our own template: from which day on."""

import dataframely as dy
import polars as pl

from data.allocation import UNALLOCATED
from data.tables import fields
from data.tables.teams import UNASSIGNED
from etl.source import Source, SourceRow, has_columns


class ProjectRow(SourceRow):
    """One row per project x first day."""

    project = fields.text("project, named as in the usage files", primary_key=True)
    team = fields.text("the team that it belongs to")
    cost_centre = fields.text("the team's cost centre", nullable=True)
    valid_from = dy.Date(description="first day on which it does", primary_key=True)
    source = fields.text("who says so, or where it is written")

    @dy.rule()
    def team_is_none_of_the_words_for_having_none(cls) -> pl.Expr:
        """Screens and tables say with them that a project, or a cost, is nobody's."""
        return ~pl.col("team").is_in([UNASSIGNED, UNALLOCATED])


SOURCE = Source(
    name="project",
    title="Projects and their teams in Suanli's template",
    version=1,
    contract=ProjectRow,
    recognise=has_columns("project", "team", "valid_from"),
    core_sql={"core_project": "project_to_project"},
    is_strict=True,
)
