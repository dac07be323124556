import type { Json, LinkState } from "../../index.ts";

/** Everybody who is here, at one moment. Plain data: what is compared with a file can also come from elsewhere. */
export interface Snapshot {
  readonly nodes: readonly PresentNode[];
}

export interface PresentNode {
  readonly id: string;
  readonly name: string;
  /** Whether it is one of ours: it keeps links while their other end is away, and says why it refuses. */
  readonly extensions: boolean;
  /** Whether it has just said what it is; what it said earlier may have changed without a word. */
  readonly fresh: boolean;
  readonly position?: readonly [x: number, y: number] | undefined;
  readonly parameters: ReadonlyMap<string, PresentParameter>;
  /** The links that it keeps, where it can say. */
  readonly links: readonly LinkState[];
}

export interface PresentParameter {
  /** What it was set to: while it fades, where it goes to; under an overlay, what lies below that. */
  readonly value: Json | undefined;
  readonly typeHint: string;
  readonly access: string;
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  readonly event: boolean;
  /** Whether its owner lets a file set it. */
  readonly recall: boolean;
  /** How it joins several sources, and what it does when nothing drives it any more, where its node says so. */
  readonly merge?: string | undefined;
  readonly lost?: Json | undefined;
  /** By id and sensor. */
  readonly subscribers: readonly (readonly [string, string | null])[];
}

/** Nodes by name; those that share their name with another are not among them: nobody knows which is meant. */
export function unique(snapshot: Snapshot): ReadonlyMap<string, PresentNode> {
  const shared = new Set(namesakes(snapshot).keys());
  return new Map(snapshot.nodes.flatMap((node) => (shared.has(node.name) ? [] : [[node.name, node] as const])));
}

/** Names that several nodes have, with the nodes. */
export function namesakes({ nodes }: Snapshot): ReadonlyMap<string, readonly PresentNode[]> {
  const byName = new Map<string, PresentNode[]>();
  for (const node of nodes) byName.set(node.name, [...(byName.get(node.name) ?? []), node]);
  return new Map([...byName].filter(([, all]) => all.length > 1));
}
