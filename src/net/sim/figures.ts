/** What a simulated network has carried so far. */
export interface Figures {
  /** Virtual milliseconds since the beginning. */
  readonly time: number;
  /** Datagrams that arrived: a broadcast counts once for each program that heard it. */
  readonly datagrams: number;
  /** Datagrams that vanished by chance. */
  readonly lost: number;
  /** Datagrams that arrived a second time. */
  readonly duplicated: number;
  /** Streams that were opened. */
  readonly streams: number;
  /** Attempts to open a stream where nothing listens. */
  readonly refused: number;
  /** Pieces of streams that arrived. */
  readonly segments: number;
  /** Bytes that arrived, in datagrams and in streams. */
  readonly bytes: number;
  /** Stands for everything that arrived, with its moment: two runs with the same digest were the same to the last byte. */
  readonly digest: number;
}

/** Counts what a simulated network carries. */
export class Tally {
  datagrams = 0;
  lost = 0;
  duplicated = 0;
  streams = 0;
  refused = 0;
  segments = 0;
  bytes = 0;
  #digest = FNV_BASIS;

  /** Something arrived. */
  add(kind: "datagrams" | "segments", bytes: Uint8Array, now: number): void {
    this[kind]++;
    this.bytes += bytes.length;
    let digest = Math.imul(this.#digest ^ Math.round(now * 1000), FNV_PRIME);
    for (const byte of bytes) digest = Math.imul(digest ^ byte, FNV_PRIME);
    this.#digest = digest;
  }

  /** The figures at a moment. */
  at(time: number): Figures {
    const { datagrams, lost, duplicated, streams, refused, segments, bytes } = this;
    return { time, datagrams, lost, duplicated, streams, refused, segments, bytes, digest: this.#digest >>> 0 };
  }
}

const FNV_BASIS = 0x811c_9dc5 | 0;
const FNV_PRIME = 0x0100_0193;
