// Why choices cannot stand together: a smallest set of choices and constraints that exclude one another.
//
// First the choices are made few, which asks the diagrams; then the constraints, with those choices, by a search over
// classes. U. Junker, "QUICKXPLAIN: Preferred explanations and relaxations for over-constrained problems" (AAAI 2004).

const MOST_STEPS = 500_000;

/** Things that cannot hold together, though all but any one of them can; null where all can, unless it is known. */
export function smallestConflict(things, isConsistent, isKnown = false) {
  if (!isKnown && isConsistent(things)) return null;
  const among = (background, isNew, left) => {
    if (isNew && !isConsistent(background)) return [];
    if (left.length <= 1) return left;
    const half = Math.floor(left.length / 2);
    const [first, second] = [left.slice(0, half), left.slice(half)];
    const ofSecond = among([...background, ...first], true, second);
    const ofFirst = among([...background, ...ofSecond], ofSecond.length > 0, first);
    return [...ofFirst, ...ofSecond];
  };
  return among([], true, things);
}

/**
 * The constraints, as few as can be, that some choices cannot meet together; null where that is too much to be found
 * out here. `meant`: the classes that each choice leaves to its option.
 */
export function contradicting(product, keys, meant) {
  const near = nearTo(product, keys);
  const steps = { left: MOST_STEPS };
  const found = smallestConflict(near, (some) => canBeMet(product, some, keys, meant, steps), true);
  return steps.left < 0 ? null : found;
}

/** The constraints of the components that choices stand in, or of all without any, in declared order. */
function nearTo(product, keys) {
  if (!keys.length) return product.constraints;
  const own = new Set();
  for (const { options, constraints } of product.space) {
    const isNear = !options.length || options.some(({ key }) => keys.includes(key));
    if (isNear) constraints.forEach((each) => own.add(each));
  }
  return product.constraints.filter(({ key }) => own.has(key));
}

/** Whether some values of all options meet these constraints and agree with what is chosen. */
function canBeMet(product, constraints, keys, meant, steps) {
  const concerned = new Set([...constraints.flatMap(({ options }) => options), ...keys]);
  const classes = new Map();
  for (const key of concerned) {
    const all = product.classed[key].classes;
    classes.set(key, keys.includes(key) ? all.filter((_, number) => meant[key].has(number)) : all);
  }
  const order = inOrder(constraints, classes);
  const last = ({ options }) => Math.max(...options.map((key) => order.indexOf(key)));
  const tying = constraints.filter(({ options }) => options.length);
  const due = order.map((_, level) => tying.filter((each) => last(each) === level));
  // what comes after a level hangs on those options before it only that a later constraint looks at
  const told = order.map((_, level) => {
    const later = new Set(tying.filter((each) => last(each) >= level).flatMap(({ options }) => options));
    return order.slice(0, level).filter((key) => later.has(key));
  });
  const failed = order.map(() => new Set());
  const choices = Object.create(null);
  const places = Object.create(null);
  const goesOn = (level) => {
    if (level === order.length) return true;
    const state = told[level].map((key) => places[key]).join();
    if (failed[level].has(state)) return false;
    const key = order[level];
    for (const [place, { one }] of classes.get(key).entries()) {
      steps.left -= 1;
      if (steps.left < 0) return true;
      choices[key] = one;
      places[key] = place;
      if (due[level].every((each) => each.holds(choices)) && goesOn(level + 1)) return true;
    }
    failed[level].add(state);
    return false;
  };
  return constraints.every((each) => each.options.length || each.holds(choices)) && goesOn(0);
}

/** The options so that those with few classes come first, and constraints can be asked early. */
function inOrder(constraints, classes) {
  const left = new Set(classes.keys());
  const order = [];
  while (left.size) {
    const open = ({ options }) => options.filter((key) => left.has(key));
    const waiting = constraints.map(open).filter((keys) => keys.length);
    const cost = (keys) => keys.reduce((product, key) => product * classes.get(key).length, 1);
    const next = waiting.length ? waiting.reduce((best, keys) => (cost(keys) < cost(best) ? keys : best)) : [...left];
    for (const key of [...next].sort((one, other) => classes.get(one).length - classes.get(other).length)) {
      order.push(key);
      left.delete(key);
    }
  }
  return order;
}
