import type { Json, TransportNode, ZocpOptions } from "../../../src/index.ts";
import { ZocpNode, ZreNode } from "../../../src/index.ts";
import { readShow, type ShowFile, type ShowFromOptions, ShowNode } from "../../../src/show.ts";
import { type SimulatedHost, SimulatedNetwork } from "../../../src/sim.ts";
import { ReferenceNode } from "../../zocp/reference-node.ts";

/** A show on a network of its own, in virtual time. */
export class SimulatedStage {
  readonly network: SimulatedNetwork;
  readonly #nodes: { readonly node: { stop(): Promise<void> }; readonly host?: SimulatedHost }[] = [];

  constructor(seed = 3) {
    this.network = new SimulatedNetwork({ seed });
  }

  /** A node with a host of its own, or on one that is there. */
  async node(
    name: string,
    begin: (node: ZocpNode) => void = () => {},
    { host = this.network.host(), ...options }: ZocpOptions & { readonly host?: SimulatedHost } = {},
  ): Promise<ZocpNode> {
    const node = new ZocpNode(name, { ...options, net: host.net });
    this.#nodes.push({ node, host });
    begin(node);
    await this.network.until(node.start());
    return node;
  }

  /** A lamp: a level that others can follow, and a colour. */
  lamp(name: string, host?: SimulatedHost): Promise<ZocpNode> {
    return this.node(name, hang, host === undefined ? {} : { host });
  }

  /** A program of pyZOCP, as its model: what would end the real one throws. */
  async oldNode(name: string, begin: (node: ReferenceNode) => void): Promise<OldNode> {
    const zre = new ZreNode(name, { net: this.network.host().net, headers: { "X-ZOCP": "1" } });
    const old = new OldNode(zre);
    begin(old.node);
    this.#nodes.push({ node: zre });
    await this.network.until(zre.start());
    return old;
  }

  /** A show node that knows everybody who is here. */
  async show(
    file: ShowFile,
    { name = "show", host = this.network.host(), ...options }: StageShowOptions = {},
  ): Promise<ShowNode> {
    const { net } = host;
    const node = new ZocpNode(name, { net });
    const show = ShowNode.from(node, file, { ...options, clock: net.clock });
    this.#nodes.push({ node: show, host }, { node, host });
    await this.network.until(node.start());
    await this.network.until(show.start());
    await this.wait(3);
    return show;
  }

  /** Seconds of virtual time. */
  wait(seconds: number): Promise<void> {
    return this.network.run(seconds * 1000);
  }

  /** Everything on a host ends without a word. */
  kill(host: SimulatedHost): void {
    host.kill();
    const others = this.#nodes.filter((one) => one.host !== host);
    this.#nodes.splice(0, this.#nodes.length, ...others);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.splice(0).map(({ node }) => this.network.until(node.stop())));
  }
}

export interface StageShowOptions extends ShowFromOptions {
  readonly name?: string;
  readonly host?: SimulatedHost;
}

/** A model of a pyZOCP node on the network. */
export class OldNode {
  readonly node: ReferenceNode;
  readonly #zre: ZreNode;

  constructor(zre: ZreNode) {
    this.#zre = zre;
    this.node = new ReferenceNode(zre.id);
    zre.on("enter", ({ peer }) => this.act(() => this.node.handleEnter(peer)));
    zre.on("exit", ({ peer }) => this.act(() => this.node.handleExit(peer)));
    zre.on("whisper", ({ peer, content }) => this.act(() => this.node.handleMessage(peer, content.text(0))));
  }

  get id(): string {
    return this.#zre.id;
  }

  value(name: string): Json | undefined {
    const entry = this.node.entry(name);
    return entry instanceof Map ? entry.get("value") : undefined;
  }

  /** Lets it do something, and sends what it says to that. */
  act(deed: () => void): void {
    deed();
    for (const { to, text } of this.node.take()) this.#zre.whisper(to, text);
  }
}

export function hang(node: ZocpNode): void {
  node.float("level", 0, { access: "rwes", min: 0, max: 1 });
  node.vec3f("colour", [0, 0, 0], { access: "rw" });
}

export function show(fields: Readonly<Record<string, unknown>>): ShowFile {
  return readShow(JSON.stringify({ zocp: 1, ...fields }));
}

export function valueAt(node: TransportNode, path = "level"): Json {
  return node.parameter(path).value;
}

/** When a parameter had its last change, in milliseconds, from now on. */
export function lastChange(node: ZocpNode, path = "level"): () => number {
  let last = Number.NaN;
  node.parameter(path).on("changed", ({ at }) => {
    last = at;
  });
  return () => last;
}
