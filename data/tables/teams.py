"""Whose project it is: the team that bears it, from a day on."""

import dataframely as dy

from data.tables import fields

UNASSIGNED = "unassigned"  # what screens call the team of a project that no row gives to any


class CoreProject(dy.Schema):
    """One row per project x day from which it is its team's, until the next such day."""

    project = fields.text("project as named in the usage", primary_key=True)
    team = fields.text("team that it belongs to")
    cost_centre = fields.text("the team's cost centre", nullable=True)
    valid_from = dy.Date(description="first day on which it is, local", primary_key=True)
    source = fields.text("who says so")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")
