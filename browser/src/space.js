// The valid configurations of a product: a decision diagram for each part that is tied, asked what is still possible.
//
// One pass goes down a diagram and one up; an edge between a node that choices reach and one from which the end can be
// reached has labels that are open. Values that no rule can tell apart are of one class, and labels are classes.

import { Amount } from "./amounts.js";
import { isEmptySet } from "./expressions.js";
import { lastUpTo } from "./places.js";

/** The components of a product, in declared order; null where the document has none. */
export function spaceOf(told, byKey, reader) {
  return told === null ? null : told.map((each) => new Component(each, byKey, reader));
}

class Component {
  constructor({ holds, options, constraints, levels }, byKey, reader) {
    this.holds = holds;
    this.constraints = new Set(constraints);
    this.options = options.map((each) => new Classed(each, byKey[each.key], reader));
    this.levels = levels.map(([starts, targets, kinds, labels]) => ({ starts, targets, kinds, labels }));
    this.live = this.open(this.options.map(() => null));
  }

  /** For each option, the classes with which something valid has allowed classes of all *other* options. */
  open(allowed) {
    if (!this.holds) return this.options.map(() => new Set());
    const fitting = this.levels.map(({ labels }, place) => {
      const some = allowed[place];
      return labels.map((each) => some === null || each.some((label) => some.has(label)));
    });
    const reached = this.down(fitting);
    const alive = this.up(fitting);
    return this.levels.map(({ starts, targets, kinds, labels }, place) => {
      const open = new Set();
      for (let node = 0; node + 1 < starts.length; node += 1) {
        if (!reached[place][node]) continue;
        for (let edge = starts[node]; edge < starts[node + 1]; edge += 1) {
          if (alive[place + 1][targets[edge]]) open.add(kinds[edge]);
        }
      }
      return new Set([...open].flatMap((kind) => labels[kind]));
    });
  }

  /** The nodes of each level to which allowed labels lead, and behind them the end. */
  down(fitting) {
    const found = [Uint8Array.of(1)];
    this.levels.forEach(({ starts, targets, kinds }, place) => {
      const next = new Uint8Array(place + 1 < this.levels.length ? this.levels[place + 1].starts.length - 1 : 1);
      for (let node = 0; node + 1 < starts.length; node += 1) {
        if (!found[place][node]) continue;
        for (let edge = starts[node]; edge < starts[node + 1]; edge += 1) {
          if (fitting[place][kinds[edge]]) next[targets[edge]] = 1;
        }
      }
      found.push(next);
    });
    return found;
  }

  /** The nodes of each level from which allowed labels lead to the end, which stands behind them. */
  up(fitting) {
    const found = new Array(this.levels.length + 1);
    found[this.levels.length] = Uint8Array.of(1);
    for (let place = this.levels.length - 1; place >= 0; place -= 1) {
      const { starts, targets, kinds } = this.levels[place];
      const nodes = new Uint8Array(starts.length - 1);
      for (let node = 0; node < nodes.length; node += 1) {
        for (let edge = starts[node]; edge < starts[node + 1] && !nodes[node]; edge += 1) {
          if (fitting[place][kinds[edge]] && found[place + 1][targets[edge]]) nodes[node] = 1;
        }
      }
      found[place] = nodes;
    }
    return found;
  }
}

/** An option with its classes. */
class Classed {
  constructor({ key, classes, terms }, option, reader) {
    Object.assign(this, { key, option, classes });
    this.noValue = classes.findIndex((each) => each.one === null);
    if (terms) {
      this.worths = terms.map((term) => worthOf(term, key, reader));
      const worths = classes.map((each, place) => [JSON.stringify([each.one === null, ...each.worths]), place]);
      this.byWorths = new Map(worths);
    } else {
      const isRange = typeof option.domain.size === "bigint";
      const runs = classes.flatMap(({ spans }, number) => {
        const ends = isRange ? spans.map(BigInt) : spans;
        return Array.from({ length: ends.length / 2 }, (_, at) => [ends[2 * at], ends[2 * at + 1], number]);
      });
      this.runs = runs.sort((one, other) => (one[0] < other[0] ? -1 : 1));
      this.starts = this.runs.map(([first]) => first);
    }
  }

  /** The class of a canonical value, null being no value; undefined where nothing valid could have it. */
  classOf(value) {
    if (this.worths)
      return this.byWorths.get(JSON.stringify([value === null, ...this.worths.map((worth) => worth(value))]));
    if (value === null) return this.noValue < 0 ? undefined : this.noValue;
    return this.runs[lastUpTo(this.starts, this.option.domain.place(value))]?.[2];
  }

  /** The classes that are meant by a value: for no value, the empty set is meant as well. */
  meant(value, takesEmptySet) {
    const found = [this.classOf(value), ...(value === null && takesEmptySet ? [this.classOf([])] : [])];
    return new Set(found.filter((each) => each !== undefined));
  }

  /** How many values there are of some classes, a BigInt; no value is one. */
  sizeOf(numbers) {
    return [...numbers].reduce((total, number) => total + BigInt(this.classes[number].size), 0n);
  }
}

/** What a term is worth on a value, written as the document writes the worths of classes. */
function worthOf({ expression, truth, column, others }, key, reader) {
  if (column) {
    const named = new Map(column.map(([value, rows]) => [JSON.stringify(value), rows]));
    return (value) => named.get(JSON.stringify(value)) ?? others;
  }
  const worth = reader.read(expression);
  return (value) => {
    const found = worth({ [key]: value });
    if (truth) return found === true;
    if (found instanceof Amount) return ["#", `${found}`];
    return found instanceof Set ? ["{}", [...found].sort()] : found;
  };
}

/** What is left of a product after choices that have been read; the domains stand in the order of the options. */
export function narrowed(components, chosen, takesEmptySet, options) {
  const meant = {};
  const contradicted = new Set(components.filter((each) => !each.holds));
  const open = components.map((component) => {
    const allowed = component.options.map((option) => {
      if (!Object.hasOwn(chosen, option.key)) return null;
      return (meant[option.key] = option.meant(chosen[option.key], takesEmptySet(option.key)));
    });
    if (allowed.every((each) => each === null)) return component.live;
    const found = component.open(allowed);
    const stands = allowed.every((some, place) => some === null || [...some].some((each) => found[place].has(each)));
    if (!stands) contradicted.add(component);
    return found;
  });
  const domains = new Map(options.map(({ key }) => [key, null]));
  components.forEach((component, number) => {
    const isOut = contradicted.size > 1 || (contradicted.size === 1 && !contradicted.has(component));
    component.options.forEach((classed, place) => {
      domains.set(classed.key, new ValidDomain(classed, isOut ? new Set() : open[number][place]));
    });
  });
  return { isConsistent: contradicted.size === 0, domains };
}

/** What one option can still be, all other choices as they are. */
export class ValidDomain {
  constructor(classed, classes) {
    this.classed = classed;
    this.classes = classes;
    this.kind = classed.option.domain.kind;
  }

  /** Whether it may have no value. */
  get mayLackValue() {
    return this.classes.has(this.classed.noValue);
  }

  /** Whether it may have some value. */
  get mayHaveValue() {
    return this.classes.size > (this.mayLackValue ? 1 : 0);
  }

  /** How many values are left, a BigInt, no value being one; null for texts and images. */
  get size() {
    return this.isOpen ? null : this.classed.sizeOf(this.classes);
  }

  get isOpen() {
    return this.kind === "text" || this.kind === "image";
  }

  /** Whether the option can still be this canonical value; null is no value. */
  has(value) {
    if (Array.isArray(value) && !this.classed.option.domain.takes(value, this.classed.option)) return false;
    const place = this.classed.classOf(Array.isArray(value) && !isEmptySet(value) ? [...value].sort() : value);
    return place !== undefined && this.classes.has(place);
  }

  /** The values that are left, in declared order: keys, `true` and `false`; of a set, those that some set has. */
  *values() {
    const { domain } = this.classed.option;
    if (this.kind === "set") {
      const members = [...this.classes].reduce(
        (all, each) => all | BigInt(`0x${this.classed.classes[each].members}`),
        0n,
      );
      for (const [place, key] of domain.members.keys.entries()) if ((members >> BigInt(place)) & 1n) yield key;
    } else if (this.kind === "values" || this.kind === "flag") {
      for (const [first, last] of this.spans())
        for (let place = first; place <= last; place += 1) yield domain.at(place);
    }
  }

  /** Of numbers, the stretches that are left, ascending: the first and the last of each. */
  *ranges() {
    const { domain } = this.classed.option;
    if (!["integer", "number", "product"].includes(this.kind)) return;
    for (const [first, last] of this.spans()) yield [domain.at(first), domain.at(last)];
  }

  *spans() {
    let open = null;
    for (const [first, last, number] of this.classed.runs) {
      if (!this.classes.has(number)) continue;
      if (open && first - open[1] == 1)
        open[1] = last; // of numbers, or of BigInts
      else {
        if (open) yield open;
        open = [first, last];
      }
    }
    if (open) yield open;
  }
}
