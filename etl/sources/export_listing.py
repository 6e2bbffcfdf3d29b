"""Which parts an export has: written by Suanli when a folder is loaded as one export."""

from data.tables import fields
from etl.source import Source, SourceRow, has_columns


class ExportListingRow(SourceRow):
    """One row per part of an export."""

    export = fields.text("name of the export's folder")
    delivery = fields.text("folder that the part lies in", primary_key=True)
    part_file = fields.text("name of the part", primary_key=True)
    part_sha256 = fields.text("hash of the part's bytes", primary_key=True)


SOURCE = Source(
    name="export_listing",
    title="Parts of an export that was loaded as one folder",
    version=1,
    contract=ExportListingRow,
    recognise=has_columns("export", "delivery", "part_file", "part_sha256"),
    core_sql={"core_export_part": "export_listing_to_export_part"},
)
