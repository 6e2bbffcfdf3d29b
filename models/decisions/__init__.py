"""What came of a decision, month by month, beside its advice and buying nothing."""
