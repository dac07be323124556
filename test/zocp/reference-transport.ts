import { die } from "./reference-death.ts";

/** What pyre tells the program above it. */
export type TransportEvent = "ENTER" | "EXIT" | "JOIN" | "LEAVE" | "WHISPER" | "SHOUT";

interface Peer {
  endpoint: string;
  ready: boolean;
  status: number;
  sequence: number;
}

/**
 * pyre below a reference node: what it tells the node of the messages of one peer after the other, and what ends its thread,
 * so that the node stays in the network and never answers again.
 */
export class ReferenceTransport {
  readonly #endpoint: string;
  readonly #peers = new Map<string, Peer>();
  #events: TransportEvent[] = [];

  /** `endpoint`: its own; a peer that claims it is ignored. */
  constructor(endpoint = "tcp://10.0.0.9:1") {
    this.#endpoint = endpoint;
  }

  /** What the node was told since the last call. */
  take(): readonly TransportEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Every datagram that begins like a beacon is taken for one; the other version of 22 octets is ignored. */
  handleBeacon(datagram: Uint8Array, address = "10.0.0.2"): void {
    if (!BEACON.every((octet, index) => datagram[index] === octet)) return;
    if (datagram.length !== BEACON_LENGTH) die("Q11b", "struct.error", `a beacon of ${datagram.length} bytes`);
    if (datagram[3] !== 1) return;
    const peer = Buffer.from(datagram.subarray(4, 20)).toString("hex");
    const port = ((datagram[20] ?? 0) << 8) | (datagram[21] ?? 0);
    if (port !== 0) this.#require(peer, `tcp://${address}:${port}`);
    else if (this.#peers.has(peer)) this.#remove(peer);
  }

  /** A ZRE message: its frame, and whether frames of content follow. */
  handleMessage(id: string, frame: Uint8Array, content = true): void {
    const message = readMessage(frame);
    if (message.type === HELLO && !this.#greet(id, message.endpoint)) return;
    const peer = this.#peers.get(id);
    if (peer === undefined || !peer.ready) return;
    peer.sequence = (peer.sequence + 1) % 65535;
    if (peer.sequence !== message.sequence) return this.#remove(id);
    this.#follow(peer, message, content);
  }

  handleExit(id: string): void {
    this.#peers.delete(id);
  }

  #follow(peer: Peer, { type, status, groups }: Message, content: boolean): void {
    switch (type) {
      case HELLO:
        this.#events.push("ENTER");
        for (const _ of groups) this.#events.push("JOIN");
        peer.status = status;
        return;
      case WHISPER:
      case SHOUT:
        if (!content) die("Q11", "IndexError", "a message without content");
        this.#events.push(type === WHISPER ? "WHISPER" : "SHOUT");
        return;
      case JOIN:
      case LEAVE:
        return this.#changeGroup(peer, type, status);
    }
  }

  /** The status counts a peer's own joins and leaves; pyre asserts that it missed none. */
  #changeGroup(peer: Peer, type: number, status: number): void {
    this.#events.push(type === JOIN ? "JOIN" : "LEAVE");
    peer.status = (peer.status + 1) % 256;
    if (peer.status !== status) die("Q11c", "AssertionError", `status ${status} instead of ${peer.status}`);
  }

  /** False when the HELLO is ignored. */
  #greet(id: string, endpoint: string): boolean {
    const known = this.#peers.get(id);
    if (known?.ready) this.#remove(id);
    else if (known?.endpoint === this.#endpoint) return false;
    this.#require(id, endpoint).ready = true;
    return true;
  }

  #require(id: string, endpoint: string): Peer {
    const known = this.#peers.get(id);
    if (known !== undefined) return known;
    for (const [other, { endpoint: place }] of this.#peers) if (place === endpoint) this.#remove(other);
    const peer = { endpoint, ready: false, status: 0, sequence: 0 };
    this.#peers.set(id, peer);
    if (!ENDPOINT.test(endpoint)) {
      peer.endpoint = "";
      die("Q11", "ZMQError", `"${endpoint}" is no endpoint`);
    }
    return peer;
  }

  #remove(id: string): void {
    this.#peers.delete(id);
    this.#events.push("EXIT");
  }
}

interface Message {
  readonly type: number | undefined;
  readonly sequence: number;
  readonly endpoint: string;
  readonly groups: readonly string[];
  readonly status: number;
}

/** What it makes of a message with another signature or version is a message all the same, with the number 0. */
function readMessage(frame: Uint8Array): Message {
  const nothing = { type: undefined, sequence: 0, endpoint: "", groups: [], status: 0 };
  if (frame.length === 0) return nothing;
  const fields = new Fields(frame);
  if (fields.number(2) !== 0xaaa1) return nothing;
  const type = fields.number(1);
  if (fields.number(1) !== 2 || type < HELLO || type > PING_OK) return { ...nothing, type };
  const message = { ...nothing, type, sequence: fields.number(2) };
  if (type === HELLO) return { ...message, ...readHello(fields) };
  if (type === SHOUT) fields.text(1);
  if (type !== JOIN && type !== LEAVE) return message;
  fields.text(1);
  return { ...message, status: fields.number(1) };
}

function readHello(fields: Fields): Pick<Message, "endpoint" | "groups" | "status"> {
  const endpoint = fields.text(1);
  const groups: string[] = [];
  for (let left = fields.number(4); left > 0; left--) groups.push(fields.text(4));
  const status = fields.number(1);
  fields.text(1);
  for (let left = fields.number(4); left > 0; left--) {
    fields.text(1);
    fields.text(4);
  }
  return { endpoint, groups, status };
}

class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  number(length: 1 | 2 | 4): number {
    return this.#take(length).readUIntBE(0, length);
  }

  text(length: 1 | 4): string {
    const bytes = this.#take(this.number(length));
    try {
      return UTF_8.decode(bytes);
    } catch {
      return die("Q11", "UnicodeDecodeError", "a text that is cut");
    }
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) die("Q11", "struct.error", "the message ends early");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BEACON = [0x5a, 0x52, 0x45] as const; // "ZRE"
const BEACON_LENGTH = 22;
const HELLO = 1;
const WHISPER = 2;
const SHOUT = 3;
const JOIN = 4;
const LEAVE = 5;
const PING_OK = 7;
/** What libzmq connects to, of what is said in tests. */
const ENDPOINT = /^tcp:\/\/[^:/]+:[1-9]\d{0,4}$/;
