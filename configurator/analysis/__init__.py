"""Tree to catalog: names become the things that they mean, and everything gets its type."""
