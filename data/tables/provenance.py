"""Where every row came from, and what was turned away."""

import dataframely as dy

from data.tables import fields


class CoreLoad(dy.Schema):
    """One row per source file and version, refused ones included.

    rows_read = rows_loaded + rows_rejected + rows_duplicate, always.
    """

    load_id = fields.text("first 16 hex digits of the hash over content, source and defaults")
    sequence = fields.count("order of the files' saving: where loads overlap, the higher one holds")
    source = fields.text("name of the source (adapter)")
    source_version = fields.count("version of the adapter's rules")
    status = fields.choice(("loaded", "refused"), "refused: the whole file, see reason")
    reason = dy.String(description="why it was refused", nullable=True)
    file_name = fields.text("name of the file as it came")
    copied_from = dy.String(
        description="what the file is a copy of: an object's URL, a package's data", nullable=True
    )
    content_sha256 = fields.text("hash of the file's bytes")
    size_bytes = fields.count("size of the file")
    defaults = dy.String(description="values given with --set, as JSON")
    rows_read = fields.count("data rows in the file; blank lines are none")
    rows_loaded = fields.count("rows accepted")
    rows_rejected = fields.count("rows in quarantine")
    rows_duplicate = fields.count("rows that repeat another one exactly")
    period_start = dy.Datetime(description="earliest time covered, UTC", nullable=True)
    period_end = dy.Datetime(description="latest time covered, UTC", nullable=True)
    loaded_at = dy.Datetime(description="when it was loaded, UTC")
    synthetic = dy.Bool(description="whether the file is part of the generated sample")
    file_modified_at = dy.Datetime(
        description="when the file was last saved, UTC: the order that `sequence` counts"
    )
    replaces = dy.String(
        description="the load whose rejected rows were mended: this one stands in its place",
        nullable=True,
    )


class CoreNewestDay(dy.Schema):
    """One row per table with dated rows x load that has any there: the newest day they tell of.

    Taken once when core is built, so that nobody scans hourly rows for it.
    """

    table = fields.text("name of the core table")
    load_id = fields.load_id()
    newest_on = dy.Date(
        description="newest day; of budgets the end of the last month; empty where none is told",
        nullable=True,
    )


class CoreRejectedRow(dy.Schema):
    """One row per rejected source row."""

    load_id = fields.load_id()
    source = fields.text("name of the source (adapter)")
    file_name = fields.text("name of the file as it came")
    line_number = fields.count("line of the source file")
    column = dy.String(description="offending column; empty where several", nullable=True)
    value = dy.String(description="offending value as it came", nullable=True)
    reason = fields.text("what was expected")
    row = fields.text("the whole row as it came, as JSON")
