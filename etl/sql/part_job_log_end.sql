-- Grain: none, a part: core_job_log, one row per load x pool, of the CTE `jobs` (load_id, provider,
-- region, pool, cards, started_at, ended_at, since_last, is_running: the log says so itself).
-- Read by: gpu_jobs_to_job_log, job_log_to_job_log.
-- A log of jobs that have ended lacks what still ran when it was written: the newer a day, the less of
-- its use is known. How much, the log says itself: of its older days it shows what part of their use
-- belonged to jobs that ended within so many days after them (the chain ladder that insurers reckon
-- unreported claims by; Mack, ASTIN Bulletin 23, 1993). Days are counted back from the last end in spans
-- of 24 hours, age 0 the newest; `ended_after` is in how many spans after a span's end its job ended.
-- A log whose jobs end all at once with its last moment has counted those still running, in all of its
-- pools, and lacks none; jobs that also began at once are an array and no sign of it.
-- A log that goes on after its last start, longer than its starts usually lie apart, or than they did at
-- that hour of the weeks before (nights, weekends, weekly runs), was cut by starts. A few starts tell
-- that only where a pool has its log in parts.
parts AS (
    SELECT provider, region, pool, count(DISTINCT load_id) > 1 AS is_in_parts
    FROM jobs
    GROUP BY ALL
),
spans AS (
    SELECT
        load_id,
        min(started_at) AS first_start_utc,
        max(started_at) AS last_start_utc,
        max(ended_at) AS last_end_utc,
        count(since_last) >= CASE WHEN bool_or(is_in_parts) THEN 1 ELSE 20 END AS starts_tell,
        greatest(quantile_disc(since_last, 0.99), INTERVAL 1 HOUR) AS usually_apart
    FROM jobs
    JOIN parts USING (provider, region, pool)
    GROUP BY load_id
),
-- From the last start's hour of the week until the next start, in each of four weeks before.
weeks_before AS (
    SELECT load_id, min(started_at) - (last_start_utc - weeks * INTERVAL 7 DAY) AS apart
    FROM spans
    JOIN range(1, 5) AS before (weeks) ON first_start_utc <= last_start_utc - weeks * INTERVAL 7 DAY
    JOIN jobs USING (load_id)
    WHERE started_at >= last_start_utc - weeks * INTERVAL 7 DAY + INTERVAL 1 HOUR
    GROUP BY load_id, last_start_utc, weeks
),
logs AS (
    SELECT
        load_id, last_start_utc, last_end_utc,
        CASE WHEN NOT starts_tell THEN last_end_utc ELSE least(
            last_end_utc,
            last_start_utc + greatest(usually_apart, quantile_disc(apart, 0.5))
        ) END AS starts_known_until
    FROM spans
    LEFT JOIN weeks_before USING (load_id)
    GROUP BY load_id, last_start_utc, last_end_utc, starts_tell, usually_apart
),
pools AS (
    SELECT
        load_id, provider, region, pool,
        min(started_at) AS first_start_utc,
        max(started_at) AS pool_last_start_utc,
        quantile_disc(started_at, 0.05) AS steady_from_utc
    FROM jobs
    GROUP BY ALL
),
-- From where on a newer log holds to the end: of what starts then, core has none of the older one's.
replaced AS (
    SELECT
        older.load_id, older.provider, older.region, older.pool,
        min(newer.first_start_utc) AS replaced_from_utc
    FROM pools AS older
    JOIN pools AS newer USING (provider, region, pool)
    JOIN core_load AS older_load ON older_load.load_id = older.load_id
    JOIN core_load AS newer_load ON newer_load.load_id = newer.load_id
    WHERE newer_load.sequence > older_load.sequence
        AND newer.first_start_utc <= older.pool_last_start_utc
        AND newer.pool_last_start_utc >= older.pool_last_start_utc
    GROUP BY ALL
),
-- Cards that several jobs let go within the last minute, in parts of those in use on average.
endings AS (
    SELECT
        load_id,
        bool_or(is_running) OR count(DISTINCT date_trunc('minute', started_at)) FILTER (ends_last) >= 2
            AND sum(cards) FILTER (ends_last) >= 0.25 * sum(
                CAST(cards AS HUGEINT) * date_diff('microsecond', started_at, ended_at)
            ) / date_diff('microsecond', min(started_at), any_value(last_end_utc))
            AS has_running
    FROM (
        SELECT jobs.*, last_end_utc, ended_at >= last_end_utc - INTERVAL 1 MINUTE AS ends_last
        FROM jobs
        JOIN logs USING (load_id)
    )
    GROUP BY load_id
),
pieces AS (
    SELECT
        load_id, provider, region, pool, age,
        greatest(0, age - date_diff('second', ended_at, last_end_utc) // 86400) AS ended_after,
        sum(CAST(cards AS HUGEINT) * greatest(0, date_diff('microsecond',
            greatest(started_at, last_end_utc - to_days(CAST(age AS INTEGER) + 1)),
            least(ended_at, last_end_utc - to_days(CAST(age AS INTEGER)))))) AS used
    FROM (
        SELECT
            jobs.*, steady_from_utc, starts_known_until, last_end_utc,
            unnest(range(
                date_diff('second', ended_at, last_end_utc) // 86400,
                date_diff('second', started_at, last_end_utc) // 86400 + 1)) AS age
        FROM jobs
        JOIN pools USING (load_id, provider, region, pool)
        JOIN logs USING (load_id)
    )
    WHERE last_end_utc - to_days(CAST(age AS INTEGER)) <= starts_known_until + INTERVAL 1 DAY
        AND last_end_utc - to_days(CAST(age AS INTEGER) + 1) >= steady_from_utc
    GROUP BY ALL
),
-- Use of a span that was known so many spans later; only of spans in which jobs still started.
known AS (
    SELECT
        load_id, provider, region, pool, age, later,
        sum(used) FILTER (ended_after <= later) AS used_known
    FROM pieces CROSS JOIN range(0, 60) AS spans (later)
    WHERE later <= age
    GROUP BY ALL
),
grown AS (
    SELECT
        sooner.load_id, sooner.provider, sooner.region, sooner.pool, sooner.later,
        ln(sum(coalesce(sooner.used_known, 0)) / sum(later.used_known)::DOUBLE) AS log_part
    FROM known AS sooner
    JOIN known AS later
      ON later.load_id = sooner.load_id AND later.provider = sooner.provider
     AND later.region = sooner.region AND later.pool = sooner.pool
     AND later.age = sooner.age AND later.later = sooner.later + 1
    GROUP BY ALL
    HAVING sum(coalesce(sooner.used_known, 0)) > 0 AND count(*) >= 7
),
reported AS (
    SELECT
        load_id, provider, region, pool, later AS age,
        exp(sum(log_part) OVER (
            PARTITION BY load_id, provider, region, pool
            ORDER BY later ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)) AS reported_ratio
    FROM grown
),
lacking AS (
    SELECT
        load_id, provider, region, pool,
        max(age) FILTER (reported_ratio < 0.9) + 1 AS partly_days,
        arg_min(reported_ratio, age) AS last_day_reported_ratio
    FROM reported
    GROUP BY ALL
)
SELECT
    load_id, provider, region, pool, first_start_utc, last_start_utc, last_end_utc,
    CASE WHEN has_running THEN 1.0 ELSE last_day_reported_ratio END
        AS last_day_reported_ratio,
    least(replaced_from_utc, CASE
        WHEN has_running THEN last_end_utc
        ELSE least(
            starts_known_until,
            last_end_utc - to_days(CAST(coalesce(partly_days, 0) AS INTEGER)))
    END) AS whole_until_utc
FROM pools
JOIN logs USING (load_id)
JOIN endings USING (load_id)
LEFT JOIN lacking USING (load_id, provider, region, pool)
LEFT JOIN replaced USING (load_id, provider, region, pool)
