"""`python -m luutru`."""

from luutru.cli import main

main()
