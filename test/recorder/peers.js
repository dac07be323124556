import { readJson } from "./json.js";

/** What is known of one peer by its own words: which rules hold towards it. */
export class KnownPeer {
  /** @readonly */
  id;
  /** @readonly */
  headers;
  /**
   * What it has told of its tree: whether an entry lists subscribers, by name.
   *
   * @type {Map<string, boolean>}
   */
  tree = new Map();

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
    const message = text.includes('"MOD"') ? readJson(text) : undefined;
    const tree = message instanceof Map ? message.get("MOD") : undefined;
    if (!(tree instanceof Map)) return;
    for (const [name, entry] of tree) {
      if (!(entry instanceof Map)) continue;
      this.tree.set(name, this.tree.get(name) === true || Array.isArray(entry.get("subscribers")));
    }
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
