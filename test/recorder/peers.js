import { readJson } from "./json.js";

/** What is known of one peer by its own words: which rules hold towards it. */
export class KnownPeer {
  /** @readonly */
  id;
  /** @readonly */
  headers;
  /**
   * What it has told of the root of its tree: whether an entry lists subscribers, and whether it has a value.
   *
   * @type {Map<string, { readonly list: boolean, readonly value: boolean }>}
   */
  tree = new Map();
  /**
   * The sensors that signals of an emitter drive there, by the emitter's node and name.
   *
   * @type {Map<string, Set<string>>}
   */
  driven = new Map();

  /**
   * @param {string} id
   * @param {ReadonlyMap<string, string>} headers
   */
  constructor(id, headers) {
    this.id = id;
    this.headers = headers;
  }

  get zocp() {
    return this.headers.has("X-ZOCP");
  }

  get extensions() {
    return this.zocp && this.headers.has("X-ZOCP-EXTENSIONS");
  }

  /** @param {string} word Of its extensions. */
  says(word) {
    return this.extensions && (this.headers.get("X-ZOCP-EXTENSIONS") ?? "").split(" ").includes(word);
  }

  /** @param {string} text What the peer says. Values tell nothing new, and are nearly everything. */
  hear(text) {
    const message = /"(?:MOD|SUB|UNSUB)"/.test(text) ? readJson(text) : undefined;
    if (!(message instanceof Map)) return;
    for (const verb of /** @type {const} */ (["SUB", "UNSUB"]))
      if (message.has(verb)) this.link(verb, message.get(verb));
    const tree = message.get("MOD");
    for (const [name, entry] of tree instanceof Map ? tree : []) if (entry instanceof Map) this.#describe(name, entry);
  }

  /**
   * A SUB or UNSUB that it said, or was told: it keeps its own part of it.
   *
   * @param {"SUB" | "UNSUB"} verb
   * @param {unknown} data
   */
  link(verb, data) {
    const [emit, emitter, recv, sensor] = Array.isArray(data) ? data : [];
    if (recv !== this.id || typeof sensor !== "string") return;
    const key = `${emit} ${emitter}`;
    const sensors = this.driven.get(key) ?? new Set();
    if (verb === "SUB") this.driven.set(key, sensors.add(sensor));
    else sensors.delete(sensor);
  }

  /**
   * @param {string} name
   * @param {Map<string, unknown>} entry
   */
  #describe(name, entry) {
    const { list = false, value = false } = this.tree.get(name) ?? {};
    const lists = list || Array.isArray(entry.get("subscribers"));
    this.tree.set(name, { list: lists, value: value || entry.has("value") });
  }
}

/** The peers of one network, by the endpoint that their HELLO names: a connection that we dialled tells nothing else. */
export class Neighbourhood {
  /**
   * @readonly
   * @type {Map<string, KnownPeer>}
   */
  #at = new Map();
  /**
   * The state of each of our DEALERs, which may outlive a connection.
   *
   * @readonly
   * @type {Map<string, Dealer>}
   */
  dealers = new Map();

  /** @param {string} endpoint `address:port` */
  at(endpoint) {
    return this.#at.get(endpoint);
  }

  /**
   * Who came first keeps the place while it is there: another that claims it is not believed by our nodes either.
   *
   * @param {string} endpoint
   * @param {KnownPeer} peer
   */
  settle(endpoint, peer) {
    const holder = this.#at.get(endpoint);
    if (holder === undefined || holder.id === peer.id) this.#at.set(endpoint, peer);
  }

  /** @param {KnownPeer} peer */
  leave(peer) {
    for (const [endpoint, holder] of this.#at) if (holder === peer) this.#at.delete(endpoint);
  }
}

/**
 * @typedef {object} Dealer
 * @property {KnownPeer} self Who we said we are.
 * @property {number} sequence The number of the latest message.
 * @property {number} status
 * @property {Set<string>} groups
 */
