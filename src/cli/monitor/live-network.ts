import type { NodeEvents, RemoteNode, ZocpNode } from "../../index.ts";
import { isTool } from "../targets/observe.ts";
import type { Pattern } from "../targets/pattern.ts";
import { type SeenNetwork, type SeenNode, seeNetwork } from "./seen.ts";

/** What is seen is another one now: in its values only, or in its structure too. */
export type Change = "values" | "structure";

interface LiveOptions {
  readonly pattern: Pattern;
  /** Whether the nodes of other command lines are shown. */
  readonly tools: boolean;
}

/**
 * The network as the monitor sees it. It listens only to nodes whose parameters are looked at, and asks them what their values are when that
 * begins: hundreds of nodes that are folded send nothing.
 */
export class LiveNetwork {
  readonly #node: ZocpNode;
  readonly #options: LiveOptions;
  readonly #tell: (change: Change) => void;
  readonly #heard = new Map<string, { readonly stop: () => void; seenAt: number }>();
  readonly #tools = new Set<string>();
  readonly #gone = new Map<string, { readonly node: SeenNode; readonly at: number }>();

  constructor(node: ZocpNode, options: LiveOptions, tell: (change: Change) => void) {
    this.#node = node;
    this.#options = options;
    this.#tell = tell;
    const structure = (): void => tell("structure");
    node.on("enter", ({ peer, headers }) => {
      if (isTool({ headers })) this.#tools.add(peer);
      tell("structure");
    });
    node.on("described", structure).on("suspected", structure).on("recovered", structure);
    node.on("exit", (event) => this.#exit(event));
    node.on("modified", ({ parameters, removed, values }) =>
      tell(removed.length > 0 || parameters.length > values.length ? "structure" : "values"),
    );
    node.on("signal", () => tell("values")).on("value", () => tell("values"));
  }

  /** Everything that is seen at this moment. */
  look(now: number): SeenNetwork {
    const remotes = [...this.#node.peers.values()].filter((remote) => this.#options.tools || !isTool(remote));
    const names = new Set(remotes.map(({ name }) => name));
    for (const [id, { node, at }] of this.#gone) if (names.has(node.name) || now - at > KEPT) this.#gone.delete(id);
    const gone = [...this.#gone.values()].map(({ node }) => node);
    return seeNetwork([...remotes.map(seeNode), ...gone], this.#options.pattern);
  }

  /** Listens to these nodes; to those that were not looked at for a while no more. */
  listen(ids: ReadonlySet<string>, now: number): void {
    for (const id of ids) {
      const remote = this.#node.peers.get(id);
      if (remote?.complete !== true) continue;
      const heard = this.#heard.get(id) ?? { stop: this.#begin(remote), seenAt: now };
      heard.seenAt = now;
      this.#heard.set(id, heard);
    }
    for (const [id, { stop, seenAt }] of this.#heard) {
      if (now - seenAt < UNSEEN) continue;
      stop();
      this.#heard.delete(id);
    }
  }

  #begin(remote: RemoteNode): () => void {
    const stop = remote.monitor();
    // What it said before may have changed without a word. Who does not answer is shown as that anyway.
    remote.refresh({ timeout: ANSWER }).catch(() => {});
    return stop;
  }

  #exit({ peer, name, reason }: NodeEvents["exit"][0]): void {
    this.#heard.delete(peer);
    const node = { ...NOTHING, id: peer, name, gone: reason };
    const tool = this.#tools.delete(peer);
    if (this.#options.tools || !tool) this.#gone.set(peer, { node, at: performance.now() });
    this.#tell("structure");
  }
}

function seeNode(remote: RemoteNode): SeenNode {
  const { id, name, complete, suspected, locked, lockReason } = remote;
  const parameters = [...remote.parameters.values()];
  return { id, name, complete, suspected, locked, lockReason, parameters };
}

const NOTHING = { complete: true, suspected: false, locked: false, lockReason: "", parameters: [] };
/** Milliseconds that a node which left is shown. */
const KEPT = 20_000;
/** Milliseconds after which it is no more listened to a node that nobody looks at. */
const UNSEEN = 10_000;
const ANSWER = 5000;
