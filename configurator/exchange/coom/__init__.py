"""COOM, the product modeling language of denkbares, as `coomsuite` reads it: becomes products within products.

`parser` reads the text into the tree of `tree`; `paths` finds what the paths in it lead to, part by part; `formulas`
says conditions and amounts; `behavior` writes rules and tables, and `catalog` the whole.

The meaning is that of coomsuite's encodings (Baumeister et al., «Towards Industrial-scale Product Configuration»,
2025): parts of a feature with several are told apart by their numbers, so each has an option of its own, and the second
is there only if the first is. What is said of several parts is said of each, in every combination. A condition that
looks at a part which is not there holds.
"""
