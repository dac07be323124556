import { EventEmitter } from "node:events";

import { clockFrom } from "../../../src/cli/format/clock.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import type { Output } from "../../../src/cli/streams/output.ts";
import type { Session } from "../../../src/cli/streams/session.ts";
import type { Json, RemoteNode, RemoteParameter, ZocpNode } from "../../../src/index.ts";

/** What is told of a parameter of a node that is only imagined. */
export interface Told extends Partial<Omit<RemoteParameter, "node">> {
  readonly path: string;
}

/** A node as a command line sees it, as far as commands look for it. */
export function remote(name: string, parameters: readonly Told[] = [], more: object = {}): RemoteNode {
  const own = new Map<string, RemoteParameter>();
  const node = {
    ...{ id: idOf(name), name, complete: true, extensions: true, locked: false, suspected: false },
    ...{ headers: new Map(), metadata: new Map<string, Json>(), parameters: own },
    parameter: (path: string) => own.get(path),
    ...more,
  };
  for (const told of parameters) {
    const usual = { access: "rwes", subscribers: [], whyNotTo: () => undefined };
    const port = { node: node.id, parameter: told.path };
    own.set(told.path, { ...usual, ...told, node, port } as unknown as RemoteParameter);
  }
  return node as unknown as RemoteNode;
}

export function idOf(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(32, "0").slice(0, 32);
}

/** A network on which these nodes are, and on which others come. */
export class Imagined extends EventEmitter {
  readonly peers = new Map<string, RemoteNode>();

  constructor(...remotes: readonly RemoteNode[]) {
    super();
    for (const one of remotes) this.peers.set(one.id, one);
  }

  get node(): ZocpNode {
    return this as unknown as ZocpNode;
  }

  come(one: RemoteNode): void {
    this.peers.set(one.id, one);
    this.emit("described", { peer: one.id });
  }
}

/** A session that keeps what it prints. */
export function session<Options extends object>(options: Options = {} as Options, signal?: AbortSignal) {
  const [lines, notes]: [string[], string[]] = [[], []];
  const out = { line: (text: string) => void lines.push(text) } as unknown as Output;
  const kept = {
    ...{ options: { wait: 1, ...options }, out, colours: coloursFor({}), columns: undefined },
    signal: signal ?? new AbortController().signal,
    clock: clockFrom(new Date(), { terminal: false }),
    note: (text: string) => void notes.push(text),
    end: () => {},
  };
  return { session: kept as Session<Options>, lines, notes };
}
