"""Master data that changes daily: prices, art, suppliers, stock keys, labels; as revisions on top of a release.

In go a catalog and the rows of a revision, out comes the catalog with other attributes, labels and free properties, and
the proof that no rule, count or code has moved. Read `revise.py` first.
"""
