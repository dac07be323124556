import { formatAddress, type Json, parseAddress } from "../../index.ts";
import type { CanvasItem } from "../file/canvas.ts";
import type { Dashboard } from "../file/dashboard.ts";
import type { Cue, Scene, ShowFile, ShowWire } from "../file/show-file.ts";

/** A node is called otherwise from now on: everything that a show says of it is said of the new name. Globs stay as they are. */
export function renameNode(show: ShowFile, from: string, to: string): ShowFile {
  const { address, keys, wire, pattern } = renamerOf(from, to);
  const scene = (one: Scene): Scene => ({ ...one, values: keys(one.values), timing: mapKeys(one.timing, pattern) });
  const cue = (one: Cue): Cue => ({
    ...one,
    values: keys(one.values),
    fire: keys(one.fire),
    timing: mapKeys(one.timing, pattern),
    wires: { make: one.wires.make.map(wire), cut: one.wires.cut.map(wire) },
    calls: one.calls.map((call) => (call.node === from ? { ...call, node: to } : call)),
  });
  const dashboard = (one: Dashboard): Dashboard => ({
    ...one,
    tiles: one.tiles.map((tile) =>
      tile.parameter === undefined ? tile : { ...tile, parameter: address(tile.parameter) },
    ),
  });
  const name = (given: string): string => (given === from ? to : given);
  const item = (one: CanvasItem): CanvasItem => ({ ...one, folded: mapKeys(one.folded, name) });
  return {
    ...show,
    nodes: mapKeys(show.nodes, name),
    ...{ wires: show.wires.map(wire), cuts: show.cuts.map(wire) },
    ...{ values: keys(show.values), merge: mapKeys(show.merge, address), lost: mapKeys(show.lost, address) },
    ...{ safe: show.safe.map(pattern), events: show.events.map(pattern) },
    scenes: new Map([...show.scenes].map(([name, one]) => [name, scene(one)])),
    cues: show.cues.map(cue),
    dashboards: new Map([...show.dashboards].map(([name, one]) => [name, dashboard(one)])),
    canvas: new Map([...show.canvas].map(([id, one]) => [id, item(one)])),
  };
}

function renamerOf(from: string, to: string) {
  const address = (given: string): string => {
    const { node, parameter } = parseAddress(given);
    return node === from ? formatAddress({ node: to, parameter }) : given;
  };
  return {
    address,
    keys: (values: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> => mapKeys(values, address),
    wire: (one: ShowWire): ShowWire => ({ ...one, emitter: address(one.emitter), sensor: address(one.sensor) }),
    pattern: (given: string): string => {
      if (given === from) return to;
      return /[*?]/.test(given) || !given.includes("/") ? given : address(given);
    },
  };
}

function mapKeys<Value>(map: ReadonlyMap<string, Value>, rename: (key: string) => string): ReadonlyMap<string, Value> {
  return new Map([...map].map(([key, value]) => [rename(key), value]));
}
