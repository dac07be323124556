// What a row is, and how it is run: contestants take turns, again and again, and each run is compared within itself.
import { median } from "./statistics.js";

/** @typedef {import("./lab.js").Lab} Lab */
/** @typedef {Record<string, number>} Sample what one run of one contestant gave */
/** @typedef {(name: string) => number} Lookup finds "socket rate": what the contestant `socket` gave as `rate` */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {readonly Figure[]} figures
 * @property {{ readonly smoke: number, readonly quick: number, readonly full: number }} runs 0 where it takes too long
 * @property {number} [warmups] runs that do not count
 * @property {(lab: Lab) => Promise<Record<string, () => Promise<Sample>>>} prepare starts the processes; one function for each
 *   contestant, and each call of it is one run
 */

/**
 * @typedef {object} Figure one line of the table
 * @property {string} row
 * @property {string} unit
 * @property {(of: Lookup) => number} value
 * @property {string} [against] what the control is
 * @property {(of: Lookup) => number} [control]
 * @property {Target} [target]
 * @property {string} [limit] why the target cannot be met, where that is known: a limit, and what a profile says
 * @property {string} [needs] the contestant without which there is no such line
 * @property {"full" | "soak"} [only] measured in full runs only, or in soaks only
 */

/** @typedef {{ readonly of: "ratio" | "value", readonly atLeast?: number, readonly atMost?: number }} Target */

/**
 * @typedef {object} Result
 * @property {string} row
 * @property {number} value the median, as the control
 * @property {string} unit
 * @property {number | null} control
 * @property {string | null} against
 * @property {number | null} ratio the median of the ratios of each run
 * @property {number} min of the value
 * @property {number} max of the value
 * @property {number} runs
 * @property {Target | null} target
 * @property {boolean | null} met
 * @property {string | null} limit told where it is not met
 */

/**
 * @param {Row} row
 * @param {Lab} lab
 * @returns {Promise<Result[]>}
 */
export async function runRow({ prepare, runs, warmups = 0, figures }, lab) {
  try {
    const contestants = Object.entries(await prepare(lab));
    /** @type {Lookup[]} */
    const counted = [];
    for (let run = -warmups; run < lab.choose(runs); run++) {
      const samples = await runOnce(contestants, run + warmups);
      if (run >= 0) counted.push((name) => find(samples, name));
    }
    return figures
      .filter(({ needs }) => needs === undefined || contestants.some(([name]) => name === needs))
      .filter(({ only }) => only === undefined || (only === "full" ? lab.size === "full" : lab.soak))
      .map((figure) => summarize(figure, counted, lab.size !== "smoke"));
  } finally {
    await lab.close();
  }
}

/**
 * Everyone once; another one begins each time.
 *
 * @param {readonly (readonly [string, () => Promise<Sample>])[]} contestants
 * @param {number} turn
 */
async function runOnce(contestants, turn) {
  const first = turn % contestants.length;
  /** @type {Map<string, number>} */
  const samples = new Map();
  for (const [name, contest] of [...contestants.slice(first), ...contestants.slice(0, first)]) {
    for (const [what, number] of Object.entries(await contest())) samples.set(`${name} ${what}`, number);
  }
  return samples;
}

/** @param {ReadonlyMap<string, number>} samples @param {string} name */
function find(samples, name) {
  const number = samples.get(name);
  if (number === undefined) throw new Error(`no run gave "${name}": there is ${[...samples.keys()].join(", ")}`);
  return number;
}

/**
 * @param {Figure} figure
 * @param {readonly Lookup[]} runs
 * @param {boolean} judged
 * @returns {Result}
 */
function summarize({ row, unit, value, against, control, target, limit }, runs, judged) {
  const rated = judged ? target : undefined;
  const values = runs.map(value);
  const controls = control === undefined ? [] : runs.map(control);
  const ratios = controls.map((other, i) => (values[i] ?? Number.NaN) / other);
  const result = { value: median(values), ratio: ratios.length > 0 ? median(ratios) : null };
  return {
    row,
    ...result,
    unit,
    control: controls.length > 0 ? median(controls) : null,
    against: against ?? null,
    min: Math.min(...values),
    max: Math.max(...values),
    runs: runs.length,
    target: rated ?? null,
    met: rated === undefined ? null : meets(result[rated.of] ?? Number.NaN, rated),
    limit: limit ?? null,
  };
}

/** @param {number} number @param {{ readonly atLeast?: number, readonly atMost?: number }} bounds */
export function meets(number, { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) {
  return number >= atLeast && number <= atMost;
}
