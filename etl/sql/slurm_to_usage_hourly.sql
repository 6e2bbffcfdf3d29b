-- Grain: core_usage_hourly. Reads: landing of source `slurm` (one row per job or step), core_load,
-- chip_name (etl/chips.py).
-- A job is known by its id and its submission, so the newest load that has it holds, and an array's
-- waiting rest (123_[4-9]) gives way to its tasks. Jobs are cut at the full hours exactly.
-- Still running: counted until Start + Elapsed (the export's clock), else the file's last time.
WITH told AS (
    SELECT landing.*, core_load.sequence,
        regexp_extract(job_id, '^\d+') AS array_id,
        started_at + to_microseconds(elapsed_s * 1000000) AS seen_running_at
    FROM landing JOIN core_load ON core_load.load_id = landing.load_id
    WHERE record = 'job'
),
newest AS (
    SELECT provider, region, submitted_at, known_as, max(sequence) AS sequence
    FROM (SELECT told.*, unnest(list_distinct([job_id, array_id])) AS known_as FROM told)
    GROUP BY provider, region, submitted_at, known_as
),
clocks AS (
    SELECT load_id,
        max(seen_running_at) FILTER (ended_by = 'elapsed') AS exported_at,
        max(greatest(submitted_at, started_at, ended_at, seen_running_at)) AS last_at,
        bool_and(started_at IS NOT NULL OR cards_asked IS NOT NULL) AS knows_what_was_asked
    FROM told
    GROUP BY load_id
),
jobs AS (
    SELECT told.*, knows_what_was_asked,
        coalesce(ended_at, seen_running_at, last_at) AS held_until,
        coalesce(started_at, ended_at, exported_at, last_at) AS waited_until
    FROM told
    JOIN clocks ON clocks.load_id = told.load_id
    JOIN newest ON newest.provider = told.provider AND newest.region = told.region
        AND newest.submitted_at = told.submitted_at AND newest.sequence = told.sequence
        AND newest.known_as = CASE WHEN contains(told.job_id, '[') THEN array_id ELSE job_id END
),
spans AS (
    SELECT jobs.*, 'held' AS span, started_at AS from_at, held_until AS until_at,
        alloc_tres AS tres, cards AS span_cards
    FROM jobs WHERE started_at IS NOT NULL
    UNION ALL
    SELECT jobs.*, 'waited', submitted_at, waited_until,
        CASE WHEN started_at IS NULL THEN req_tres ELSE alloc_tres END,
        CASE WHEN started_at IS NULL THEN cards_asked * tasks ELSE cards END
    FROM jobs
),
typed AS (
    SELECT spans.*,
        CASE WHEN chip IS NULL
            THEN regexp_extract_all(tres, 'gres/(?:gpu|npu|dcu|mlu):([^=,]+)=\d+', 1)
            ELSE [] END AS types,
        CASE WHEN chip IS NULL
            THEN list_transform(regexp_extract_all(tres, 'gres/(?:gpu|npu|dcu|mlu):[^=,]+=(\d+)', 1),
                lambda digits: CAST(digits AS BIGINT)
                    * CASE WHEN span = 'waited' AND started_at IS NULL THEN tasks ELSE 1 END)
            ELSE [] END AS type_cards
    FROM spans WHERE span_cards > 0
),
unnamed AS (
    SELECT typed.* EXCLUDE (chip, types, type_cards),
        unnest(list_concat(list_transform(types, lambda name: upper(name)), [chip])) AS chip_printed,
        unnest(list_append(type_cards, span_cards - coalesce(list_sum(type_cards), 0)))
            AS chip_cards
    FROM typed
),
split AS (  -- a name that several chips share has no chip in chip_name, and stays as it is
    SELECT unnamed.*, coalesce(chip_name.chip, chip_printed) AS chip_named
    FROM unnamed LEFT JOIN chip_name
        ON chip_name.name_key = regexp_replace(lower(chip_printed), '[^a-z0-9]', '', 'g')
),
only_chips AS (  -- a job that names no type got the cards that its partition has, if of one chip
    SELECT provider, region, pool, min(chip_named) AS only_chip
    FROM split WHERE chip_named IS NOT NULL
    GROUP BY provider, region, pool HAVING count(DISTINCT chip_named) = 1
),
parts AS (  -- the last word has the partition's name, where that is a chip's
    SELECT split.* REPLACE (CAST(chip_cards AS HUGEINT) AS chip_cards),
        coalesce(chip_named, only_chip, of_pool.chip, 'unknown') AS chip,
        unnest(hours_touched(from_at, until_at)) AS hour_utc
    FROM split
    LEFT JOIN only_chips USING (provider, region, pool)
    LEFT JOIN chip_name AS of_pool
        ON of_pool.name_key = regexp_replace(lower(pool), '[^a-z0-9]', '', 'g')
    WHERE chip_cards > 0
),
-- insert: part_job_hours
