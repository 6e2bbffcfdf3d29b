"""`python -m dashboard.cli` is `suanli`."""

from dashboard.cli import main

main()
