"""Prophet's additive model solved exactly: the same posterior, its mode found without Stan."""
