// ZRE written by hand from docs/protocol/zre.md, for the same reason as zmtp.ts.

/** A message of ZRE: its first frame, and the frames behind it. */
export type ZreMessage = { readonly sequence: number; readonly content: readonly Buffer[] } & (
  | ({ readonly kind: "HELLO" } & Hello)
  | { readonly kind: "WHISPER" | "PING" | "PING-OK" }
  | { readonly kind: "SHOUT"; readonly group: string }
  | { readonly kind: "JOIN" | "LEAVE"; readonly group: string; readonly status: number }
  | { readonly kind: "UNKNOWN"; readonly type: number }
);

export interface Hello {
  readonly endpoint: string;
  readonly groups: readonly string[];
  readonly status: number;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
}

export interface Beacon {
  readonly version: number;
  /** 32 hexadecimal digits in lower case. */
  readonly id: string;
  /** 0: it says goodbye. */
  readonly port: number;
}

export function writeBeacon(id: Uint8Array, port: number): Buffer {
  return Buffer.concat([Buffer.from("ZRE\x01", "latin1"), id, writeNumber(port, 2)]);
}

/** A beacon; undefined for any other datagram. */
export function readBeacon(datagram: Buffer): Beacon | undefined {
  if (datagram.length !== BEACON_SIZE || datagram.toString("latin1", 0, 3) !== "ZRE") return undefined;
  return { version: datagram.readUInt8(3), id: datagram.toString("hex", 4, 20), port: datagram.readUInt16BE(20) };
}

export function writeHello(sequence: number, { endpoint, groups, status, name, headers }: Hello): Buffer {
  return Buffer.concat([
    writeHead(0x01, sequence),
    writeString(endpoint),
    writeNumber(groups.length, 4),
    ...groups.map(writeLongString),
    writeNumber(status, 1),
    writeString(name),
    writeNumber(headers.size, 4),
    ...[...headers].flatMap(([key, value]) => [writeString(key), writeLongString(value)]),
  ]);
}

export function writeHead(type: number, sequence: number): Buffer {
  return Buffer.concat([Buffer.of(0xaa, 0xa1, type, 2), writeNumber(sequence, 2)]);
}

export function writeGroup(type: number, sequence: number, group: string, status: number): Buffer {
  return Buffer.concat([writeHead(type, sequence), writeString(group), writeNumber(status, 1)]);
}

export function writeShout(sequence: number, group: string): Buffer {
  return Buffer.concat([writeHead(0x03, sequence), writeString(group)]);
}

/** Reads a message; throws with the reason where it is none. */
export function readZre([head, ...content]: readonly Buffer[]): ZreMessage {
  const fields = new Fields(head ?? Buffer.alloc(0));
  const signature = fields.number(2);
  if (signature !== 0xaaa1) throw new Error(`a message begins with ${hex(signature)}, not with 0xaaa1`);
  const type = fields.number(1);
  const version = fields.number(1);
  if (version !== 2) throw new Error(`a message has the version ${version}, not 2`);
  const base = { sequence: fields.number(2), content };
  const message = readBody(type, fields, base);
  if (fields.left > 0) throw new Error(`${message.kind} has ${fields.left} octets too many`);
  return message;
}

function readBody(type: number, fields: Fields, base: { sequence: number; content: Buffer[] }): ZreMessage {
  switch (type) {
    case 0x01:
      return { kind: "HELLO", ...base, ...readHello(fields) };
    case 0x02:
      return { kind: "WHISPER", ...base };
    case 0x03:
      return { kind: "SHOUT", ...base, group: fields.string() };
    case 0x04:
    case 0x05:
      return { kind: type === 0x04 ? "JOIN" : "LEAVE", ...base, group: fields.string(), status: fields.number(1) };
    case 0x06:
      return { kind: "PING", ...base };
    case 0x07:
      return { kind: "PING-OK", ...base };
    default:
      throw new Error(`a message has the type ${type}, which others would not count`);
  }
}

function readHello(fields: Fields): Hello {
  const endpoint = fields.string();
  const groups = Array.from({ length: fields.number(4) }, () => fields.longString());
  const [status, name] = [fields.number(1), fields.string()];
  const headers = Array.from({ length: fields.number(4) }, () => [fields.string(), fields.longString()] as const);
  return { endpoint, groups, status, name, headers: new Map(headers) };
}

/** Reads field after field. */
class Fields {
  readonly #octets: Buffer;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  get left(): number {
    return this.#octets.length - this.#at;
  }

  number(size: number): number {
    if (this.left < size)
      throw new Error(`a message ends after ${this.#octets.length} octets, in the middle of a field`);
    const value = this.#octets.readUIntBE(this.#at, size);
    this.#at += size;
    return value;
  }

  string(): string {
    return this.#text(this.number(1));
  }

  longString(): string {
    return this.#text(this.number(4));
  }

  #text(size: number): string {
    if (this.left < size) throw new Error(`a text of ${size} octets goes beyond the end of the message`);
    this.#at += size;
    return this.#octets.toString("utf8", this.#at - size, this.#at);
  }
}

export function writeString(text: string): Buffer {
  const octets = Buffer.from(text);
  return Buffer.concat([writeNumber(octets.length, 1), octets]);
}

function writeLongString(text: string): Buffer {
  const octets = Buffer.from(text);
  return Buffer.concat([writeNumber(octets.length, 4), octets]);
}

export function writeNumber(value: number, size: number): Buffer {
  const octets = Buffer.alloc(size);
  octets.writeUIntBE(value, 0, size);
  return octets;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}

const BEACON_SIZE = 22;
