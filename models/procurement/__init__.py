"""The decision: which plan, how many, when. Arrays in and out, no database, no files."""
