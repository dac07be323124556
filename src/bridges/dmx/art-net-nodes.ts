import type { ArtPollReply } from "./codec/packets.ts";

/** Devices that answered a poll, and the port-addresses that they give out. */
export class ArtNetNodes {
  /** By port-address, then by address: until when. */
  readonly #takers = new Map<number, Map<string, number>>();

  /** Whether it is new there. */
  handleReply({ portAddress, ports }: ArtPollReply, host: string, now: number): boolean {
    let isNew = false;
    for (const { kind, output } of ports) {
      if ((kind & GIVES_OUT) === 0 || (kind & NO_DMX) !== 0) continue;
      const key = portAddress | output;
      const takers = this.#takers.get(key) ?? new Map<string, number>();
      if (!takers.has(host) && takers.size >= MOST) continue;
      isNew ||= !takers.has(host);
      takers.set(host, now + KEPT);
      this.#takers.set(key, takers);
    }
    return isNew;
  }

  /** Who gives out a port-address. */
  takersOf(portAddress: number, now: number): readonly string[] {
    const takers = this.#takers.get(portAddress);
    for (const [host, until] of takers ?? []) if (now >= until) takers?.delete(host);
    return [...(takers?.keys() ?? [])];
  }
}

const GIVES_OUT = 0x80;
const NO_DMX = 0x3f;
/** Milliseconds: three polls and a half. */
const KEPT = 10_000;
/** Devices of one universe. */
const MOST = 64;
