-- One row per table of the snapshot: an earlier version's has fewer. Read by: screens.health_upkeep, components.search.
SELECT DISTINCT table_name FROM duckdb_tables()
