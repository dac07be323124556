import type { Json, RemoteNode, RemoteParameter, SamplingOptions, TransportNode } from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import { formatValue } from "../format/values.ts";
import { Wires } from "./wires.ts";

/** Whom an observer tells what is to be recorded. */
export interface ObserverHandlers {
  /** False when no more parameters can be recorded. */
  described(channel: RecordedChannel): boolean;
  value(node: string, parameter: string, value: Json): void;
  event(event: string, about: Readonly<Record<string, Json | undefined>>): void;
  exit(node: string): void;
}

export interface ObserverOptions {
  readonly sampling: SamplingOptions;
  readonly choose: (node: string, parameter: string) => boolean;
  /** Calls back when what happens now is over. */
  readonly defer: (callback: () => void) => void;
}

/** What is followed of one node. */
interface Followed {
  readonly name: string;
  readonly offs: Map<string, () => void>;
}

/** Sees all that is to be recorded: parameters and their values, wires, who comes and goes, what shows play. */
export class Observer {
  readonly #node: TransportNode;
  readonly #options: ObserverOptions;
  readonly #handlers: ObserverHandlers;
  readonly #followed = new Map<string, Followed>();
  readonly #wires: Wires;
  readonly #offs: (() => void)[] = [];

  constructor(node: TransportNode, options: ObserverOptions, handlers: ObserverHandlers) {
    this.#node = node;
    this.#options = options;
    this.#handlers = handlers;
    this.#wires = new Wires(node, (emitter, sensor, made) => handlers.event("wire", { emitter, sensor, made }));
  }

  /** How many nodes and parameters are followed. */
  get extent(): { readonly nodes: number; readonly parameters: number } {
    const all = [...this.#followed.values()];
    const paths = all.flatMap(({ offs }) => [...offs.keys()].filter((path) => path !== SHOW));
    return { nodes: all.length, parameters: paths.length };
  }

  begin(): void {
    // Afterwards: a watch that begins in the middle of an event is told of it once more.
    const { defer } = this.#options;
    this.#on("described", ({ peer }) => defer(() => this.#described(peer)));
    this.#on("modified", ({ peer, parameters }) => defer(() => this.#modified(peer, parameters)));
    this.#on("exit", ({ peer, reason }) => this.#exit(peer, reason));
    this.#on("suspected", ({ peer, name }) => this.#said("suspected", peer, name));
    this.#on("recovered", ({ peer, name }) => this.#said("recovered", peer, name));
    this.#on("owned", ({ peer, name, parameters }) => this.#owned(peer, name, parameters));
    this.#on("edited", ({ name, parameter, action }) =>
      this.#handlers.event("edited", { by: name, action, parameter }),
    );
    this.#on("refused", ({ name, parameter, verb, reason }) =>
      this.#handlers.event("refused", { by: name, verb, parameter, reason }),
    );
    for (const { id, complete } of this.#node.peers.values()) if (complete) this.#described(id);
  }

  end(): void {
    for (const off of this.#offs.splice(0)) off();
    for (const { offs } of this.#followed.values()) for (const off of offs.values()) off();
    this.#followed.clear();
  }

  #described(id: string): void {
    const remote = this.#node.peers.get(id);
    if (remote === undefined || isTool(remote) || this.#offs.length === 0) return;
    // Of two nodes with one name the first is recorded: nobody could tell their values apart.
    if ([...this.#followed].some(([other, { name }]) => name === remote.name && other !== id)) return;
    if (!this.#followed.has(id)) {
      this.#followed.set(id, { name: remote.name, offs: new Map() });
      this.#handlers.event("enter", { node: remote.name, id });
    }
    this.#modified(id, [...remote.parameters.keys()]);
    if (isShow(remote)) this.#followShow(remote);
  }

  #modified(id: string, paths: readonly string[]): void {
    const [remote, followed] = [this.#node.peers.get(id), this.#followed.get(id)];
    if (remote === undefined || followed === undefined) return;
    for (const path of paths) {
      const parameter = remote.parameters.get(path);
      if (parameter !== undefined && this.#options.choose(remote.name, path)) this.#follow(followed, parameter);
    }
    this.#wires.look(remote);
  }

  #follow({ name, offs }: Followed, parameter: RemoteParameter): void {
    const { path, value, event, port, typeHint } = parameter;
    if (!this.#handlers.described(channelOf(parameter)) || offs.has(path)) return;
    const present = event || value === undefined ? undefined : formatValue(value, typeHint);
    if (present !== undefined && value !== undefined) this.#handlers.value(name, path, value);
    // Most nodes send the present value once more, when they are asked for those to come.
    let first = true;
    const told = ({ value: next }: { readonly value: Json }): void => {
      if (!first || formatValue(next, typeHint) !== present) this.#handlers.value(name, path, next);
      first = false;
    };
    offs.set(path, this.#node.watch(port, told, this.#options.sampling));
  }

  #followShow({ id, name }: RemoteNode): void {
    const followed = this.#followed.get(id);
    let before: Json | undefined;
    const told = ({ value }: { readonly value: Json }): void => {
      if (value !== before && value !== "") this.#handlers.event("cue", { show: name, cue: value });
      before = value;
    };
    // A name of its own: the parameter may be recorded as well.
    if (followed?.offs.has(SHOW) === false)
      followed.offs.set(SHOW, this.#node.watch({ node: id, parameter: "cue" }, told));
  }

  #exit(id: string, reason: string): void {
    const followed = this.#followed.get(id);
    if (followed === undefined) return;
    for (const off of followed.offs.values()) off();
    this.#followed.delete(id);
    this.#wires.forget(id);
    this.#handlers.event("exit", { node: followed.name, id, reason });
    this.#handlers.exit(followed.name);
    // Another one of that name takes its place.
    const next = [...this.#node.peers.values()].find(({ name, complete }) => name === followed.name && complete);
    if (next === undefined || next.id === id) return;
    // What it told us without our asking is old.
    const go = (): void => this.#described(next.id);
    next.refresh().then(go, go);
  }

  #said(event: string, id: string, node: string): void {
    if (this.#followed.has(id)) this.#handlers.event(event, { node, id });
  }

  #owned(id: string, node: string, parameters: readonly string[]): void {
    for (const parameter of parameters) {
      if (!this.#followed.has(id) || !this.#options.choose(node, parameter)) continue;
      const owner = this.#node.peers.get(id)?.parameter(parameter)?.owner;
      this.#handlers.event("owner", { node, parameter, by: owner?.name, tag: owner?.tag });
    }
  }

  readonly #on: TransportNode["on"] = (type, listener) => {
    this.#offs.push(() => this.#node.off(type, listener));
    return this.#node.on(type, listener);
  };
}

function channelOf(parameter: RemoteParameter): RecordedChannel {
  const { node, path, typeHint, access, min, max, step, unit, description, object, event, recall } = parameter;
  const whose = { node: node.name, parameter: path, type: typeHint, access };
  return { ...whose, min, max, step, unit, description, object, event, recall };
}

/** Commands come and go, and have nothing to record. */
function isTool({ headers }: RemoteNode): boolean {
  return headers.has("X-ZOCP-TOOL");
}

/** Whether a node plays a show: it has what a show is pressed by. */
function isShow({ extensions, parameters }: RemoteNode): boolean {
  return extensions && ["go", "back", "panic", "goto", "cue"].every((path) => parameters.has(path));
}

/** No path is empty. */
const SHOW = "";
