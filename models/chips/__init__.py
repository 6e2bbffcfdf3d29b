"""Domestic against imported chips: what a useful hour of each costs, and what makes them change."""
