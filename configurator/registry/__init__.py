"""What is remembered: issued codes, their documents, and the events about them.

Read `store.py` for what a registry promises; `sqlite.py` keeps it in one file.
"""
