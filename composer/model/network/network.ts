import type { NodeEvent, RemoteNode, TransportNode } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import { Painter, type Stage } from "../render/painter.ts";
import { type Companion, companyOf } from "./company.ts";
import { compareNames } from "./compare-names.ts";
import { CutWires } from "./cut-wires.ts";
import { joinWires } from "./joined-wires.ts";
import { OtherPages } from "./other-pages.ts";
import { ShownNode } from "./shown-node.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import type { ShownWire } from "./shown-wire.ts";
import { sameWire, Wires } from "./wires.ts";

/**
 * The whole show as this page sees it: nodes, ghosts of nodes that left, wires, live values. It tells its readers when nodes,
 * parameters or wires come and go, once a frame; values go past it, straight to those who draw them.
 */
export class Network extends Observable {
  readonly node: TransportNode;
  readonly #stage: Stage;
  readonly #painter: Painter;
  readonly #wires: Wires;
  readonly #cutWires: CutWires;
  readonly #otherPages: OtherPages;
  readonly #nodes = new Map<string, ShownNode>();
  readonly #byId = new Map<string, ShownNode>();
  readonly #monitors = new Map<string, () => void>();
  #list: readonly ShownNode[] = [];
  #cuts: readonly ShownWire[] = [];
  #joined: ReadonlyMap<string, ShownWire> = new Map();
  #shownWires: readonly ShownWire[] = [];
  #ghosts: readonly ShownNode[] = [];
  #parameters: readonly ShownParameter[] = [];
  #company: readonly Companion[] = [];
  #waiting = false;
  #measuredAt: number;

  constructor(node: TransportNode, stage: Stage, options: NetworkOptions = {}) {
    super();
    this.node = node;
    this.#stage = stage;
    this.#painter = new Painter(stage);
    this.#wires = new Wires(node, (id) => this.#byId.get(id), options.keepsWires ?? true);
    this.#cutWires = new CutWires(() => this.#touch());
    this.#otherPages = new OtherPages(node, (name) => {
      for (const ghost of this.ghosts) if (ghost.name === name) this.#drop(ghost);
    });
    this.#measuredAt = stage.now();
    for (const type of TYPES) node.on(type, (event: NodeEvent) => this.#handle(event));
    for (const remote of node.peers.values()) this.#enter(remote);
  }

  /** Nodes with at least one parameter, and ghosts, by name; without those that are nothing but a part of wires. */
  get nodes(): readonly ShownNode[] {
    return this.#list;
  }

  /** Every parameter of every node. */
  get parameters(): readonly ShownParameter[] {
    return this.#parameters;
  }

  /** The wires as people mean them: one that goes through an operator between its ends is one. */
  get wires(): readonly ShownWire[] {
    return this.#shownWires;
  }

  /** The wires as nodes have them: one that goes through an operator is two. */
  get links(): readonly ShownWire[] {
    return this.#wires.all;
  }

  /** Wires that somebody cut although the program of one of their nodes wants them. */
  get cuts(): readonly ShownWire[] {
    return this.#cuts;
  }

  /** The parameters at the ends of wires. */
  get wired(): ReadonlySet<ShownParameter> {
    return this.#wires.ends;
  }

  /** The present nodes on which operators can be made, also those that have nothing to show yet. */
  get hosts(): readonly ShownNode[] {
    const offering = [...this.#nodes.values()].filter(({ operators }) => operators !== undefined);
    return offering.sort((a, b) => compareNames(a.key, b.key));
  }

  /** Nodes that left, also those that are a part of wires. */
  get ghosts(): readonly ShownNode[] {
    return this.#ghosts;
  }

  /** Who else is here and has nothing to patch. */
  get company(): readonly Companion[] {
    return this.#company;
  }

  nodeOf(key: string): ShownNode | undefined {
    return this.#nodes.get(key);
  }

  /** A parameter by its key. */
  parameter(key: string): ShownParameter | undefined {
    const [node = "", path = ""] = key.split("\n");
    return this.#nodes.get(node)?.parameters.get(path);
  }

  wire(key: string): ShownWire | undefined {
    return this.#joined.get(key);
  }

  /** A parameter by the name of its node, for what was written down earlier. */
  find(node: string, path: string): ShownParameter | undefined {
    return this.#nodes.get(node)?.parameters.get(path);
  }

  /** Forgets a node that left, and cuts the wires that wait for it; on the other pages too. */
  dismiss(node: ShownNode): void {
    if (node.present) return;
    this.#wires.forget(node);
    this.#drop(node);
    this.#otherPages.tellDismissed(node.name);
  }

  /** Shows a wire that was cut no more, until it is cut again. */
  hideCut({ key }: ShownWire): void {
    this.#cutWires.hide(key);
  }

  /** Something is different that no event tells. */
  lookAgain(): void {
    this.#touch();
  }

  /** A value is wanted on the screen before the network says so: a fader under the hand. */
  repaint(parameter: ShownParameter): void {
    this.#painter.touch(parameter);
  }

  /** The gateway tells how many values of an emitter were replaced by newer ones before they came here. */
  handleReplaced(id: string, path: string, count: number): void {
    const parameter = this.#byId.get(id)?.parameters.get(path);
    if (parameter !== undefined) parameter.skipped = count;
  }

  /** To be called about twice a second: how fast values come. */
  measure(): void {
    const now = this.#stage.now();
    const elapsed = now - this.#measuredAt;
    if (elapsed <= 0) return;
    this.#measuredAt = now;
    for (const parameter of this.#parameters) if (parameter.count > 0) parameter.measure(elapsed);
  }

  #handle(event: NodeEvent): void {
    switch (event.type) {
      case "signal":
        return this.#signal(event.peer, event.emitter);
      case "value":
        return this.#signal(event.peer, event.parameter);
      case "modified":
        for (const path of event.values) this.#signal(event.peer, path);
        if (event.parameters.length + event.removed.length > 0) this.#describe(event.peer);
        return;
      case "exit":
        return this.#exit(event.peer);
      case "enter":
      case "described": {
        const remote = this.node.peers.get(event.peer);
        if (remote !== undefined) this.#enter(remote);
        return this.#touch();
      }
      default:
        this.#touch();
    }
  }

  #signal(id: string, path: string): void {
    const node = this.#byId.get(id);
    const parameter = node?.parameters.get(path);
    if (node === undefined || parameter === undefined) return;
    parameter.take(node.remote?.value(path), this.#stage.now());
    this.#painter.touch(parameter);
  }

  #enter(remote: RemoteNode): void {
    if (!remote.complete || this.#byId.has(remote.id)) return;
    const node = this.#place(remote);
    node.remote = remote;
    this.#byId.set(remote.id, node);
    this.#nodes.set(node.key, node);
    this.#monitors.set(remote.id, remote.monitor());
    this.#describe(remote.id);
    void this.#cutWires.ask(remote);
    this.#touch();
  }

  /** A ghost of that name, or a new node; two present nodes of one name get two keys. */
  #place({ name, id }: RemoteNode): ShownNode {
    const namesake = this.#nodes.get(name);
    if (namesake === undefined) return new ShownNode(name, name);
    if (!namesake.present) return namesake;
    const key = `${name} ${id.slice(0, 4)}`;
    return this.#nodes.get(key) ?? new ShownNode(key, name);
  }

  #describe(id: string): void {
    const node = this.#byId.get(id);
    if (node === undefined) return;
    node.describe();
    for (const parameter of node.parameters.values()) this.#painter.touch(parameter);
    this.#touch();
  }

  #drop(node: ShownNode): void {
    this.#nodes.delete(node.key);
    this.#touch();
  }

  #exit(id: string): void {
    const node = this.#byId.get(id);
    this.#monitors.delete(id);
    this.#cutWires.forget(id);
    this.#touch();
    if (node === undefined) return;
    this.#byId.delete(id);
    node.remote = undefined;
    node.leftAt = this.#stage.now();
    // What had nothing to show leaves nothing behind.
    if (node.parameters.size === 0) this.#nodes.delete(node.key);
  }

  #touch(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#stage.frame(() => this.#renew());
  }

  #renew(): void {
    this.#waiting = false;
    this.#company = companyOf(this.node.peers.values());
    const before = this.#wires.all;
    this.#wires.renew(this.#nodes);
    this.#join();
    this.#cuts = this.#cutWires.list(this.#nodes, this.#wires.byKey);
    for (const node of this.#bereft(before)) if (node.remote !== undefined) void this.#cutWires.ask(node.remote);
    this.changed();
  }

  /** What is drawn: of operators that stand between the ends of wires only these. */
  #join(): void {
    const { byKey, hidden } = joinWires(this.#nodes, this.#wires.byKey);
    const before = this.#joined;
    this.#joined = new Map([...byKey].map(([key, wire]) => [key, sameWire(before.get(key), wire)]));
    this.#shownWires = [...this.#joined.values()];
    const all = [...this.#nodes.values()]
      .filter(({ parameters }) => parameters.size > 0)
      .sort((a, b) => compareNames(a.key, b.key));
    for (const node of all) node.hidden = hidden;
    this.#ghosts = all.filter(({ present }) => !present);
    this.#list = all.filter(({ drawn }) => drawn.length > 0);
    this.#parameters = this.#list.flatMap(({ drawn }) => drawn);
  }

  /** The nodes of wires that are there no more: the program of one may want it all the same. */
  #bereft(before: readonly ShownWire[]): ReadonlySet<ShownNode> {
    const gone = before.filter(({ key }) => !this.#wires.byKey.has(key));
    return new Set(gone.flatMap(({ emitter, sensor }) => [emitter.node, sensor.node]));
  }
}

export interface NetworkOptions {
  /** Whether wires of nodes that leave are made again when these return; a page that may only look cannot. */
  readonly keepsWires?: boolean;
}

const TYPES = [
  ...(["enter", "described", "exit", "suspected", "recovered"] as const),
  ...(["modified", "signal", "value", "linked", "unlinked", "overruled", "owned"] as const),
];
