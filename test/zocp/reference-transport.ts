import { Reader } from "../../src/bytes/reader.ts";
import { die } from "./reference-death.ts";

/** What ends the thread of pyre below a reference node, so that the node stays in the network and never answers again. */
export class ReferenceTransport {
  readonly #statuses = new Map<string, number>();

  /** Every datagram that begins like a beacon is taken for one of version 1. */
  handleBeacon(datagram: Uint8Array): void {
    const isBeacon = BEACON.every((octet, index) => datagram[index] === octet);
    if (isBeacon && datagram.length !== BEACON_LENGTH) die("Q11b", `a beacon of ${datagram.length} bytes`);
  }

  /** The first frame of a ZRE message. */
  handleMessage(peer: string, frame: Uint8Array): void {
    const reader = new Reader(frame);
    const signature = reader.u16();
    const type = reader.u8();
    if (signature !== 0xaaa1 || reader.u8() !== 2) return this.handleExit(peer);
    reader.u16();
    if (type === HELLO) this.#handleHello(peer, reader);
    if (type === JOIN || type === LEAVE) this.#handleMembership(peer, reader);
  }

  handleExit(peer: string): void {
    this.#statuses.delete(peer);
  }

  #handleHello(peer: string, reader: Reader): void {
    readText(reader, reader.u8());
    for (let groups = reader.u32(); groups > 0; groups--) readText(reader, reader.u32());
    this.#statuses.set(peer, reader.u8());
    readText(reader, reader.u8());
    for (let headers = reader.u32(); headers > 0; headers--) {
      readText(reader, reader.u8());
      readText(reader, reader.u32());
    }
  }

  /** The status counts a peer's own joins and leaves; pyre asserts that it missed none. */
  #handleMembership(peer: string, reader: Reader): void {
    readText(reader, reader.u8());
    const last = this.#statuses.get(peer);
    if (last === undefined) return;
    const status = reader.u8();
    if (status !== last + 1) die("Q11c", `status ${status} after ${last}`);
    this.#statuses.set(peer, status);
  }
}

function readText(reader: Reader, length: number): void {
  const bytes = reader.take(length);
  try {
    UTF_8.decode(bytes);
  } catch {
    die("Q11", "UnicodeDecodeError");
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true });
const BEACON = [0x5a, 0x52, 0x45] as const; // "ZRE"
const BEACON_LENGTH = 22;
const HELLO = 1;
const JOIN = 4;
const LEAVE = 5;
