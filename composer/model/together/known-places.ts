import type { Json, JsonInput, RemoteNode } from "../../../src/index.ts";
import type { Composer } from "../composer.ts";
import type { PlaceMap } from "../layout/plan.ts";
import { isPage } from "../network/company.ts";
import { isCoordinate } from "../network/shown-node.ts";
import { showsIn } from "../show/shows.ts";

/**
 * Where nodes belong that this browser never saw: other pages say what they know, and shows what stands in their files. Each is asked once,
 * when it comes.
 */
export class KnownPlaces {
  readonly #composer: Composer;
  readonly #asked = new WeakSet<RemoteNode>();

  constructor(composer: Composer) {
    const { network } = (this.#composer = composer);
    const { node } = network;
    node.handle(PLACES, () => formatPlaces(composer.positions.known));
    node.on("described", ({ peer }) => this.#meet(node.peers.get(peer)));
    for (const peer of node.peers.values()) this.#meet(peer);
    network.subscribe(() => this.#look());
    this.#look();
  }

  #meet(peer: RemoteNode | undefined): void {
    if (peer !== undefined && isPage(peer)) this.#ask(peer, PLACES);
  }

  #look(): void {
    for (const { remote } of showsIn(this.#composer.network.nodes))
      if (remote !== undefined) this.#ask(remote, "show.places");
  }

  /** One of an earlier version does not know the method, and knows no places. */
  #ask(peer: RemoteNode, method: string): void {
    if (this.#asked.has(peer)) return;
    this.#asked.add(peer);
    peer.call(method, [], { timeout: ANSWER }).then(
      (answer) => this.#composer.positions.learn(readPlaces(answer)),
      () => {},
    );
  }
}

function formatPlaces(places: PlaceMap): JsonInput {
  return Object.fromEntries([...places].slice(-MOST).map(([name, { x, y }]) => [name, [x, y]]));
}

/** What is no place is left out: others may say anything. */
function readPlaces(answer: Json): PlaceMap {
  const entries = answer instanceof Map ? [...(answer as ReadonlyMap<string, Json>)].slice(0, MOST) : [];
  return new Map(
    entries.flatMap(([name, place]) => {
      const [x, y] = Array.isArray(place) ? (place as readonly Json[]) : [];
      return isCoordinate(x) && isCoordinate(y) ? [[name, { x, y }] as const] : [];
    }),
  );
}

const PLACES = "composer.places";
const ANSWER = 5000;
/** Places that one page or show may tell. */
const MOST = 1000;
