import {
  formatAddress,
  type Json,
  type NodeEvents,
  type RemoteNode,
  type RemoteParameter,
  type ZocpNode,
} from "../../index.ts";
import { toJsonText } from "../format/json.ts";
import { isTool, placeOf } from "../targets/observe.ts";
import type { Pattern } from "../targets/pattern.ts";

/** Something that was seen on the network. */
export interface Sighting {
  readonly event:
    | "enter"
    | "exit"
    | "suspected"
    | "recovered"
    | "value"
    | "modified"
    | "signal"
    | "registered"
    | "removed"
    | "subscribed"
    | "unsubscribed";
  readonly node: string;
  readonly id: string;
  readonly parameter?: string;
  readonly value?: Json;
  /** What subscribed: `lamp/level`, or the name of a node that only listens. */
  readonly by?: string;
  /** Why it left. */
  readonly reason?: string;
  readonly address?: string;
}

export interface WatcherOptions {
  readonly pattern: Pattern;
  /** Whether the nodes of other command lines are shown. */
  readonly tools: boolean;
}

/** What was known of a parameter: from the difference one sees what happened. */
interface Known {
  readonly value: string;
  readonly described: string;
  readonly subscribers: ReadonlyMap<string, string>;
}

/** Watches every node through a subscription to everything, and says what happened in terms of parameters. */
export class Watcher {
  readonly #node: ZocpNode;
  readonly #options: WatcherOptions;
  readonly #tell: (sighting: Sighting) => void;
  readonly #known = new Map<string, Map<string, Known>>();
  readonly #shown = new Set<string>();
  #stopped = false;

  constructor(node: ZocpNode, options: WatcherOptions, tell: (sighting: Sighting) => void) {
    this.#node = node;
    this.#options = options;
    this.#tell = (sighting) => {
      if (!this.#stopped) tell(sighting);
    };
  }

  start(): void {
    this.#node
      .on("enter", ({ peer }) => this.#enter(peer))
      .on("described", ({ peer }) => this.#described(peer))
      .on("exit", (event) => this.#exit(event))
      .on("suspected", (event) => this.#suspicion(event))
      .on("recovered", (event) => this.#suspicion(event))
      .on("modified", (event) => this.#modified(event))
      .on("signal", ({ peer, emitter, value }) => this.#valued(peer, { path: emitter, value, event: "signal" }))
      .on("value", ({ peer, parameter, value }) => this.#valued(peer, { path: parameter, value, event: "modified" }));
    for (const { id, complete } of this.#node.peers.values()) {
      this.#enter(id);
      if (complete) this.#described(id);
    }
  }

  /** From now on nothing is said: that all nodes vanish when this one stops is no news. */
  stop(): void {
    this.#stopped = true;
  }

  #enter(id: string): void {
    const remote = this.#visible(id);
    if (remote !== undefined && this.#options.pattern.node(remote.name, id)) this.#show(remote);
  }

  #show({ id, name }: RemoteNode): void {
    if (this.#shown.has(id)) return;
    this.#shown.add(id);
    this.#tell({ event: "enter", node: name, id, address: placeOf(this.#node, id) });
  }

  /** A node whose name does not fit is shown once one of its parameters does. */
  #described(id: string): void {
    const remote = this.#visible(id);
    if (remote === undefined || this.#known.has(id)) return;
    const known = new Map<string, Known>();
    this.#known.set(id, known);
    for (const [path, parameter] of remote.parameters) {
      known.set(path, this.#look(parameter));
      if (!this.#isChosen(remote, path)) continue;
      this.#show(remote);
      this.#say("value", remote, path, { value: parameter.value ?? null });
    }
    remote.monitor();
  }

  #exit({ peer: id, name, reason }: NodeEvents["exit"][0]): void {
    this.#known.delete(id);
    if (this.#shown.delete(id)) this.#tell({ event: "exit", node: name, id, reason });
  }

  #suspicion({ type, peer: id, name }: NodeEvents["suspected" | "recovered"][0]): void {
    if (this.#shown.has(id)) this.#tell({ event: type, node: name, id });
  }

  #modified({ peer: id, parameters, removed }: NodeEvents["modified"][0]): void {
    const remote = this.#visible(id);
    const known = this.#known.get(id);
    if (remote === undefined || known === undefined) return;
    for (const path of removed) if (known.delete(path)) this.#say("removed", remote, path);
    for (const path of parameters) {
      const parameter = remote.parameter(path);
      if (parameter !== undefined) this.#compare(known, parameter);
    }
  }

  #valued(id: string, { path, value, event }: { path: string; value: Json; event: "signal" | "modified" }): void {
    const remote = this.#visible(id);
    const known = this.#known.get(id);
    const parameter = remote?.parameter(path);
    if (remote === undefined || known === undefined || parameter === undefined) return;
    known.set(path, { ...(known.get(path) ?? this.#look(parameter)), value: toJsonText(value) });
    this.#say(event, remote, path, { value });
  }

  #compare(known: Map<string, Known>, parameter: RemoteParameter): void {
    const { node, path, value } = parameter;
    const before = known.get(path);
    const after = this.#look(parameter);
    known.set(path, after);
    if (before === undefined) return this.#say("registered", node, path, { value: value ?? null });
    if (before.value !== after.value || before.described !== after.described) {
      this.#say("modified", node, path, { value: value ?? null });
    }
    for (const [key, by] of after.subscribers) {
      if (!before.subscribers.has(key)) this.#say("subscribed", node, path, { by });
    }
    for (const [key, by] of before.subscribers) {
      if (!after.subscribers.has(key)) this.#say("unsubscribed", node, path, { by });
    }
  }

  #look({ value, typeHint, access, min, max, step, unit, description, subscribers }: RemoteParameter): Known {
    const listed = subscribers
      .filter(([id]) => this.#isShownSubscriber(id))
      .map(([id, sensor]): [string, string] => [`${id}/${sensor}`, this.#nameOf(id, sensor)]);
    return {
      value: toJsonText(value),
      described: toJsonText([typeHint, access, min, max, step, unit, description]),
      subscribers: new Map(listed),
    };
  }

  #isShownSubscriber(id: string): boolean {
    const peer = this.#node.peers.get(id);
    return id !== this.#node.id && (this.#options.tools || peer === undefined || !isTool(peer));
  }

  #nameOf(id: string, sensor: string | null): string {
    const node = this.#node.peers.get(id)?.name ?? id.slice(0, 8);
    return sensor === null ? node : formatAddress({ node, parameter: sensor });
  }

  #say(event: Sighting["event"], { name, id }: RemoteNode, parameter: string, more: Partial<Sighting> = {}): void {
    const { pattern } = this.#options;
    if (pattern.node(name, id) || pattern.parameter(name, parameter)) {
      this.#tell({ event, node: name, id, parameter, ...more });
    }
  }

  #isChosen({ name, id }: RemoteNode, path: string): boolean {
    return this.#options.pattern.node(name, id) || this.#options.pattern.parameter(name, path);
  }

  #visible(id: string): RemoteNode | undefined {
    const remote = this.#node.peers.get(id);
    return remote !== undefined && (this.#options.tools || !isTool(remote)) ? remote : undefined;
  }
}
