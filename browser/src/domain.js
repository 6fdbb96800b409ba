// What all domains share, and how a raw value is refused.

/** What is wrong with a raw value. */
export class Faults extends Error {
  constructor(...faults) {
    super("faulty");
    this.faults = faults;
  }
}

/** The member that an object has itself of a name; undefined where it has none. */
export const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

/** One fault, ready to be thrown. */
export const fault = (code, index) => new Faults({ code, index });

/** What an option can be; each kind of option has a class. */
export class Domain {
  constructor(told) {
    this.told = told;
    this.kind = told.kind;
  }

  /** The attribute of one of its values; null where there is none. */
  attribute() {
    return null;
  }

  /** A canonical value as conditions see it. */
  worth(value) {
    return value;
  }
}
