import { onTestFinished } from "vitest";

import { ZreNode } from "../../src/index.ts";
import { MeshBridge } from "../../src/mesh-bridge/mesh-bridge.ts";
import type { MeshBridgeOptions } from "../../src/mesh-bridge/options.ts";
import { TransportNode, type TransportNodeOptions } from "../../src/node/transport-node.ts";
import { SimulatedNetwork, type SimulatedProgram } from "../../src/sim.ts";
import { BrokerTransport } from "../../src/transport/broker/broker-transport.ts";
import { ZocpNode } from "../../src/zocp-node.ts";
import { ModelBroker, type ModelCarrier, type ModelOptions } from "../transport/broker/model-broker.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";

/** Local networks and one broker, under one virtual time. */
export class Sites {
  readonly network: SimulatedNetwork = new SimulatedNetwork();
  readonly broker: ModelBroker;

  constructor(options: Omit<ModelOptions, "clock"> = { kind: "nats", delay: 1 }) {
    this.broker = new ModelBroker({ ...options, clock: this.#program().clock });
  }

  /** The local network of that number. */
  lan(number: number): Lan {
    return new Lan(this, BEACONS + number);
  }

  /** A node on the broker itself. */
  async remote(name: string, options: TransportNodeOptions & { readonly id?: string } = {}) {
    const { id, ...rest } = options;
    const carrier = this.broker.carrier();
    const read = readsOrNot(carrier);
    const node = new TransportNode(new BrokerTransport({ name, id, carrier, net: this.#program() }), {
      meet: "everybody",
      ...rest,
    });
    this.ends(node);
    return { node, carrier, read };
  }

  pass(milliseconds: number): Promise<void> {
    return this.network.run(milliseconds);
  }

  until(condition: () => boolean, timeout = 20_000): Promise<void> {
    return this.network.until(condition, { timeout });
  }

  /** What is started here is stopped when the test is over. */
  ends(one: { stop(): Promise<void> }): void {
    onTestFinished(() => this.network.until(one.stop()));
  }

  program(): SimulatedProgram {
    return this.#program();
  }

  #program(): SimulatedProgram {
    return this.network.host().program();
  }
}

export interface Opened {
  readonly bridge: MeshBridge;
  /** What it told, as short words. */
  readonly told: string[];
  /** Ends it as `kill -9`. */
  kill(): void;
  /** Its connections with the broker break, or are there again. */
  cut(away: boolean): void;
}

/** One local network: the nodes that hear the same beacons. */
export class Lan {
  readonly #sites: Sites;
  readonly #beaconPort: number;

  constructor(sites: Sites, beaconPort: number) {
    this.#sites = sites;
    this.#beaconPort = beaconPort;
  }

  node(name: string, id?: string): ZocpNode {
    const node = new ZocpNode(name, { id, net: this.#sites.program(), beaconPort: this.#beaconPort });
    this.#sites.ends(node);
    return node;
  }

  /** The model of a node of pyZOCP. What ends it is thrown. */
  async old(name: string): Promise<OldNode> {
    const old = new OldNode(name, { net: this.#sites.program(), beaconPort: this.#beaconPort });
    this.#sites.ends(old);
    await this.#sites.network.until(old.start());
    return old;
  }

  async bridge(
    options: Pick<MeshBridgeOptions, "share" | "import" | "limits">,
    broker: ModelBroker = this.#sites.broker,
  ): Promise<Opened> {
    const program = this.#sites.program();
    const carriers: ModelCarrier[] = [];
    const network = { net: program, beaconPort: this.#beaconPort };
    const bridge = new MeshBridge({ network, ...options }, () => {
      const carrier = broker.carrier();
      carriers.push(carrier);
      return carrier;
    });
    const told: string[] = [];
    bridge.on("carried", ({ from, name }) => told.push(`carried ${from} ${name}`));
    bridge.on("dropped", ({ from, name, reason }) => told.push(`dropped ${from} ${name}: ${reason}`));
    bridge.on("refused", ({ from, name, reason }) => told.push(`refused ${from} ${name}: ${reason}`));
    bridge.on("turned", ({ carries }) => told.push(carries ? "carries" : "stands by"));
    let alive = true;
    onTestFinished(async () => {
      if (alive) await this.#sites.network.until(bridge.stop());
    });
    await this.#sites.network.until(bridge.start());
    const kill = (): void => {
      alive = false;
      program.kill();
      for (const carrier of carriers) carrier.kill();
    };
    const cut = (away: boolean): void => {
      for (const carrier of carriers) if (carrier.handlers !== undefined) carrier.turn(!away);
    };
    return { bridge, told, kill, cut };
  }
}

/** A program as people wrote it with pyZOCP, as the model of it. */
export class OldNode {
  readonly zre: ZreNode;
  readonly node: ReferenceNode;

  constructor(name: string, options: ConstructorParameters<typeof ZreNode>[1]) {
    this.zre = new ZreNode(name, { ...options, headers: { "X-ZOCP": "1" } });
    this.node = new ReferenceNode(this.zre.id);
    this.zre.on("enter", ({ peer }) => this.act(() => this.node.handleEnter(peer)));
    this.zre.on("exit", ({ peer }) => this.act(() => this.node.handleExit(peer)));
    this.zre.on("whisper", ({ peer, content }) => this.act(() => this.node.handleMessage(peer, content.text(0))));
  }

  get id(): string {
    return this.zre.id;
  }

  start(): Promise<void> {
    return this.zre.start();
  }

  stop(): Promise<void> {
    return this.zre.stop();
  }

  act(deed: () => void): void {
    deed();
    for (const { to, text } of this.node.take()) if (this.zre.peers.has(to)) this.zre.whisper(to, text);
  }
}

/** A program that is stopped reads later what has come meanwhile, as far as the broker kept it. */
function readsOrNot(carrier: ModelCarrier): (reads: boolean) => void {
  let reads = true;
  let waiting: (() => void)[] = [];
  const open = carrier.open.bind(carrier);
  carrier.open = (me, handlers) =>
    open(me, {
      ...handlers,
      message: (from, bytes) => {
        if (reads) return handlers.message(from, bytes);
        waiting.push(() => handlers.message(from, bytes));
        carrier.waiting++;
      },
    });
  return (does) => {
    reads = does;
    carrier.waiting -= waiting.length;
    const unread = waiting;
    waiting = [];
    for (const message of unread) message();
  };
}

const BEACONS = 5670;
