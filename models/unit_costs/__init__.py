"""What a unit of something useful cost: out_unit_cost and out_token_cost_daily."""
