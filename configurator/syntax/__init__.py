"""Text to tree: the shape of a catalog, knowing nothing of what it means."""
