import { type OptionSpec, parseName } from "../table/options.ts";

/** What nodes can be joined with, besides other nodes: one row and one file for each. */
export interface BridgeKind {
  readonly name: string;
  readonly summary: string;
  /** Its own options. */
  readonly options: readonly OptionSpec[];
  /** A module with `run(session)`, which resolves when the bridge has ended. It is loaded when it is used. */
  readonly load: () => Promise<unknown>;
}

export const BRIDGE_KINDS: readonly BridgeKind[] = [
  {
    name: "mesh",
    summary: "nodes of this network on a message broker, and nodes of the broker here",
    options: [
      {
        flags: "--share <glob>",
        help: "mesh: nodes of this network that are on the broker too, by name; may be given again",
        parse: parseName,
      },
      {
        flags: "--import <glob>",
        help: "mesh: nodes of the broker that are on this network too, by name; may be given again",
        parse: parseName,
      },
      { flags: "--show <name>", help: "mesh: the show on the broker, where it is not in --broker (show)" },
    ],
    load: () => import("./mesh.ts"),
  },
];

/** The options of all kinds. */
export const BRIDGE_OPTIONS: readonly OptionSpec[] = BRIDGE_KINDS.flatMap(({ options }) => options);
