// ZRE messages, written and read from the specification alone: nothing of `src` is used, so that a mistake there shows here.

export interface Hello {
  readonly endpoint: string;
  readonly groups: readonly string[];
  readonly status: number;
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

const NAMES = ["", "HELLO", "WHISPER", "SHOUT", "JOIN", "LEAVE", "PING", "PING-OK"] as const;

export function writeHello(sequence: number, { endpoint, groups, status, name, headers }: Hello): Buffer {
  const pairs = Object.entries(headers);
  return Buffer.concat([
    head("HELLO", sequence),
    short(endpoint),
    u32(groups.length),
    ...groups.map(long),
    Buffer.of(status),
    short(name),
    u32(pairs.length),
    ...pairs.flatMap(([key, value]) => [short(key), long(value)]),
  ]);
}

/** Any message but HELLO: WHISPER, PING and PING-OK without a group, SHOUT with one, JOIN and LEAVE with a status too. */
export function writeMessage(name: string, sequence: number, group?: string, status?: number): Buffer {
  const parts = [head(name, sequence)];
  if (group !== undefined) parts.push(short(group));
  if (status !== undefined) parts.push(Buffer.of(status));
  return Buffer.concat(parts);
}

export interface Read {
  readonly name: string;
  readonly sequence: number;
  readonly hello?: Hello;
  readonly group?: string;
  readonly status?: number;
}

/** Throws for anything that is not exactly one message. */
export function readMessage(bytes: Buffer): Read {
  if (bytes.readUInt16BE(0) !== 0xaaa1 || bytes[3] !== 2) throw new Error(`not ZRE 2: ${bytes.toString("hex")}`);
  const name = NAMES[bytes[2] ?? 0] ?? "";
  if (name === "") throw new Error(`the id ${bytes[2]} must never be sent`);
  const sequence = bytes.readUInt16BE(4);
  const from = new Cursor(bytes, 6);
  const read = { name, sequence, ...readRest(name, from) };
  if (!from.done) throw new Error(`${name} has ${bytes.length - from.at} octets too many`);
  return read;
}

function readRest(name: string, from: Cursor): Omit<Read, "name" | "sequence"> {
  if (name === "HELLO") return { hello: readHello(from) };
  if (name === "SHOUT") return { group: from.short() };
  if (name === "JOIN" || name === "LEAVE") return { group: from.short(), status: from.u8() };
  return {};
}

function readHello(from: Cursor): Hello {
  const endpoint = from.short();
  const groups = Array.from({ length: from.u32() }, () => from.long());
  const status = from.u8();
  const name = from.short();
  const headers: Record<string, string> = {};
  for (let count = from.u32(); count > 0; count--) {
    const key = from.short();
    headers[key] = from.long();
  }
  return { endpoint, groups, status, name, headers };
}

class Cursor {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at === this.#bytes.length;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.at++);
  }

  u32(): number {
    this.at += 4;
    return this.#bytes.readUInt32BE(this.at - 4);
  }

  short(): string {
    return this.#text(this.u8());
  }

  long(): string {
    return this.#text(this.u32());
  }

  #text(length: number): string {
    if (this.at + length > this.#bytes.length) throw new Error("a text is cut short");
    this.at += length;
    return this.#bytes.toString("utf8", this.at - length, this.at);
  }
}

function head(name: string, sequence: number): Buffer {
  const id = (NAMES as readonly string[]).indexOf(name);
  return Buffer.of(0xaa, 0xa1, id, 2, sequence >> 8, sequence & 0xff);
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function long(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u32(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
