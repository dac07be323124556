import { readJson } from "./json.js";

/** @import { KnownPeer } from "./peers.js" */
/** @import { Rule } from "./rules.js" */

/**
 * Checks one ZOCP text of ours. Towards a peer of which nothing is known only those rules hold that hold towards everyone.
 *
 * @param {string} text
 * @param {{ readonly self: KnownPeer, readonly peer: KnownPeer | undefined }} between
 * @param {(rule: Rule, detail: string) => void} broken
 */
export function checkText(text, between, broken) {
  const message = readJson(text);
  if (!(message instanceof Map)) return broken("zocp-text", "no JSON object");
  for (const [verb, data] of message) new VerbCheck(between, broken).check(verb, data);
}

class VerbCheck {
  #between;
  #broken;

  /**
   * @param {Parameters<typeof checkText>[1]} between
   * @param {Parameters<typeof checkText>[2]} broken
   */
  constructor(between, broken) {
    this.#between = between;
    this.#broken = broken;
  }

  /**
   * @param {string} verb
   * @param {unknown} data
   */
  check(verb, data) {
    if (verb === "GET") this.#checkGet(data);
    else if (verb === "SET" || verb === "MOD") this.#checkTree(verb, data);
    else if (verb === "SIG") this.#checkSignal(verb, data);
    else if (verb === "SUB" || verb === "UNSUB") this.#checkLink(verb, data);
    else if (verb === "CALL") this.#checkLength(verb, data, this.#lengthsOfCall);
    else if (verb !== "REP" || !this.#extended) this.#broken("verb", `${verb} to ${this.#kind}`);
  }

  /** Towards whom nothing is known of, the rules for old nodes cannot be held against us. */
  get #extended() {
    return this.#between.peer?.extensions !== false;
  }

  get #kind() {
    const { peer } = this.#between;
    if (peer === undefined) return "an unknown peer";
    return peer.extensions ? "a node of ours" : peer.zocp ? "an old node" : "a node without ZOCP";
  }

  /** @param {unknown} data */
  #checkGet(data) {
    if (data !== null && !this.#extended) this.#broken("names", `GET ${JSON.stringify(data)}`);
  }

  /**
   * @param {string} verb
   * @param {unknown} data
   */
  #checkTree(verb, data) {
    if (!(data instanceof Map)) return this.#broken("tree", `${verb} with ${JSON.stringify(data)}`);
    if (this.#extended) return;
    for (const [name, entry] of data) {
      const taken = verb === "SET" && Array.isArray(entry) && entry.length === 1 && entry[0] === "value";
      if (entry === null || typeof entry === "number" || typeof entry === "boolean" || taken)
        this.#broken("metadata", `${verb} of "${name}" with ${entry}`);
    }
    if (verb === "SET") this.#checkSingle(data);
  }

  /** @param {Map<string, unknown>} data */
  #checkSingle(data) {
    for (const [name, entry] of data) {
      if (data.size === 1 && entry instanceof Map && (entry.has("subscribers") || isValue(entry))) continue;
      if (data.size === 1 && name.startsWith("_")) continue;
      return this.#broken("single", `a SET of ${data.size} entries, "${name}" among them`);
    }
  }

  get #lengthsOfCall() {
    if (!this.#extended) return [2];
    return this.#between.peer?.says("term") !== false ? [2, 3, 4] : [2, 3];
  }

  /**
   * @param {string} verb
   * @param {unknown} data
   * @param {readonly number[]} lengths
   */
  #checkLength(verb, data, lengths) {
    if (Array.isArray(data) && lengths.includes(data.length)) return true;
    this.#broken("arity", `${verb} with ${JSON.stringify(data)} to ${this.#kind}`);
    return false;
  }

  /**
   * @param {string} verb
   * @param {unknown} data
   */
  #checkSignal(verb, data) {
    const { self, peer } = this.#between;
    if (!this.#checkLength(verb, data, peer?.says("origin") ? [2, 3] : [2]) || this.#extended || peer === undefined)
      return;
    for (const sensor of peer.driven.get(`${self.id} ${/** @type {unknown[]} */ (data)[0]}`) ?? [])
      if (peer.tree.get(sensor)?.value !== true) this.#broken("sensor", `SIG for "${sensor}"`);
  }

  /**
   * @param {"SUB" | "UNSUB"} verb
   * @param {unknown} data
   */
  #checkLink(verb, data) {
    const takesOptions = verb === "SUB" && this.#between.peer?.says("pace") !== false;
    if (!this.#checkLength(verb, data, takesOptions ? [4, 5] : [4]) || this.#extended) return;
    const { self, peer } = this.#between;
    const [emit, emitter, recv, sensor] = /** @type {unknown[]} */ (data);
    if (emitter === null && recv !== self.id) this.#broken("wildcard", `${verb} on behalf of ${recv}`);
    if (peer === undefined) return;
    peer.link(verb, data);
    if (emit === peer.id && typeof emitter === "string" && peer.tree.get(emitter)?.list !== true)
      this.#broken("emitter", `${verb} for "${emitter}"`);
    if (verb === "SUB" && recv === peer.id && typeof sensor === "string" && peer.tree.get(sensor)?.value !== true)
      this.#broken("sensor", `SUB for "${sensor}"`);
  }
}

/** @param {Map<string, unknown>} entry */
function isValue(entry) {
  return entry.size === 1 && entry.has("value");
}
