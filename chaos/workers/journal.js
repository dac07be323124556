// Writes down what must not happen: events that come twice, values that go back.

export class Journal {
  /** @type {string[]} */
  problems = [];
  /** How often each event came. @type {Record<string, number>} */
  counts = {};
  #present = new Set();
  /** The newest value of each emitter. @type {Map<string, number>} */
  #values = new Map();
  /** How often each emitter said the same again since its node entered. @type {Map<string, number>} */
  #greetings = new Map();
  /** When each emitter that speaks all the time was heard last, and the longest pause of any. @type {Map<string, number>} */
  #heardAt = new Map();
  gap = 0;

  /** Something begins that must not have begun already. @param {string} what @param {string} key */
  begin(what, key) {
    this.#count(what);
    if (this.#present.has(key)) this.#problem(`${what} twice: ${key}`);
    this.#present.add(key);
  }

  /** Something ends that must have begun. @param {string} what @param {string} key */
  end(what, key) {
    this.#count(what);
    if (!this.#present.delete(key)) this.#problem(`${what} without its beginning: ${key}`);
  }

  /** It ended together with what it belongs to, which needs no event of its own. @param {string} key */
  lapse(key) {
    this.#present.delete(key);
  }

  /** A node entered: its emitters may say once more what they said last. @param {string} id */
  greeted(id) {
    for (const key of [...this.#greetings.keys()]) if (key.startsWith(`${id}/`)) this.#greetings.delete(key);
  }

  /**
   * A value arrived; they count up.
   *
   * @param {string} id of its node @param {string} emitter @param {number} value
   * @param {number} greetings how often it may be said again: once for each sensor that it is linked to anew, once where none takes it, never for an event
   */
  value(id, emitter, value, greetings) {
    const key = `${id}/${emitter}`;
    const last = this.#values.get(key) ?? Number.NEGATIVE_INFINITY;
    const greeted = this.#greetings.get(key) ?? 0;
    const again = value === last && greeted < greetings;
    if (again) this.#greetings.set(key, greeted + 1);
    if (value <= last && !again) this.#problem(`${key}: ${value} after ${last}`);
    this.#values.set(key, value);
    if (emitter !== "out") return;
    const now = performance.now();
    this.gap = Math.max(this.gap, now - (this.#heardAt.get(key) ?? now));
    this.#heardAt.set(key, now);
  }

  /** From here on: pauses of the beginning do not count. */
  forget() {
    this.gap = 0;
    this.#heardAt.clear();
  }

  /** @param {string} what */
  #count(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  /** @param {string} text */
  #problem(text) {
    if (this.problems.length < 20) this.problems.push(text);
  }
}
