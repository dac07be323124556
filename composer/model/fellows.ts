import type { Json, Link, RealmNode } from "../../src/index.ts";

/** What other pages say. */
export interface FellowHandlers {
  /** A ghost of that name was dismissed. */
  dismissed(name: string): void;
  /** These wires were cut by hand. */
  cut(links: readonly Link[]): void;
}

/**
 * The other pages. Each page keeps the wires that it sees, for nodes that leave and return; so what a person takes away on one
 * page has to be told to the others, or they would bring it back.
 */
export class Fellows {
  readonly #node: RealmNode;

  constructor(node: RealmNode, handlers: FellowHandlers) {
    this.#node = node;
    node.handle(DISMISSED, ([name]) => {
      if (typeof name === "string") handlers.dismissed(name);
      return null;
    });
    node.handle(CUT, (wires) => {
      handlers.cut(wires.flatMap(readLink));
      return null;
    });
  }

  tellDismissed(name: string): void {
    this.#tell(DISMISSED, [name]);
  }

  tellCut(links: readonly Link[]): void {
    this.#tell(
      CUT,
      links.map(({ emitter, sensor }) => [emitter.node, emitter.parameter, sensor.node, sensor.parameter]),
    );
  }

  /** Pages have no parameters. What else has none does not know the method, and says so. */
  #tell(method: string, args: readonly Json[]): void {
    for (const peer of this.#node.peers.values()) {
      if (peer.extensions && peer.complete && peer.parameters.size === 0) peer.call(method, args).catch(() => {});
    }
  }
}

function readLink(wire: Json): readonly Link[] {
  const words = Array.isArray(wire) ? (wire as readonly Json[]) : [];
  if (words.length !== 4 || !words.every((word) => typeof word === "string")) return [];
  const [emitterNode = "", emitter = "", sensorNode = "", sensor = ""] = words;
  return [{ emitter: { node: emitterNode, parameter: emitter }, sensor: { node: sensorNode, parameter: sensor } }];
}

const DISMISSED = "composer.dismissed";
const CUT = "composer.cut";
