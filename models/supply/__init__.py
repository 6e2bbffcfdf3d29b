"""The seller's side: capacity bought upstream, rented to customers, and what is left of it."""
