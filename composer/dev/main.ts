// The page on a show that exists only in it: for work on the page, without a network.
import "../look.css";
import { TransportNode } from "../../src/node/transport-node.ts";
import { type MemoryTransport, Room } from "../../test/node/memory-transport.ts";
import { loadMaps } from "../instead/maps.ts";
import { Connection } from "../model/network/connection.ts";
import { Inspector } from "../model/render/inspector.ts";
import { Settings } from "../model/view/settings.ts";
import { open } from "../page.ts";
import { openShelf, stage } from "../stage.ts";
import { followTheme } from "../views/theme.ts";
import { CrowdedShow, SimulatedShow } from "./simulated-show.ts";
import { watched } from "./watched-transport.ts";

const query = new URLSearchParams(location.search);
await loadMaps();
/** Of a crowd each knows the page alone: so many nodes that all know each other would be too much for one page. */
class Star extends Room {
  override enter(transport: MemoryTransport): void {
    if (this.present.get(transport.id) === transport) return;
    (this.present as Map<string, MemoryTransport>).set(transport.id, transport);
    for (const other of this.present.values())
      if (other !== transport && [other.name, transport.name].includes("composer")) {
        other.meet(transport);
        transport.meet(other);
      }
  }
}

const room = query.has("star") ? new Star() : new Room();
const inspector = new Inspector(stage);
const connection = new Connection();
const node = new TransportNode(watched(room.transport("composer"), inspector));
const make = (name: string): TransportNode => new TransportNode(room.transport(name));
const crowd = Number(query.get("crowd") ?? 0);
const show = query.has("empty") ? undefined : crowd > 0 ? new CrowdedShow(make, crowd) : new SimulatedShow(make);
await node.start();
connection.become("joined");
await show?.start();
/** Wires between nodes that the page wants: so many, the same at every visit. */
for (let [wire, seed] = [0, 7]; wire < Number(query.get("wires") ?? 0); wire += 1) {
  const next = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  const [from, to] = [next(crowd), next(crowd)];
  const kinds = ["lamp", "fan", "sensor", "motor"];
  const name = (index: number): string => `${kinds[index % 4]}-${index}`;
  if (from !== to) node.connect(`${name(from)}/out-${next(10)}`, `${name(to)}/in-${next(10)}`).catch(() => {});
}
const shelf = openShelf();
const settings = new Settings(shelf);
followTheme(settings);
const composer = open({ node, inspector, connection, settings, shelf, readOnly: query.has("readonly") });
Object.assign(window, { composer, show, room });
