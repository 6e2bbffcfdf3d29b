"""What is computed: billing rules, marts, plans, forecasts. Imports only `data`."""
