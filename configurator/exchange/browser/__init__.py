"""A product as the browser runtime reads it: one JSON document, with which verdicts and codes are made offline."""
