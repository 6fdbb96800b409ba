// SHA-256 (FIPS 180-4), at once and in line: the browser's own answers later, and for short input takes longer.

const ROUNDS = new Uint32Array(64);
const BEGINNING = new Uint32Array(8);

// the first 32 bits behind the point of the cube roots, and of the square roots, of the first primes
for (let number = 2, found = 0; found < 64; number += 1) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) BEGINNING[found] = fraction(number ** (1 / 2));
  ROUNDS[found] = fraction(number ** (1 / 3));
  found += 1;
}

function fraction(root) {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

/** The 32 bytes of the digest of some bytes. */
export function sha256(bytes) {
  const blocks = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(blocks.length - 4, bytes.length << 3);
  const state = BEGINNING.slice();
  const words = new Uint32Array(64);
  for (let start = 0; start < blocks.length; start += 64) {
    for (let place = 0; place < 16; place += 1) words[place] = view.getUint32(start + 4 * place);
    for (let place = 16; place < 64; place += 1) {
      const [early, late] = [words[place - 15], words[place - 2]];
      const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words[place] = words[place - 16] + small + words[place - 7] + large;
    }
    round(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => digest.setUint32(4 * place, word));
  return new Uint8Array(digest.buffer);
}

function round(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let place = 0; place < 64; place += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + ROUNDS[place] + words[place]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => {
    state[place] += word;
  });
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** The lower-case hex digits of some bytes. */
export const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");

/** The bytes of a text in UTF-8. */
export const utf8 = (text) => new TextEncoder().encode(text);
