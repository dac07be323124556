/** UTF-8 to text. Bytes that are not UTF-8 become U+FFFD: a name that a peer cut in half must not end anything. */
export function decodeText(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // Node's own slice makes a short text about five times faster than a TextDecoder; a browser has only the decoder.
  return utf8Slice === undefined ? DECODER.decode(bytes.subarray(start, end)) : utf8Slice.call(bytes, start, end);
}

/** Text to UTF-8. */
export function encodeText(text: string): Uint8Array {
  return HostBuffer === undefined ? ENCODER.encode(text) : HostBuffer.from(text);
}

/**
 * The same, into a buffer that many small texts share: making one for each costs more than the text itself. What was
 * written is never overwritten. `use` gets the buffer and where the text begins and ends in it.
 */
export function encodePooled<Result>(
  text: string,
  use: (bytes: Uint8Array, start: number, end: number) => Result,
): Result {
  const most = text.length * 3;
  if (HostBuffer === undefined || most > LARGEST_POOLED) {
    const bytes = encodeText(text);
    return use(bytes, 0, bytes.length);
  }
  if (poolAt + most > pool.length) {
    pool = HostBuffer.allocUnsafeSlow(POOL);
    poolAt = 0;
  }
  const start = poolAt;
  poolAt += pool.utf8Write(text, start);
  return use(pool, start, poolAt);
}

/** Room for so many octets, which hold anything until they are written: to clear them takes longer than to fill them. */
export function allocate(length: number): Uint8Array {
  return HostBuffer === undefined ? new Uint8Array(length) : new Uint8Array(HostBuffer.allocUnsafeSlow(length).buffer);
}

/** The longest start of `text` that fits into `limit` bytes of UTF-8, cut between characters. */
export function truncateText(text: string, limit: number): string {
  const bytes = ENCODER.encode(text);
  if (bytes.length <= limit) return text;
  let end = limit;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return DECODER.decode(bytes.subarray(0, end));
}

interface HostBufferType {
  readonly prototype: HostBytes;
  from(text: string): Uint8Array;
  allocUnsafeSlow(size: number): HostBytes & { readonly buffer: ArrayBuffer };
}

interface HostBytes extends Uint8Array {
  utf8Slice(start: number, end: number): string;
  utf8Write(text: string, start: number): number;
}

const HostBuffer = (globalThis as unknown as { readonly Buffer?: HostBufferType }).Buffer;
/** Reads any bytes where the host has it. */
const utf8Slice = HostBuffer?.prototype.utf8Slice;
// The byte order mark is a character like any other here; the default would swallow it.
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();
const POOL = 0x1_0000;
const LARGEST_POOLED = 0x1000;
let pool = HostBuffer?.allocUnsafeSlow(POOL) as HostBytes;
let poolAt = 0;
