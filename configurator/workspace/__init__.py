"""Check a catalog again and again while somebody edits it, and do anew only what an edit has changed."""
