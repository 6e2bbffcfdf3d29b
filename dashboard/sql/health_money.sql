-- One row per load x currency x measure: where its money went. Read by: screens.health_accounts.
-- Not in core: read, less exact repetitions, less what core holds. Empty for a measure that some
-- lines lack, because core keeps no sum where a line has none.
SELECT
  core_load.file_name,
  core_load.source,
  total.currency,
  total.measure,
  total.amount_read,
  total.amount_rejected,
  total.amount_duplicate,
  total.amount_landed,
  total.amount_in_core,
  CASE WHEN total.measure = 'billed' OR total.rows_without_amount = 0
    THEN coalesce(total.amount_read - total.amount_duplicate, total.amount_landed)
      - total.amount_in_core
  END AS amount_not_in_core,
  total.amount_held,
  total.rows_without_amount,
  total.load_id
FROM core_load_total AS total
JOIN core_load USING (load_id)
ORDER BY
  total.measure <> 'billed', abs(amount_not_in_core) DESC NULLS LAST, core_load.sequence DESC,
  total.currency, total.measure
