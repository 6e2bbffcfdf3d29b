"""From source files to core tables. What was observed; nothing is computed here."""
