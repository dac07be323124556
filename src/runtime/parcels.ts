import { Frames } from "../bytes/frames.ts";

/** The values of one turn for one peer, so far. */
interface Parcel {
  readonly peer: string;
  /** Undefined while it is empty. */
  first: Frames | undefined;
  /** The spans of all, once there are several. */
  spans: number[] | undefined;
}

/**
 * What is sent to a peer within one turn travels as the frames of one whisper, where the peer takes that: one head, one
 * number, one message for all of them. What is sent alone looks as it always does.
 */
export class Parcels {
  readonly #defer: (callback: () => void) => void;
  readonly #send: (peer: string, content: Frames) => void;
  /** Those who take several at once. */
  readonly #parcels = new Map<string, Parcel>();
  readonly #begun: Parcel[] = [];

  constructor(defer: (callback: () => void) => void, send: (peer: string, content: Frames) => void) {
    this.#defer = defer;
    this.#send = send;
  }

  /** This peer takes several messages in one. */
  open(peer: string): void {
    this.#parcels.set(peer, { peer, first: undefined, spans: undefined });
  }

  /** It is gone, and what was meant for it. */
  forget(peer: string): void {
    const parcel = this.#parcels.get(peer);
    if (parcel !== undefined) parcel.first = parcel.spans = undefined;
    this.#parcels.delete(peer);
  }

  /** Takes one message of one frame along; false when the peer wants each for itself. */
  add(peer: string, content: Frames): boolean {
    const parcel = this.#parcels.get(peer);
    if (parcel === undefined) return false;
    const { first, spans } = parcel;
    // A message points into one buffer.
    if (first === undefined || first.bytes !== content.bytes || (spans?.length ?? 0) >= LARGEST) {
      this.#seal(parcel);
      this.#begin(parcel, content);
    } else if (spans === undefined) {
      parcel.spans = [first.start(0), first.end(0), content.start(0), content.end(0)];
    } else spans.push(content.start(0), content.end(0));
    return true;
  }

  /** Sends what was taken along for this peer: something follows that must not overtake it. */
  seal(peer: string): void {
    const parcel = this.#parcels.get(peer);
    if (parcel !== undefined) this.#seal(parcel);
  }

  sealAll(): void {
    for (const parcel of this.#begun.splice(0)) this.#seal(parcel);
  }

  #begin(parcel: Parcel, content: Frames): void {
    parcel.first = content;
    if (this.#begun.push(parcel) === 1) this.#defer(this.#turnEnds);
  }

  readonly #turnEnds = (): void => this.sealAll();

  #seal(parcel: Parcel): void {
    const { peer, first, spans } = parcel;
    if (first === undefined) return;
    parcel.first = parcel.spans = undefined;
    this.#send(peer, spans === undefined ? first : new Frames(first.bytes, spans));
  }
}

/** Two numbers for each of 256 messages: a reader takes at most 1,024 frames. */
const LARGEST = 512;
