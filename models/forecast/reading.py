"""Frames from the statements in models/forecast/sql."""

from models.stage import reader_of

read = reader_of("models.forecast")
