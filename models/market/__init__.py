"""What the market asks: quotes brought to one unit, dated bands, and where a price stands."""
