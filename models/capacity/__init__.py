"""Cards against demand: when they run out, when to order, and what better use is worth."""
