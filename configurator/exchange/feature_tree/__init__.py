"""Feature models, as UVL, SXFM and their like have them, and the way from one to the text of an ordinary catalog.

A model is a tree of features in groups, with attributes and constraints across the tree (`tree`, `expression`). It
becomes a catalog of one product with exactly as many configurations as the model has products over all its features:

- an exclusive group is one option with values, `when` its parent is there, and carries its parent where that may be
  left out;
- any other feature that may be left out is an option that is `on` or absent, and a typed one an option with its values;
- a mandatory feature is there exactly if its parent is. It has no option of its own: constraints look at whatever
  carries it, and a note there names it, so that `configurator search` finds it (`placing`).

What is not there counts 0 in amounts and is the empty text, as in the encodings of UVL's own tools.
"""
