-- Grain: one row per pool whose last days lie so far beyond the usual that the forecast believes them in
-- part only. Reader: models.risk_findings. The note's words are those of models.forecast.fresh_jumps.
SELECT
  series AS pool_id,
  said.days::BIGINT AS days,
  said.factor::DOUBLE AS factor,
  said.learned::DOUBLE AS learned
FROM (
  SELECT DISTINCT
    series,
    regexp_extract(
      method_note,
      'last days: (\d+) at ([\d.e+-]+) times the usual, counted as ([\d.e+-]+)',
      ['days', 'factor', 'learned']
    ) AS said
  FROM out_forecast
  WHERE level = 'pool' AND target = 'usage' AND contains(method_note, 'last days: ')
)
ORDER BY pool_id
