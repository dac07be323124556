/**
 * Counts connections whose handshake is not done, so that strangers who only knock cannot fill a node. One address may have
 * many: a machine can run hundreds of nodes, and all of them dial a newcomer in the same moment. Those that the owner has
 * dialled itself and that answer now are awaited, and do not count.
 */
export class Handshakes {
  readonly #total: number;
  readonly #perAddress: number;
  readonly #counts = new Map<string, number>();
  #open = 0;

  constructor({ total = 512, perAddress = 128 }: { readonly total?: number; readonly perAddress?: number } = {}) {
    this.#total = total;
    this.#perAddress = perAddress;
  }

  /**
   * False when this address, or everyone together, has too many unfinished handshakes already. `awaited` tells how many are
   * awaited from this address; it is asked only where that matters.
   */
  admit(address: string, awaited: () => number = NOBODY): boolean {
    const count = this.#counts.get(address) ?? 0;
    if (this.#open >= this.#total || count >= this.#perAddress) {
      const more = awaited();
      if (this.#open >= this.#total + more || count >= this.#perAddress + more) return false;
    }
    this.#counts.set(address, count + 1);
    this.#open++;
    return true;
  }

  /** A handshake that was admitted is over, one way or the other. */
  done(address: string): void {
    const count = this.#counts.get(address) ?? 0;
    if (count === 0) return;
    this.#open--;
    if (count === 1) this.#counts.delete(address);
    else this.#counts.set(address, count - 1);
  }
}

const NOBODY = (): number => 0;
