// ZMTP written by hand, octet by octet, from docs/protocol/zmtp.md: what judges an implementation must not share its code.

/** One frame as it came. */
export interface Frame {
  readonly more: boolean;
  readonly command: boolean;
  readonly body: Buffer;
}

export interface GreetingFields {
  readonly major?: number;
  readonly minor?: number;
  readonly mechanism?: string;
}

/** The 64 octets with which each side begins. */
export function writeGreeting({ major = 3, minor = 1, mechanism = "NULL" }: GreetingFields = {}): Buffer {
  const greeting = Buffer.alloc(GREETING_SIZE);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x7f, major, minor]);
  greeting.write(mechanism, 12, "latin1");
  return greeting;
}

/** READY: which socket this is, and who. */
export function writeReady(socketType: string, identity: Uint8Array, spelling = (name: string) => name): Buffer {
  const properties = [
    writeProperty(spelling("Socket-Type"), Buffer.from(socketType)),
    writeProperty(spelling("Identity"), identity),
  ];
  return writeCommand("READY", Buffer.concat(properties));
}

function writeProperty(name: string, value: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  return Buffer.concat([Buffer.of(name.length), Buffer.from(name), size, value]);
}

export function writeCommand(name: string, body: Uint8Array): Buffer {
  return writeFrame(Buffer.concat([Buffer.of(name.length), Buffer.from(name), body]), { command: true });
}

/** A frame; `long` writes the size in eight octets even where one is enough. */
export function writeFrame(
  body: Uint8Array,
  { more = false, command = false, long = body.length > 255 }: Partial<Omit<Frame, "body">> & { long?: boolean } = {},
): Buffer {
  const flags = (more ? 1 : 0) | (long ? 2 : 0) | (command ? 4 : 0);
  if (!long) return Buffer.concat([Buffer.of(flags, body.length), body]);
  const head = Buffer.alloc(9);
  head[0] = flags;
  head.writeBigUInt64BE(BigInt(body.length), 1);
  return Buffer.concat([head, body]);
}

export function writeFrames(bodies: readonly Uint8Array[]): Buffer {
  return Buffer.concat(bodies.map((body, index) => writeFrame(body, { more: index < bodies.length - 1 })));
}

/** A command apart: its name, and what stands behind it. */
export function readCommand({ body }: Frame): { readonly name: string; readonly body: Buffer } {
  const length = body[0] ?? 0;
  return { name: body.toString("latin1", 1, 1 + length), body: body.subarray(1 + length) };
}

/** The properties of READY, by their names as they are spelled. */
export function readProperties(body: Buffer): ReadonlyMap<string, Buffer> {
  const properties = new Map<string, Buffer>();
  for (let at = 0; at < body.length; ) {
    const nameEnd = at + 1 + body.readUInt8(at);
    const valueEnd = nameEnd + 4 + body.readUInt32BE(nameEnd);
    properties.set(body.toString("latin1", at + 1, nameEnd), body.subarray(nameEnd + 4, valueEnd));
    at = valueEnd;
  }
  return properties;
}

/** Finds the greeting, then the frames, in what comes. */
export class ZmtpReader {
  #rest: Buffer = Buffer.alloc(0);
  #greeting: Buffer | undefined;

  /** The 64 octets, once they are there. */
  get greeting(): Buffer | undefined {
    return this.#greeting;
  }

  /** What has come and is no whole greeting yet. */
  get begun(): Buffer {
    return this.#greeting ?? this.#rest;
  }

  push(chunk: Buffer): readonly Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.#greeting === undefined) {
      if (this.#rest.length < GREETING_SIZE) return [];
      this.#greeting = this.#take(GREETING_SIZE);
    }
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    const flags = this.#rest[0];
    if (flags === undefined) return undefined;
    const head = flags & 2 ? 9 : 2;
    if (this.#rest.length < head) return undefined;
    const size = flags & 2 ? Number(this.#rest.readBigUInt64BE(1)) : this.#rest.readUInt8(1);
    if (this.#rest.length < head + size) return undefined;
    const body = this.#take(head + size).subarray(head);
    return { more: (flags & 1) !== 0, command: (flags & 4) !== 0, body };
  }

  #take(size: number): Buffer {
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }
}

const GREETING_SIZE = 64;
