import type { Effects } from "./effects.ts";
import type { ResolvedMeshOptions } from "./mesh-options.ts";
import type { PeerTable } from "./peer-table.ts";

/** Makes us known by beacons, for as long as we are there. */
export class Announcer {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(options: ResolvedMeshOptions, table: PeerTable) {
    this.#options = options;
    this.#table = table;
  }

  /** When the next beacon is due. */
  get deadline(): number {
    return this.#deadline;
  }

  announce(now: number): Effects {
    const { interval, peer, beacons } = this.#options;
    if (!beacons) return [];
    // From the time that was due: a timer that is late now and then must not slow the beacons.
    const due = this.#deadline + interval;
    this.#deadline = due > now && due <= now + interval ? due : now + interval;
    const port = this.#table.own[0]?.port;
    return port === undefined ? [] : [{ type: "beacon", beacon: { peer, port } }];
  }

  sayGoodbye(): Effects {
    this.#deadline = Number.POSITIVE_INFINITY;
    return this.#options.beacons ? [{ type: "beacon", beacon: { peer: this.#options.peer, port: 0 } }] : [];
  }
}
