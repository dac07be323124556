import { KnownPeer } from "./peers.js";
import { FrameReader, OctetReader } from "./reader.js";
import { checkText } from "./texts.js";

/** @import { Dealer, Neighbourhood } from "./peers.js" */
/** @import { Frame } from "./reader.js" */
/** @import { Rule } from "./rules.js" */

/** One connection of a node of ours: checks everything that leaves over it, and learns who is at the other end. */
export class Tape {
  #options;
  #broken;
  #text;
  #sent = new FrameReader();
  #heard = new FrameReader();
  #mechanism = "";
  /** What we said we are: our id, once READY has left. */
  #self = "";
  #handshaken = false;
  /** @type {Buffer[]} */
  #frames = [];
  /** @type {Dealer | undefined} */
  #dealer;
  /** Of the other side: the id that it presents, its frames, and who it is. */
  #theirId = "";
  /** @type {Buffer[]} */
  #theirFrames = [];
  /** @type {KnownPeer | undefined} */
  #them;

  /**
   * @param {{ readonly dialled: boolean, readonly remote: string, readonly neighbourhood: Neighbourhood }} options
   *   `remote`: `address:port` of the other end.
   * @param {{ broken: (rule: Rule, detail: string, bytes: Buffer) => void, text: (known: boolean) => void }} report
   *   `text`: one ZOCP text was checked, and whether its receiver is known.
   */
  constructor(options, { broken, text }) {
    this.#options = options;
    this.#broken = broken;
    this.#text = text;
  }

  /** @param {Uint8Array} bytes */
  sent(bytes) {
    for (const item of this.#sent.push(toBuffer(bytes))) {
      if ("greeting" in item) this.#checkGreeting(item.greeting);
      else this.#checkFrame(item);
    }
  }

  /** @param {Uint8Array} bytes Nothing here is checked: strangers may say what they like. */
  heard(bytes) {
    if (this.#options.dialled) return;
    try {
      for (const item of this.#heard.push(toBuffer(bytes))) if (!("greeting" in item)) this.#learn(item);
    } catch {
      // Not what a peer says; nothing is to be learnt from it.
    }
  }

  closed() {
    if (this.#them !== undefined) this.#options.neighbourhood.leave(this.#them);
  }

  /** @param {Buffer} bytes */
  #checkGreeting(bytes) {
    this.#mechanism = bytes.subarray(12, 32).toString("latin1").replace(/\0+$/, "");
    const start = bytes[0] === 0xff && bytes[9] === 0x7f && bytes[10] === 3;
    const known = this.#mechanism === "NULL" || this.#mechanism === "CURVE";
    if (!start || !known || bytes.subarray(33).some((octet) => octet !== 0))
      this.#broken("greeting", `the mechanism ${JSON.stringify(this.#mechanism)}`, bytes);
  }

  /** @param {Frame} frame */
  #checkFrame({ flags, body, size }) {
    const long = (flags & LONG) !== 0;
    const command = (flags & COMMAND) !== 0;
    if ((flags & 0xf8) !== 0 || (command && (flags & MORE) !== 0))
      this.#broken("frame-flags", `0x${flags.toString(16)}`, body);
    if (long !== body.length > 255)
      this.#broken("frame-size", `${size} octets in all, ${body.length} of them body`, body);
    if (this.#mechanism === "CURVE") return this.#checkBox(command, body);
    if (command) this.#checkCommand(body);
    else this.#checkMessage((flags & MORE) !== 0, body);
  }

  /**
   * What is in a box nobody but its receiver can check.
   *
   * @param {boolean} command
   * @param {Buffer} body
   */
  #checkBox(command, body) {
    const message = body.subarray(0, 8).toString("latin1") === "\x07MESSAGE";
    if (message === command)
      this.#broken("curve-message", message ? "a MESSAGE as a command" : "a command as a message", body);
  }

  /** @param {Buffer} body */
  #checkCommand(body) {
    const name = body.subarray(1, 1 + (body[0] ?? 0)).toString("latin1");
    const rest = body.subarray(1 + name.length);
    if (name === "READY" && !this.#handshaken) this.#checkReady(rest);
    else if (name === "PING" && this.#handshaken && rest.length >= 2 && rest.length <= 18) return;
    else if (name === "PONG" && this.#handshaken && rest.length <= 16) return;
    else if (name === "ERROR" && rest.length === 1 + (rest[0] ?? 0)) return;
    else this.#broken("command", `${JSON.stringify(name)} with ${rest.length} octets`, body);
  }

  /** @param {Buffer} rest */
  #checkReady(rest) {
    this.#handshaken = true;
    const { dialled } = this.#options;
    const properties = [...readProperties(rest)];
    const names = properties.map(([name]) => name).join();
    const [[, type] = ["", EMPTY], [, identity] = ["", EMPTY]] = properties;
    // Clients and hubs of gossip are nobody; a ROUTER may say whom one has reached.
    const fits = identity.length === 0 || (identity.length === 17 && identity[0] === 1);
    if (names !== "Socket-Type,Identity" || type.toString("latin1") !== (dialled ? "DEALER" : "ROUTER") || !fits)
      this.#broken("ready", `${names} with an identity of ${identity.length} octets`, rest);
    this.#self = identity.subarray(1).toString("hex");
  }

  /**
   * @param {boolean} more
   * @param {Buffer} body
   */
  #checkMessage(more, body) {
    if (body.length >= 2 && body.readUInt16BE(0) === GOSSIP) return this.#checkGossip(more, body);
    if (!this.#options.dialled) return this.#broken("router-silent", "a message", body);
    this.#frames.push(body);
    if (more) return;
    const [first = EMPTY, ...content] = this.#frames;
    this.#frames = [];
    this.#checkZre(first, content);
  }

  /**
   * @param {boolean} more
   * @param {Buffer} body
   */
  #checkGossip(more, body) {
    const [id = 0, version = 0] = body.subarray(2);
    if (more || id < 1 || id > 5 || version !== 1) this.#broken("gossip", `the id ${id}, version ${version}`, body);
    if (id !== PUBLISH) return;
    try {
      const reader = new OctetReader(body.subarray(4));
      const texts = [reader.text(1), reader.text(4)];
      reader.number(4);
      if (reader.left > 0 || !texts.every(isText)) this.#broken("gossip", "a tuple of another shape", body);
    } catch (error) {
      this.#broken("gossip", String(error), body);
    }
  }

  /**
   * @param {Buffer} first
   * @param {Buffer[]} content
   */
  #checkZre(first, content) {
    if (first.length < 6 || first.readUInt16BE(0) !== 0xaaa1 || first[3] !== 2)
      return this.#broken("zre-header", "no signature, or another version", first);
    const id = first.readUInt8(2);
    const number = first.readUInt16BE(4);
    if (id < HELLO || id > PING_OK) return this.#broken("zre-id", `the id ${id}`, first);
    const about = id === WHISPER || id === SHOUT;
    if (about !== content.length > 0)
      this.#broken("content", `id ${id} with ${content.length} frames behind it`, first);
    const fields = this.#readFields(id, first);
    if (fields === undefined) return;
    const dealer = this.#count(id, number, { fields, first });
    if (dealer === undefined) return;
    if (id === JOIN || id === LEAVE) this.#checkMembership(dealer, { id, fields, first });
    if (id === WHISPER || (id === SHOUT && fields.group === "ZOCP")) this.#checkZocp(dealer, content);
  }

  /**
   * @param {number} id
   * @param {Buffer} first
   */
  #readFields(id, first) {
    try {
      const reader = new OctetReader(first.subarray(6));
      const fields = readFields(id, reader);
      if (reader.left > 0) throw new RangeError(`${reader.left} octets behind its end`);
      for (const text of fields.texts) if (!isText(text)) this.#broken("zre-text", JSON.stringify(text), first);
      return fields;
    } catch (error) {
      this.#broken("zre-shape", String(error), first);
      return undefined;
    }
  }

  /**
   * The number of a message must follow that of the one before, also over a new connection of the same DEALER.
   *
   * @param {number} id
   * @param {number} number
   * @param {{ fields: Fields, first: Buffer }} message
   */
  #count(id, number, { fields, first }) {
    const { neighbourhood, remote } = this.#options;
    const key = `${this.#self}>${remote}`;
    const peer = neighbourhood.at(remote);
    if (id === HELLO) {
      this.#checkHello(number, fields, first);
      const self = new KnownPeer(this.#self, fields.headers);
      this.#dealer = { self, sequence: 1, status: fields.status, groups: new Set(fields.groups) };
      neighbourhood.dealers.set(key, this.#dealer);
      return this.#dealer;
    }
    this.#dealer ??= neighbourhood.dealers.get(key);
    const dealer = this.#dealer;
    if (dealer === undefined) return void this.#broken("hello-first", `id ${id} comes first`, first);
    const pyre = peer?.zocp === true && !peer.extensions;
    if (pyre && number === 65535) this.#broken("wrap", "65535 to an old node", first);
    const next = dealer.sequence + 1;
    if (number !== next % 65536 && !(number === 0 && next === 65535))
      this.#broken("sequence", `${number} after ${dealer.sequence}`, first);
    dealer.sequence = number;
    return dealer;
  }

  /**
   * @param {number} number
   * @param {Fields} fields
   * @param {Buffer} first
   */
  #checkHello(number, { endpoint }, first) {
    if (number !== 1) this.#broken("sequence", `a HELLO with the number ${number}`, first);
    if (!/^tcp:\/\/\d+\.\d+\.\d+\.\d+:\d+$/.test(endpoint))
      this.#broken("hello-endpoint", JSON.stringify(endpoint), first);
    if (endpoint === `tcp://${this.#options.remote}`) this.#broken("own-endpoint", endpoint, first);
  }

  /**
   * @param {Dealer} dealer
   * @param {{ id: number, fields: Fields, first: Buffer }} message
   */
  #checkMembership(dealer, { id, fields: { group, status }, first }) {
    const wanted = (dealer.status + 1) % 256;
    if (status !== wanted) this.#broken("status", `${status} instead of ${wanted}`, first);
    if (dealer.groups.has(group) === (id === JOIN)) this.#broken("membership", `"${group}" once more`, first);
    dealer.status = status;
    if (id === JOIN) dealer.groups.add(group);
    else dealer.groups.delete(group);
  }

  /**
   * Only of nodes that announce our extensions: what else is said over ZRE is up to its users.
   *
   * @param {Dealer} dealer
   * @param {Buffer[]} content
   */
  #checkZocp({ self }, content) {
    if (!self.extensions || content.length === 0) return;
    const peer = this.#options.neighbourhood.at(this.#options.remote);
    const [first = EMPTY] = content;
    if (content.length !== 1 && peer?.says("pack") === false)
      this.#broken("zocp-text", `${content.length} frames`, first);
    for (const text of content) {
      this.#text(peer !== undefined);
      checkText(text.toString("utf8"), { self, peer }, (rule, detail) => this.#broken(rule, detail, text));
    }
  }

  /** @param {Frame} frame */
  #learn({ flags, body }) {
    if (this.#theirId === "") {
      const identity = new Map(readProperties(body.subarray(6))).get("Identity");
      this.#theirId = identity?.subarray(1).toString("hex") ?? "";
    } else if ((flags & COMMAND) === 0) {
      this.#theirFrames.push(body);
      if ((flags & MORE) !== 0) return;
      const [first = EMPTY, ...content] = this.#theirFrames;
      this.#theirFrames = [];
      this.#learnFrom(first, content);
    }
  }

  /**
   * @param {Buffer} first
   * @param {Buffer[]} content
   */
  #learnFrom(first, content) {
    if (first[2] === HELLO) {
      const { endpoint, headers } = readFields(HELLO, new OctetReader(first.subarray(6)));
      if (this.#them !== undefined) this.#options.neighbourhood.leave(this.#them);
      this.#them = new KnownPeer(this.#theirId, headers);
      this.#options.neighbourhood.settle(endpoint.replace("tcp://", ""), this.#them);
    } else if (this.#them?.zocp === true) {
      for (const frame of content) this.#them.hear(frame.toString("utf8"));
    }
  }
}

/**
 * @typedef {object} Fields
 * @property {string} endpoint
 * @property {string} group
 * @property {readonly string[]} groups
 * @property {number} status
 * @property {Map<string, string>} headers
 * @property {readonly string[]} texts All of them, octet by octet.
 */

/**
 * @param {number} id
 * @param {OctetReader} reader
 * @returns {Fields}
 */
function readFields(id, reader) {
  if (id === HELLO) return readHello(reader);
  const group = id === SHOUT || id === JOIN || id === LEAVE ? reader.text(1) : "";
  const status = id === JOIN || id === LEAVE ? reader.number(1) : 0;
  return { endpoint: "", group, groups: [], status, headers: new Map(), texts: [group] };
}

/**
 * @param {OctetReader} reader
 * @returns {Fields}
 */
function readHello(reader) {
  const endpoint = reader.text(1);
  const groups = [];
  for (let count = reader.number(4); count > 0; count--) groups.push(reader.text(4));
  const status = reader.number(1);
  const name = reader.text(1);
  /** @type {Map<string, string>} */
  const headers = new Map();
  for (let count = reader.number(4); count > 0; count--) headers.set(reader.text(1), reader.text(4));
  return { endpoint, group: "", groups, status, headers, texts: [endpoint, ...groups, name, ...[...headers].flat()] };
}

/**
 * @param {Buffer} bytes
 * @returns {Generator<[string, Buffer], void>}
 */
function* readProperties(bytes) {
  const reader = new OctetReader(bytes);
  while (reader.left > 0) yield [reader.text(1), reader.take(reader.number(4))];
}

/** @param {string} octets */
function isText(octets) {
  try {
    return !STRICT.decode(Buffer.from(octets, "latin1")).includes("\0");
  } catch {
    return false;
  }
}

/** @param {Uint8Array} bytes */
function toBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const STRICT = new TextDecoder("utf-8", { fatal: true });
const EMPTY = Buffer.alloc(0);
const GOSSIP = 0xaaa0;
const PUBLISH = 2;
const [MORE, LONG, COMMAND] = /** @type {const} */ ([0x01, 0x02, 0x04]);
const [HELLO, WHISPER, SHOUT, JOIN, LEAVE, PING_OK] = /** @type {const} */ ([1, 2, 3, 4, 5, 7]);
