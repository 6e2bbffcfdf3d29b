-- Grain: none, a part: what a row is called along a dimension. Read by: explorer, explorer_use.
-- Reads a day of a pool joined with core_chip. Bound: $named, $classes as filter_pools.
        WHEN 'provider' THEN provider WHEN 'region' THEN region WHEN 'pool' THEN pool_id
        WHEN 'chip' THEN chip WHEN 'origin' THEN coalesce(origin, 'unknown')
        WHEN 'compute' THEN coalesce(
          ($classes::VARCHAR[])[list_position($named::VARCHAR[], provider)],
          ($classes::VARCHAR[])[list_position($named::VARCHAR[], chip)],
          compute_class, 'unknown'
        )
        WHEN 'day' THEN strftime(local_date, '%Y-%m-%d')
        WHEN 'week' THEN strftime(date_trunc('week', local_date), '%Y-%m-%d')
        WHEN 'month' THEN strftime(local_date, '%Y-%m')
        WHEN 'quarter' THEN strftime(date_trunc('quarter', local_date), '%Y-%m')
        WHEN 'weekday' THEN isodow(local_date)::VARCHAR
