"""What months cost and of what, and why one costs more than another, to the cent."""
