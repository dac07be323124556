import type { SeededRandom } from "./chance.ts";

/** Makes inputs of valid ones: octets changed, put in, left out, repeated, cut off, and words of the format put anywhere. */
export class Mutation {
  readonly #chance: SeededRandom;
  readonly #corpus: readonly Uint8Array[];
  readonly #words: readonly Uint8Array[];
  readonly #longest: number;
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(
    chance: SeededRandom,
    seeds: { corpus: readonly Uint8Array[]; words: readonly Uint8Array[]; longest: number },
  ) {
    this.#chance = chance;
    this.#corpus = seeds.corpus;
    this.#words = seeds.words;
    this.#longest = seeds.longest;
    this.#bytes = new Uint8Array(seeds.longest);
  }

  /** The next input, in octets that nobody else holds. */
  next(): Uint8Array {
    const chance = this.#chance;
    this.#length = 0;
    const start = chance.below(16);
    if (start === 0) this.#noise(chance.below(64));
    else this.#put(chance.one(this.#corpus), 0);
    // Nearly unchanged ones go deepest; a few are changed beyond recognition.
    for (let changes = chance.below(start < 4 ? 12 : 4); changes > 0; changes--) this.#change();
    if (chance.below(20_000) === 0) this.#blowUp();
    return this.#bytes.slice(0, this.#length);
  }

  #change(): void {
    const chance = this.#chance;
    const at = chance.below(this.#length + 1);
    switch (chance.below(9)) {
      case 0:
        return this.#flip(at, 1 << chance.below(8));
      case 1:
        return this.#write(at, chance.one(ODD_OCTETS));
      case 2:
        return this.#put(chance.one(this.#words), at);
      case 3:
        return this.#cut(at, 1 + chance.below(8));
      case 4:
        return void (this.#length = at);
      case 5:
        return this.#put(this.#bytes.slice(at, Math.min(this.#length, at + 1 + chance.below(32))), at);
      case 6:
        return this.#put(chance.one(this.#corpus), at);
      case 7:
        return this.#overwrite(chance.one(ODD_NUMBERS), at);
      default:
        return this.#noise(1 + chance.below(4), at);
    }
  }

  #flip(at: number, bit: number): void {
    if (at < this.#length) this.#write(at, (this.#bytes[at] ?? 0) ^ bit);
  }

  #write(at: number, octet: number): void {
    if (at < this.#length) this.#bytes[at] = octet;
  }

  #overwrite(octets: readonly number[], at: number): void {
    for (let i = 0; i < octets.length; i++) this.#write(at + i, octets[i] ?? 0);
  }

  #cut(at: number, length: number): void {
    const end = Math.min(at + length, this.#length);
    this.#bytes.copyWithin(at, end, this.#length);
    this.#length -= end - at;
  }

  #put(octets: Uint8Array, at: number): void {
    const length = Math.min(octets.length, this.#longest - this.#length);
    this.#bytes.copyWithin(at + length, at, this.#length);
    this.#bytes.set(octets.subarray(0, length), at);
    this.#length += length;
  }

  #noise(length: number, at = 0): void {
    this.#put(
      Uint8Array.from({ length }, () => this.#chance.bits()),
      at,
    );
  }

  /** What takes more than linear time shows itself only with long inputs. */
  #blowUp(): void {
    const from = this.#chance.below(this.#length + 1);
    const piece = this.#bytes.slice(from, Math.min(this.#length, from + 1 + this.#chance.below(16)));
    if (piece.length === 0) return;
    while (this.#length + piece.length <= this.#longest) {
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
    }
  }
}

const ODD_OCTETS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20, 0x22, 0x2c, 0x5b, 0x5c, 0x7b, 0x7f, 0x80, 0xc3, 0xed, 0xfe, 0xff];
const ODD_NUMBERS = [
  [0xff, 0xff],
  [0xff, 0xfe],
  [0, 0, 0, 0],
  [0, 0, 0, 1],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0, 0, 4, 1],
  [0x80, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 4, 0, 0, 1],
];
