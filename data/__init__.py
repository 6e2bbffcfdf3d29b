"""The shared contract: tables, settings, errors, the warehouse. Imports nothing of ours."""
