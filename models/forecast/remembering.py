"""out_forecast_history: every forecast that was made, and what came. Rows are never taken away."""

import duckdb

from models.forecast.metered_actuals import metered_days_known
from models.forecast.reading import read
from models.stage import append_rows, replace_rows

TABLE = "out_forecast_history"
_VIEW = "metered_days_known"


def remember_forecasts(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the forecasts of out_forecast that are not yet remembered, and look what came."""
    append_rows(connection, TABLE, read(connection, "new_in_history"))
    look_what_came(connection)


def look_what_came(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill in what is known today of each period: late data and corrections count."""
    connection.register(_VIEW, metered_days_known(connection))
    try:
        found = read(connection, "history_with_actual")
    finally:
        connection.unregister(_VIEW)
    replace_rows(connection, TABLE, found)
