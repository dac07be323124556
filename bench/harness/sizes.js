// How large something is made: the larger, the rarer.

/** @typedef {import("./lab.js").Lab} Lab */
/** @typedef {import("./row.js").Figure} Figure */

export class Sizes {
  #quick;
  /** Those of full runs. @type {readonly number[]} */
  full;
  /** Each of them. @type {readonly number[]} */
  all;

  /** @param {{ readonly quick: readonly number[], readonly full: readonly number[], readonly soak: readonly number[] }} sizes what each kind of run adds */
  constructor({ quick, full, soak }) {
    this.#quick = quick;
    this.full = [...quick, ...full];
    this.all = [...this.full, ...soak];
  }

  /** Those of this run. @param {Lab} lab */
  of(lab) {
    if (lab.soak) return this.all;
    return lab.size === "full" ? this.full : this.#quick;
  }

  /** In which runs a figure of this size is measured. @param {number} size @returns {Pick<Figure, "only">} */
  only(size) {
    if (this.#quick.includes(size)) return {};
    return { only: this.full.includes(size) ? "full" : "soak" };
  }
}
