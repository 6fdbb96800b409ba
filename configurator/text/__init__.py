"""Text from outside, before it means anything: what may stand in it, its canonical form, its length, its pattern.

Pure functions at the bottom of everything: they import nothing of ours but `configurator.errors`. Whatever decides
or normalizes text goes by Unicode 15.0, from a table in this folder, and never by the interpreter's own version.
"""
