"""Verdicts, first broken rules, digests and codes of very many configurations at once, in columns.

The single path (`engine.validate`, `identity.configured`) is the referee, and reads each distinct value. Everything
here needs NumPy and pyarrow, the extra `batch`; nothing of it is imported before somebody asks for it.
"""
