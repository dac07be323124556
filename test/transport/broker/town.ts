import { onTestFinished } from "vitest";

import type { Clock } from "../../../src/net/net.ts";
import { SeededRandom } from "../../../src/net/sim/seeded-random.ts";
import { VirtualTime } from "../../../src/net/sim/virtual-time.ts";
import { TransportNode, type TransportNodeOptions } from "../../../src/node/transport-node.ts";
import { BrokerTransport } from "../../../src/transport/broker/broker-transport.ts";
import type { ChannelKeys } from "../../../src/transport/broker/channel/channel-keys.ts";
import { ModelBroker, type ModelCarrier, type ModelOptions } from "./model-broker.ts";

export interface Inhabitant {
  readonly node: TransportNode;
  readonly carrier: ModelCarrier;
  /** Whether its program reads what comes. */
  read(reads: boolean): void;
}

export interface InhabitantOptions extends TransportNodeOptions {
  readonly id?: string;
  readonly owner?: string;
  /** By which it and its peers are sure of each other. */
  readonly keys?: ChannelKeys | undefined;
}

/** Nodes on one broker, under virtual time. They meet everybody, unless they are told otherwise. */
export class Town {
  readonly #time = new VirtualTime();
  readonly broker: ModelBroker;
  readonly #random: SeededRandom;

  constructor(options: Omit<ModelOptions, "clock">) {
    this.#random = new SeededRandom(options.seed ?? 1, "town");
    this.broker = new ModelBroker({ ...options, clock: this.clock() });
  }

  node(name: string, { id, owner, keys, ...options }: InhabitantOptions = {}): Inhabitant {
    const carrier = this.broker.carrier(owner);
    const net = { clock: this.clock(), random: this.#random };
    const node = new TransportNode(
      new BrokerTransport({ name, id, carrier, net, keys, expectsUsers: options.accept !== undefined }),
      {
        meet: "everybody",
        ...options,
      },
    );
    onTestFinished(() => node.stop());
    let reads = true;
    let waiting: (() => void)[] = [];
    const deliver = carrier.open.bind(carrier);
    // A program that is stopped reads later what has come meanwhile, as far as the broker kept it.
    carrier.open = (me, handlers) =>
      deliver(me, {
        ...handlers,
        message: (from, bytes) => {
          if (reads) return handlers.message(from, bytes);
          waiting.push(() => handlers.message(from, bytes));
          carrier.waiting++;
        },
      });
    const read = (does: boolean): void => {
      reads = does;
      carrier.waiting -= waiting.length;
      const unread = waiting;
      waiting = [];
      for (const message of unread) message();
    };
    return { node, carrier, read };
  }

  async linked(options: InhabitantOptions = {}) {
    const [desk, lamp] = [this.node("desk", options), this.node("lamp", options)];
    const fader = desk.node.float("fader", 0, { access: "re" });
    const level = lamp.node.float("level", 0, { access: "rws" });
    await desk.node.start();
    await lamp.node.start();
    await this.pass(1000);
    void desk.node.connect("desk/fader", "lamp/level");
    await this.pass(1000);
    return { desk, lamp, fader, level };
  }

  pass(duration: number, done?: () => boolean): Promise<boolean> {
    return this.#time.pass(duration, done);
  }

  clock(): Clock {
    return {
      now: () => this.#time.now,
      schedule: (delay, callback) => this.#time.after(delay, undefined, callback),
      defer: (callback) => queueMicrotask(callback),
    };
  }
}
