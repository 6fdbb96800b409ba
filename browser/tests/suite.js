// The runtime's own tests, which run in Node (`node --test tests/`) and in a browser (`tests/index.html`) alike.
//
// `tests/answers/` has products as `configurator export --to browser` writes them, with Python's answers to questions
// about each; `tests/codes.json` the answers of an independent implementation of the code.

/** The tests by name: functions of the runtime and of `read`, which gives the text of a file in this folder. */
export const tests = {
  async "documents have the codes that they must have"({ coded, canonicalJson }, read) {
    const { codes } = JSON.parse(await read("codes.json"));
    for (const { document, sha256, code, long_code: longCode, bytes_hex: bytes } of codes) {
      const found = coded(canonicalJson(document));
      equal([found.sha256, found.code, found.longCode], [sha256, code, longCode]);
      equal(
        Array.from(new TextEncoder().encode(found.document), (each) => each.toString(16).padStart(2, "0")).join(""),
        bytes,
      );
    }
  },

  async "codes are read as they are printed and typed, and never corrected"({ readCode, CodeError }, read) {
    const { payloads, accepted_spellings: spellings, refused } = JSON.parse(await read("codes.json"));
    for (const { code } of payloads) equal(readCode(code), code);
    for (const { text, code } of spellings) equal(readCode(text), code);
    for (const { text, why } of refused) equal(thrownBy(() => readCode(text), CodeError) !== null, true, why);
    const reasons = ["", "VA", "V2", "V2222222222222222222", "ſ"].map(
      (each) => thrownBy(() => readCode(each), CodeError).reason,
    );
    equal(reasons, ["empty-code", "unknown-symbol", "wrong-length", "wrong-check", "unknown-symbol"]);
  },

  async "verdicts, prices and codes are those of Python"(runtime, read) {
    for (const { product, answers } of await productsOf(runtime, read)) {
      for (const { choices, facts, day, verdict } of answers) {
        equal(judged(runtime, product, choices, facts, day), verdict, choices);
      }
    }
  },

  async "what is possible, and why something is not, is what Python says"(runtime, read) {
    for (const { product, answers } of await productsOf(runtime, read)) {
      for (const { choices, possible, conflict } of answers) {
        equal(narrowed(product, choices), possible, choices);
        equal(product.explain(JSON.parse(choices)), conflict, choices);
      }
    }
  },

  async "a click on what is possible never leads to a dead end"(runtime, read) {
    for (const { product } of await productsOf(runtime, read))
      for (let seed = 1; seed <= 20; seed += 1) walk(product, seed);
  },

  async "messages and labels are told in another language"(runtime, read) {
    const [{ product }] = await productsOf(runtime, read);
    const [first, ...others] = product.languages;
    equal(others.length > 0, true);
    const labels = (language) => product.options.map(({ key }) => product.labelOf(key, undefined, language));
    equal(labels(undefined), labels(first));
    equal(
      others.every((language) => `${labels(language)}` !== `${labels(first)}`),
      true,
    );
  },

  async "an invalid configuration has no code, and says why"(runtime, read) {
    const [{ product }] = await productsOf(runtime, read);
    const thrown = thrownBy(() => product.code({ nonsense: 1 }), runtime.InvalidConfiguration);
    equal(thrown.problems[0].code, "unknown-option");
    equal(thrown.problems[0].path, "$.nonsense");
  },

  async "a document of another form is refused"({ load, FORM }, read) {
    const document = JSON.parse(await read("answers/lamp.json")).document;
    const refusal = await load({ ...document, form: FORM + 1 }).catch((error) => error);
    equal(refusal instanceof TypeError, true);
  },
};

const PRODUCTS = ["lamp", "gift_set", "locket", "jersey"];

/** The products with the questions and answers about each. */
export async function productsOf({ load }, read) {
  const each = PRODUCTS.map(async (name) => {
    const { document, answers } = JSON.parse(await read(`answers/${name}.json`));
    return { product: await load(document), answers };
  });
  return Promise.all(each);
}

/** A verdict in the words in which Python's answers are written down. */
export function judged({ InvalidConfiguration, NeedsIdentityKey }, product, text, facts, day) {
  const choices = JSON.parse(text);
  const { valid, completed, sellable, openFacts, amounts, unseen, problems, bars } = product.validate(choices, {
    facts,
    day,
  });
  const isSaid = (each) => (each.path === "$" && each.constraint) || each.rule;
  return {
    valid,
    completed,
    sellable,
    openFacts,
    amounts,
    unseen,
    problems: problems.map(plain),
    bars: bars.map(({ since, option, value, rule }) => [since, option, value, rule]),
    said: [...problems, ...bars].filter(isSaid).map(({ message }) => message),
    code: codeOf(product, choices),
  };

  function codeOf() {
    try {
      const { code, longCode, sha256, document } = product.code(choices);
      return { code, longCode, sha256, document };
    } catch (error) {
      if (error instanceof InvalidConfiguration) return null;
      if (error instanceof NeedsIdentityKey) return "NeedsIdentityKey";
      throw error;
    }
  }
}

/** What is possible after choices, in the same way. */
export function narrowed(product, text) {
  const { isConsistent, domains, problems } = product.possible(JSON.parse(text));
  return {
    isConsistent,
    problems: problems.map(plain),
    domains: Object.fromEntries([...domains].map(([key, each]) => [key, told(each)])),
  };
}

const plain = ({ code, path, constraint, options }) => [code, path, constraint, options];

function told(domain) {
  const { mayLackValue, mayHaveValue, size } = domain;
  const [values, ranges] = [[...domain.values()], [...domain.ranges()]];
  return { mayLackValue, mayHaveValue, size: size === null ? null : `${size}`, values, ranges };
}

/** Decides one option after another, each at random among what is possible then, until all are; the end is valid. */
export function walk(product, seed) {
  const random = randomNumbers(seed);
  const pick = (some) => some[Math.floor(random() * some.length)];
  const chosen = {};
  const open = [...product.declared.keys()].map((key) => [key, chosen, key]);
  while (open.length) {
    const [[key, around, name]] = open.splice(Math.floor(random() * open.length), 1);
    const {
      domain: { told },
      derived,
    } = product.byKey[key];
    if (derived) continue;
    const domain = product.possible(chosen).domains.get(key);
    const value = clicked(domain, pick);
    if (value === undefined) throw new Error(`a dead end at ${key}: ${JSON.stringify(chosen)}`);
    around[name] = value;
    if (domain.kind === "product" && value) {
      around[name] = told.many ? Array.from({ length: value }, () => ({})) : {};
      [around[name]].flat().forEach((inner, place) => {
        const prefix = told.many ? `${key}.${place + 1}` : key;
        open.push(...told.declared.map(([own]) => [`${prefix}.${own}`, inner, own]));
      });
    }
  }
  const [wrong] = product.validate(chosen).problems;
  if (wrong) throw new Error(`not valid at the end: ${wrong.message} ${JSON.stringify(chosen)}`);
  return chosen;
}

/** Something that is possible, undefined where nothing is; of texts, one of each class stands for all that are typed. */
function clicked(domain, pick) {
  const ones = [...domain.classes].map((each) => domain.classed.classes[each].one);
  if (domain.isOpen) return pick(ones);
  const possible = [...domain.values(), ...[...domain.ranges()].flat()];
  if (domain.kind !== "set") return pick(domain.mayLackValue ? [null, ...possible] : possible);
  const sets = [[], ...possible.map((each) => [each]), possible, ...ones];
  return pick(sets.filter((each) => domain.has(each)));
}

/** Numbers from 0 to 1, the same for a seed: xorshift of 32 bits (G. Marsaglia, 2003). */
function randomNumbers(seed) {
  let state = (seed * 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function thrownBy(action, Kind) {
  try {
    action();
  } catch (error) {
    if (error instanceof Kind) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** Whether two values are the same as JSON, members in any order. */
function equal(found, wanted, about = "") {
  const [one, other] = [inOrder(found), inOrder(wanted)].map((each) => JSON.stringify(each));
  if (one !== other) throw new Error(`${about}\n  found  ${one}\n  wanted ${other}`);
}

function inOrder(value) {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inOrder(value[key])]),
  );
}
