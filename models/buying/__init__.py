"""What to buy: the stage that fills the ladder tables, and the replay of its advice."""
