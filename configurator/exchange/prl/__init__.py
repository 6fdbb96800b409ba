"""PRL, the pragmatic rule language of BooleWorks: features, groups, rules, and the slices in which they hold.

`parser` reads the text into the tree of `tree`; `features` makes options of features and properties, `rules` rules of
what is said, and `catalog` writes the whole. The meaning is that of BooleRules' translation to formulas:

- the features of a group that stand in no other become the values of one option;
- a versioned feature is the number of its version, 0 where it is not there, up to the highest that a rule names;
- a slicing property becomes an option. What does not hold in a slice is not there in it: of features of yes or no, that
  they are no; of others, that they have no value, and that no comparison with them holds.
"""
