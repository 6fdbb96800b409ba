// Tables: combinations of options, of which some row must match, or none may, or the first says what an option is.

import { Amount } from "./amounts.js";
import { isEmptySet, isThere } from "./expressions.js";

/** A table from what stands for it in the document of a product. */
export class Table {
  constructor({ key, columns, allows, because }, domains) {
    Object.assign(this, { key, allows, because });
    this.columns = columns.map(({ option, cells, rows }) => {
      return { option, rows, fits: cells.map((cell) => fitting(cell, domains[option])), cells };
    });
    this.rows = columns[0].rows.length;
  }

  /** Whether completed choices meet a table that allows or forbids. */
  holds(choices) {
    return this.first(choices, this.columns) !== null === this.allows;
  }

  /** The value that the first row gives which fits; undefined where none does. */
  given(choices) {
    const row = this.first(choices, this.columns.slice(0, -1));
    if (row === null) return undefined;
    const last = this.columns.at(-1);
    const cell = last.cells[last.rows[row]];
    return Array.isArray(cell) ? cell[0] : null;
  }

  /** Whether what is chosen is what the table gives. */
  agrees(choices) {
    const given = this.given(choices);
    const chosen = choices[this.columns.at(-1).option] ?? null;
    return given === undefined || given === null ? chosen === null : chosen === given;
  }

  /** The number of the first row whose cells in these columns match; null where there is none. */
  first(choices, columns) {
    const matching = columns.map(({ option, fits }) => fits.map((fit) => fit(choices[option] ?? null)));
    for (let row = 0; row < this.rows; row += 1) {
      if (columns.every(({ rows }, place) => matching[place][rows[row]])) return row;
    }
    return null;
  }
}

/** Whether a cell matches what is chosen in its column. */
function fitting(cell, domain) {
  if (cell === "*") return () => true;
  if (cell === "none") return (value) => !isThere(value) || isEmptySet(value);
  if (!Array.isArray(cell)) {
    const [low, high] = [Amount.of(cell.low), Amount.of(cell.high)];
    return (value) => {
      if (value === null) return false;
      const amount = domain.worth(value);
      return amount instanceof Amount && amount.compare(low) >= 0 && amount.compare(high) <= 0;
    };
  }
  const keyOf = (value) => (Array.isArray(value) ? value.join(" ") : value);
  const values = new Set(cell.map(keyOf));
  return (value) => value !== null && values.has(keyOf(value));
}
