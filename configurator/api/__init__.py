"""The HTTP service: a surface over `service`, with the answers of the command line and a table of routes (`app`)."""
