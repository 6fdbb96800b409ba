"""The command line: `app.py` is the command tree, and each command has a file; each reads, asks one thing, shows it."""
