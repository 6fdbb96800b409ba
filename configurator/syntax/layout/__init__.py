"""The layout of one statement: its tokens, where its lines end, and how the lines are written."""
