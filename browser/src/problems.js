// What problems of single choices are called, and a sentence for each; constraints have their author's own words.

/** A sentence by code; `NAME` stands for the option. */
export const SUMMARIES = {
  "unknown-option": "the product has no option of this name",
  "unknown-value": "NAME has no such value",
  "wrong-type": "NAME takes a value of another kind",
  "out-of-range": "the number is beyond what NAME takes",
  "off-step": "the number is on no step of NAME",
  "wrong-unit": "NAME takes no such unit",
  "too-long": "the text of NAME is too long",
  "too-short": "the text of NAME is too short",
  "wrong-script": "the text of NAME has a character of another script",
  "pattern-mismatch": "the text of NAME does not match its pattern",
  "banned-word": "the text of NAME has a word that may not stand there",
  "no-glyph": "the text of NAME has a character that its font has no sign for",
  "too-wide": "the text of NAME is too wide",
  "refused-text": "the text of NAME has a character that may not stand in text",
  "wrong-digest": "NAME takes the digest of a picture's file",
  "too-many-values": "NAME takes fewer values",
  "too-few-values": "NAME takes more values",
  "repeated-value": "NAME has this value already",
  "inactive-option": "NAME does not apply to these choices",
  "derived-option": "NAME follows from other choices, and is not what is given",
  underivable: "nothing that NAME can be follows from these choices",
  "missing-option": "NAME needs a value",
  "no-value-not-allowed": "NAME needs a value",
  "broken-table": "no row of the table fits these choices",
};
