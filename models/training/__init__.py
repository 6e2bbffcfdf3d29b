"""What a training run costs, how long it takes, and which lever changes it most."""
