"""The kinds of findings, by the stage that leaves them and takes its own away again."""

MART_FINDINGS = (
    "suspected_gap",
    "missing_hours",
    "partly_reported",
    "future_hours",
    "missing_price",
    "no_budget",
    "unclear_chip",
    "unusable_row",
    "plan_not_in_costs",
)
PLAN_FINDINGS = ("not_compared", "assumed")
ADVICE_FINDINGS = (
    "no_advice",
    "limits_contradict",
    "unknown_name",
    "plan_serves_nothing",
    "need_filled",
    "search_cut_short",
    "agreement_in_hand",
)
RISK_FINDINGS = ("cards_run_out", "over_budget", "last_days_jump")
REPLAY_FINDINGS = ("not_replayed", "replay_filled")
FINDING_KINDS = (
    *MART_FINDINGS,
    *PLAN_FINDINGS,
    *ADVICE_FINDINGS,
    *RISK_FINDINGS,
    *REPLAY_FINDINGS,
)
