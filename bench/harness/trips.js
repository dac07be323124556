// There and back again.
import { now, sleep } from "./clock.js";
import { percentiles } from "./statistics.js";

/** Sends a value when the one before has returned, and measures each trip. */
export class Trips {
  #send;
  #noise;
  #returned = () => {};
  #count = 0;

  /**
   * @param {(number: number) => void} send
   * @param {(number: number) => void} noise sends a value that does not return
   */
  constructor(send, noise) {
    this.#send = send;
    this.#noise = noise;
  }

  /** A value is back. */
  handleReturn() {
    this.#returned();
  }

  /**
   * Microseconds that half, 99 % and 99.9 % of the trips do not exceed.
   *
   * @param {number} count
   * @param {number} rate how much noise there is, in values a second
   */
  run(count, rate) {
    return this.#watch(this.#run(count, rate));
  }

  /** @param {number} count @param {number} rate */
  async #run(count, rate) {
    const stop = rate > 0 ? pace(rate, this.#noise) : () => {};
    const times = new Float64Array(count);
    for (let trip = 0; trip < count; trip++) times[trip] = await this.#trip(trip);
    stop();
    const [p50 = 0, p99 = 0, p999 = 0] = percentiles(times, [50, 99, 99.9]);
    return { p50, p99, p999 };
  }

  /**
   * The same for so many milliseconds, with a pause between two trips; and how many milliseconds of processor time somebody on
   * the way has used during the trips.
   *
   * @param {number} duration
   * @param {() => number} used
   */
  runFor(duration, used) {
    return this.#watch(this.#runFor(duration, used));
  }

  /** @param {number} duration @param {() => number} used */
  async #runFor(duration, used) {
    /** @type {number[]} */
    const times = [];
    /** @type {number[]} */
    const waits = [];
    for (const end = now() + duration; now() < end; await sleep(2)) {
      const before = used();
      times.push(await this.#trip(times.length));
      waits.push(used() - before);
    }
    const [p50 = 0, p99 = 0] = percentiles(times, [50, 99]);
    const [wait = 0] = percentiles(waits, [99]);
    return { p50, p99, wait };
  }

  /** Microseconds there and back. @param {number} number */
  async #trip(number) {
    const begin = now();
    await new Promise((resolve) => {
      this.#returned = () => resolve(undefined);
      this.#send(number);
    });
    this.#count++;
    return (now() - begin) * 1000;
  }

  /** The same, and rejects when a value does not return. @template Result @param {Promise<Result>} trips */
  #watch(trips) {
    let before = this.#count;
    return new Promise((/** @type {(result: Result) => void} */ resolve, reject) => {
      const watch = setInterval(() => {
        if (this.#count === before) reject(new Error(`a value did not return within ${LOST / 1000} s`));
        before = this.#count;
      }, LOST);
      trips.then(resolve, reject).finally(() => clearInterval(watch));
    });
  }
}

/**
 * Calls back so often a second, a few times in each millisecond. Returns how to stop.
 *
 * @param {number} rate
 * @param {(number: number) => void} callback
 */
export function pace(rate, callback) {
  const begin = now();
  let done = 0;
  const timer = setInterval(() => {
    for (const due = ((now() - begin) / 1000) * rate; done < due; done++) callback(done);
  }, 1);
  return () => clearInterval(timer);
}

/** Milliseconds after which a value will not return any more. */
const LOST = 60_000;
