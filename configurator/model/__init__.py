"""What a catalog means: plain immutable values, read from nothing and written to nothing."""
