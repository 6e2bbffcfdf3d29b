"""What people enter on screens: an append-only log in the workspace, and what holds after it."""
