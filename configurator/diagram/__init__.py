"""Decision diagrams alone: graphs in which the sequences of a set are the paths, and what can be asked of them."""
