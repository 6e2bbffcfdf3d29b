-- One row per entered row that holds in this snapshot: its entry's id. Bound: $source, its kind.
-- Read by: screens.entries_history.
WITH made AS (
    SELECT 'budget' AS kind, load_id, line_number FROM core_budget
    UNION ALL SELECT 'campaign', load_id, line_number FROM core_campaign
    UNION ALL SELECT 'event', load_id, line_number FROM core_event
    UNION ALL SELECT 'project', load_id, line_number FROM core_project
    UNION ALL SELECT 'contract', load_id, line_number FROM core_commitment
    UNION ALL SELECT 'price_book', load_id, line_number FROM core_price
    UNION ALL SELECT 'rental_quote', load_id, line_number FROM core_rental_quote
    UNION ALL SELECT 'scenario', load_id, line_number FROM core_scenario
    UNION ALL SELECT 'decision', load_id, line_number FROM core_decision
)

SELECT made.line_number AS entry_id
FROM made
INNER JOIN core_load USING (load_id)
WHERE core_load.copied_from = 'planning.sqlite' AND made.kind = $source
ORDER BY entry_id
