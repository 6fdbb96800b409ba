"""A file a notation: what other programs read and write of our catalogs and configurations."""
