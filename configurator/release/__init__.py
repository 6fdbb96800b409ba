"""A release as a file: made once, read and asked for ever."""
