-- One row per load x reason: printed prices that are no offers. Read by: screens.health_accounts.
SELECT
  core_load.file_name,
  core_price_left_out.reason,
  count(*) AS offer_count,
  sum(cell_count)::BIGINT AS cell_count,
  min(first_on) AS first_on,
  max(last_on) AS last_on,
  min(first_line_number) AS first_line_number,
  core_load.load_id
FROM core_price_left_out
JOIN core_load USING (load_id)
GROUP BY ALL
ORDER BY cell_count DESC, core_load.file_name, core_price_left_out.reason
