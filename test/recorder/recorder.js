import { RULES } from "./rules.js";
import { Tape } from "./tape.js";

/** @import { Neighbourhood } from "./peers.js" */
/** @import { Rule } from "./rules.js" */

/** Keeps what must not have left our nodes. */
export class Recorder {
  /** @type {string[]} */
  #breaches = [];
  #report;

  /** @param {(breach: string) => void} [report] Told of each breach at once. */
  constructor(report = () => {}) {
    this.#report = report;
  }

  /** Which test runs at the moment. */
  test = "";
  /** Whether nothing counts for the moment. */
  paused = false;

  /** What was checked: datagrams, ZOCP texts, and of these the ones to peers of which nothing was known. */
  counts = { datagrams: 0, texts: 0, strangers: 0 };

  /** What was found since the last call. */
  take() {
    return this.#breaches.splice(0);
  }

  /**
   * A connection of a node of ours.
   *
   * @param {{ readonly dialled: boolean, readonly remote: string, readonly neighbourhood: Neighbourhood }} options
   */
  tape(options) {
    return new Tape(options, {
      broken: (rule, detail, bytes) => this.broken(rule, `to ${options.remote}: ${detail}`, bytes),
      text: (known) => {
        this.counts.texts++;
        if (!known) this.counts.strangers++;
      },
    });
  }

  /**
   * A datagram that leaves. Beacons with keys have a port of their own, which is never that of nodes without.
   *
   * @param {Uint8Array} bytes
   * @param {number} port
   */
  datagram(bytes, port) {
    this.counts.datagrams++;
    const start = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
    const plain = bytes.length === 22 && start === "ZRE\x01";
    const keyed = bytes.length === 54 && start === "ZRE\x03" && port !== 5670;
    // The doctor asks whether a broadcast comes back with something that nobody takes for a beacon.
    const probe = bytes.length === 16 && !start.startsWith("ZRE");
    if (!plain && !keyed && !probe)
      this.broken("beacon", `a datagram of ${bytes.length} octets to port ${port}`, bytes);
  }

  /**
   * @param {Rule} rule
   * @param {string} detail
   * @param {Uint8Array} [bytes]
   */
  broken(rule, detail, bytes = new Uint8Array(0)) {
    if (this.paused) return;
    const start = Buffer.from(bytes.subarray(0, EXCERPT)).toString("hex");
    const where = this.test === "" ? "" : ` in "${this.test}"`;
    const breach = `the rule "${rule}" was broken${where}, ${detail}\n  ${start}\n  ${RULES[rule]}`;
    if (this.#breaches.length < MOST) this.#breaches.push(breach);
    this.#report(breach);
  }
}

const EXCERPT = 200;
const MOST = 20;
