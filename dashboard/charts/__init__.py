"""Figures: pure functions from frames and numbers to `plotly.graph_objects.Figure`.

No function here reads a table, knows a language or rounds a number: words and number formats
come in as arguments, so that a figure says exactly what the table beside it says.
"""
