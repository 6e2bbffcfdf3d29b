"""What logs and exports do not say of themselves, said alike for all of them."""

from etl.chips import resolve_chips
from etl.reading import TextTable
from etl.source import Context, fill

UNSPECIFIED = "unspecified"


def fill_unsaid(table: TextTable, context: Context, **defaults: str) -> TextTable:
    """Absent or empty cells filled, and chips under the catalogue's names.

    Provider and region become "unspecified", the time zone the one that holds for the load;
    `defaults` are further columns, or other words for these.
    """
    said = {"provider": UNSPECIFIED, "region": UNSPECIFIED, "time_zone": context.time_zone}
    return resolve_chips(fill(table, **said | defaults))
