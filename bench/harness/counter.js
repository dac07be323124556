// Sending as fast as the other side takes it, and counting what arrives there.
import { cpu, now } from "./clock.js";

/** Counts what arrives until all of it is there. */
export class Counter {
  received = 0;
  #expected = Number.POSITIVE_INFINITY;
  #done = () => {};
  #failed = (/** @type {Error} */ _reason) => {};
  /** @type {Promise<void>} */
  #arrived = Promise.resolve();
  #cpu = 0;
  #end = 0;

  /** From now on so many are counted. @param {number} count */
  expect(count) {
    this.received = 0;
    this.#expected = count;
    this.#cpu = cpu();
    this.#arrived = new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
    });
  }

  /** One has arrived. */
  add() {
    if (++this.received !== this.#expected) return;
    this.#end = now();
    this.#done();
  }

  /** When the last one arrived, and the processor time since {@link expect}. Rejects when something is missing. */
  async arrived() {
    const late = setTimeout(() => this.#failed(new Error(`${this.received} of ${this.#expected} arrived`)), PATIENCE);
    await this.#arrived.finally(() => clearTimeout(late));
    return { end: this.#end, cpu: cpu() - this.#cpu };
  }
}

/**
 * Calls `send` for 0, 1, 2 …, a batch in each turn of the event loop, so that sockets are served in between.
 *
 * @param {object} options
 * @param {number} options.count
 * @param {number} [options.batch]
 * @param {(number: number) => void} options.send
 * @param {() => Promise<void> | undefined} [options.flush] ends a batch; a promise says when the next one may begin
 */
export async function pump({ count, batch = BATCH, send, flush }) {
  const begin = now();
  const before = cpu();
  for (let sent = 0; sent < count; ) {
    for (const end = Math.min(count, sent + batch); sent < end; sent++) send(sent);
    await (flush?.() ?? new Promise((resolve) => setImmediate(resolve)));
  }
  return { begin, cpu: cpu() - before };
}

/**
 * Lets one process send to another, and returns how many arrived in a second, and the processor time for each in
 * microseconds.
 *
 * @param {{ ask: { send: (count: number) => Promise<{ begin: number, cpu: number }> } }} sender
 * @param {{ ask: { expect: (count: number) => Promise<void>, arrived: () => Promise<{ end: number, cpu: number }> } }} receiver
 * @param {number} count
 */
export async function stream(sender, receiver, count) {
  await receiver.ask.expect(count);
  const [sent, arrived] = await Promise.all([sender.ask.send(count), receiver.ask.arrived()]);
  return {
    rate: (count / (arrived.end - sent.begin)) * 1000,
    sender: (sent.cpu / count) * 1000,
    receiver: (arrived.cpu / count) * 1000,
  };
}

const BATCH = 256;
const PATIENCE = 60_000;
