import type { Json, JsonObject, LinkState } from "../../../src/index.ts";
import type { PresentNode, PresentParameter, Snapshot } from "../../../src/show.ts";

/** What is said of a parameter in a test: its value and access, and what else matters. */
export type Said = readonly [value: Json, access: string, more?: Partial<PresentParameter>];

let ids = 0;

/** A node that is here. */
export function present(
  name: string,
  parameters: Readonly<Record<string, Said>> = {},
  more: Partial<PresentNode> = {},
): PresentNode {
  const all = Object.entries(parameters).map(([path, [value, access, others]]) => {
    const about = { typeHint: typeOf(value), event: false, recall: true, subscribers: [] as [string, string | null][] };
    return [path, { ...about, value, access, ...others }] as const;
  });
  const id = (++ids).toString(16).padStart(32, "0");
  return { id, name, extensions: true, fresh: true, links: [] as LinkState[], parameters: new Map(all), ...more };
}

export function here(...nodes: readonly PresentNode[]): Snapshot {
  return { nodes };
}

/** The link that an emitter's node lists, and that both nodes keep. */
export function wired(
  [from, emitter]: readonly [PresentNode, string],
  [to, sensor]: readonly [PresentNode, string],
  options: JsonObject = new Map(),
): void {
  subscribe([from, emitter], to.id, sensor);
  kept(from, [from.name, emitter], [to.name, sensor], "made", options);
}

/** What an emitter's node lists. */
export function subscribe([node, emitter]: readonly [PresentNode, string], id: string, sensor: string | null): void {
  const parameter = node.parameters.get(emitter);
  if (parameter === undefined) throw new Error(`${node.name} has no ${emitter}`);
  (parameter.subscribers as [string, string | null][]).push([id, sensor]);
}

/** A link that a node keeps. */
export function kept(
  node: PresentNode,
  [from, emitter]: readonly [string, string],
  [to, sensor]: readonly [string, string],
  state: LinkState["state"],
  options: JsonObject = new Map(),
): void {
  const ends = { emitter: { node: from, parameter: emitter }, sensor: { node: to, parameter: sensor } };
  (node.links as LinkState[]).push({ ...ends, state, options, reason: "", by: "", at: 0 });
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return `vec${value.length}f`;
  return typeof value === "number" ? "flt" : typeof value === "boolean" ? "bool" : "string";
}
