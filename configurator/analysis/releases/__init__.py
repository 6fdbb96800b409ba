"""Compare a catalog with its earlier releases: what would break a code, what changes for those who order."""
