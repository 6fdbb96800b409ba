"""A registry in a PostgreSQL database, for any number of hosts that issue at once.

Everything of ours stands in one schema. The only package that loads psycopg, which is loaded with it: a process whose
registry is a file never comes here.
"""
