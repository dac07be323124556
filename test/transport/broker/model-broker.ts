import { NetworkError } from "../../../src/errors.ts";
import type { Clock } from "../../../src/net/net.ts";
import { SeededRandom } from "../../../src/net/sim/seeded-random.ts";
import type { Carrier, CarrierHandlers, Joining } from "../../../src/transport/broker/carrier.ts";
import { FORGED } from "../../../src/transport/broker/owner-proof.ts";
import { type BrokerAddress, isBeat } from "../../../src/transport/broker/record.ts";
import { keyOfWhom, type Whom } from "../../../src/transport/broker/whom.ts";

/** How the broker behaves: like MQTT, which keeps records and has wills, or like NATS, which asks and knows when nobody listens. */
export interface ModelOptions {
  readonly kind: "mqtt" | "nats";
  readonly clock: Clock;
  readonly seed?: number;
  /** Chances from 0 to 1, milliseconds. */
  loss?: number;
  repeats?: number;
  delay?: number;
  jitter?: number;
  /** Messages that may be on their way to one client: what comes then is dropped. */
  queue?: number;
  /** When a client that was cut off is noticed. */
  readonly willDelay?: number;
  /** Octets of the longest message. */
  readonly piece?: number;
  /** Whether nobody can send in another's name. */
  readonly proves?: boolean;
  /** What it makes of a message from one node to another: others, or none. */
  tamper?: ((message: Carried) => readonly Carried[]) | undefined;
}

/** A message of one node to another. */
export interface Carried {
  readonly from: BrokerAddress;
  readonly to: BrokerAddress;
  readonly bytes: Uint8Array;
}

/** A broker in this process, as bad as it is told to be. */
export class ModelBroker {
  readonly options: ModelOptions;
  readonly clients = new Map<string, ModelCarrier>();
  /** Who follows whom, by {@link keyOfWhom}. */
  readonly #followers = new Map<string, Set<ModelCarrier>>();
  readonly #kept = new Map<string, Kept>();
  readonly #keptByName = new Map<string, Map<string, Kept>>();
  readonly #random: SeededRandom;
  up = true;
  /** Messages that were carried, records and beats too. */
  carried = 0;

  constructor(options: ModelOptions) {
    this.options = options;
    this.#random = new SeededRandom(options.seed ?? 1);
  }

  carrier(owner = "~"): ModelCarrier {
    return new ModelCarrier(this, owner);
  }

  /** The broker goes away, with all that it kept, or comes back. */
  restart(up: boolean): void {
    this.up = up;
    if (!up) {
      this.#kept.clear();
      this.#keptByName.clear();
    }
    for (const client of [...this.clients.values()]) client.turn(up);
  }

  /** @internal */
  publish(from: ModelCarrier, bytes: Uint8Array): void {
    const { me, name } = from;
    if (!isBeat(bytes)) this.#keep(from, bytes);
    // Itself it always hears.
    const whoms: readonly Whom[] = ["everybody", { id: me.id }, { name }];
    const hearers = new Set([from, ...whoms.flatMap((whom) => [...(this.#followers.get(keyOfWhom(whom)) ?? [])])]);
    for (const client of hearers) {
      if (!client.up) continue;
      this.#carry(client, () =>
        isBeat(bytes) ? client.handlers?.beat(me, bytes) : client.handlers?.record(me, bytes),
      );
    }
  }

  /** @internal */
  follow(by: ModelCarrier, whom: Whom, follows: boolean): void {
    const key = keyOfWhom(whom);
    const followers = this.#followers.get(key) ?? new Set();
    if (follows) this.#followers.set(key, followers.add(by));
    else followers.delete(by);
  }

  /** @internal */
  seek(by: ModelCarrier, whom: Whom): void {
    for (const { from, bytes } of this.#meant(whom)) {
      if (bytes.length > 0) this.#carry(by, () => by.handlers?.record(from, bytes));
    }
  }

  /** Like NATS, where only who is there answers, whatever was kept of others. */
  #meant(whom: Whom): readonly Kept[] {
    const kept =
      whom === "everybody"
        ? this.#kept
        : "name" in whom
          ? (this.#keptByName.get(whom.name) ?? new Map<string, Kept>())
          : new Map([[whom.id, this.#kept.get(whom.id)]]);
    const all = [...kept.values()].filter((one) => one !== undefined);
    return this.options.kind === "mqtt" ? all : all.filter(({ from }) => this.clients.get(from.id)?.up === true);
  }

  #keep({ me, name }: ModelCarrier, bytes: Uint8Array): void {
    const named = this.#keptByName.get(name) ?? new Map<string, Kept>();
    this.#keptByName.set(name, named);
    if (bytes.length === 0) {
      this.#kept.delete(me.id);
      named.delete(me.id);
      return;
    }
    const kept = { from: me, bytes };
    this.#kept.set(me.id, kept);
    named.set(me.id, kept);
  }

  /** @internal */
  send(from: ModelCarrier, to: BrokerAddress, bytes: Uint8Array, asks: boolean, as = from.owner): void {
    const { piece = 0x1_0000 } = this.options;
    if (bytes.length > piece) throw new Error(`a message of ${bytes.length} octets`);
    const client = this.clients.get(to.id);
    if (client?.up === true && client.owner === to.owner) {
      const message = { from: { owner: as, id: from.me.id }, to, bytes };
      for (const one of this.options.tamper?.(message) ?? [message]) this.inject(one);
      return;
    }
    if (asks && this.options.kind === "nats") this.#carry(from, () => from.handlers?.absent(to));
  }

  /** A message arrives, whoever it is from. */
  inject({ from, to, bytes }: Carried): void {
    const client = this.clients.get(to.id);
    if (client !== undefined) this.#carry(client, () => client.handlers?.message(from, bytes));
  }

  /** @internal The connection of a client is over, and it has not said so. */
  lose(client: ModelCarrier): void {
    const { willDelay = 0, clock, kind } = this.options;
    if (kind === "nats") return;
    clock.schedule(willDelay, () => {
      // A client that is back keeps its record.
      if (client.up) return;
      this.#keep(client, new Uint8Array(0));
      const whoms: readonly Whom[] = ["everybody", { id: client.me.id }, { name: client.name }];
      const hearers = new Set(whoms.flatMap((whom) => [...(this.#followers.get(keyOfWhom(whom)) ?? [])]));
      for (const other of hearers) if (other !== client) this.#carry(other, () => other.handleGone(client.me));
    });
  }

  #carry(to: ModelCarrier, deliver: () => void): void {
    const { loss = 0, repeats = 0, delay = 0, jitter = 0, queue = Number.POSITIVE_INFINITY, clock } = this.options;
    this.carried++;
    if (this.#random.next() < loss || to.waiting >= queue) return;
    const { life } = to;
    for (let copies = this.#random.next() < repeats ? 2 : 1; copies > 0; copies--) {
      to.waiting++;
      const late = delay + this.#random.next() * jitter;
      const arrive = (): void => {
        to.waiting--;
        if (to.up && to.life === life) deliver();
      };
      if (late === 0) clock.defer(arrive);
      else clock.schedule(late, arrive);
    }
  }
}

/** The way of one node to a {@link ModelBroker}. */
export class ModelCarrier implements Carrier {
  readonly owner: string;
  readonly #broker: ModelBroker;
  me: BrokerAddress = { owner: "", id: "" };
  record: Uint8Array = new Uint8Array(0);
  handlers: CarrierHandlers | undefined;
  name = "";
  up = false;
  /** How often it was connected: what was on its way to an earlier connection is lost. */
  life = 0;
  waiting = 0;

  constructor(broker: ModelBroker, owner: string) {
    this.#broker = broker;
    this.owner = owner;
  }

  async open({ id, name, record }: Joining, handlers: CarrierHandlers): Promise<void> {
    if (!this.#broker.up) throw new NetworkError("unreachable", "the broker is away");
    this.me = { owner: this.owner, id };
    this.record = record;
    this.name = name;
    this.handlers = handlers;
    this.#broker.clients.set(id, this);
    this.turn(true);
  }

  async close(): Promise<void> {
    this.handlers = undefined;
    if (!this.up) return;
    this.#broker.publish(this, new Uint8Array(0));
    this.up = false;
    this.#broker.clients.delete(this.me.id);
  }

  /** A will. Whoever returned before the will of its earlier connection says again that it is here. */
  handleGone(who: BrokerAddress): void {
    if (who.id !== this.me.id || who.owner !== this.owner) this.handlers?.record(who, new Uint8Array(0));
    else if (this.up) this.#broker.publish(this, this.record);
  }

  /** Its connection breaks, or is there again. */
  turn(up: boolean): void {
    if (up === this.up) return;
    this.up = up;
    this.life++;
    if (!up) {
      this.#broker.lose(this);
      return this.handlers?.down(new NetworkError("connection-lost", "the broker is away"));
    }
    this.#broker.publish(this, this.record);
    const { kind, piece = 0x1_0000 } = this.#broker.options;
    const messages = 400;
    this.handlers?.up({ piece, budget: { bytes: kind === "mqtt" ? 0x80_0000 : 0x200_0000, messages } });
  }

  /** The program ends without a word. */
  kill(): void {
    this.handlers = undefined;
    this.turn(false);
    this.#broker.clients.delete(this.me.id);
  }

  send(to: BrokerAddress, bytes: Uint8Array, asks: boolean): void {
    if (this.up) this.#broker.send(this, to, bytes, asks);
  }

  forge(bytes: Uint8Array): void {
    const { proves = false } = this.#broker.options;
    if (this.up && !proves) this.#broker.send(this, this.me, bytes, false, FORGED);
  }

  beat(bytes: Uint8Array): void {
    if (this.up) this.#broker.publish(this, bytes);
  }

  follow(whom: Whom): void {
    this.#broker.follow(this, whom, true);
  }

  unfollow(whom: Whom): void {
    this.#broker.follow(this, whom, false);
  }

  seek(whom: Whom): void {
    if (this.up) this.#broker.seek(this, whom);
  }
}

/** A record that the broker has. */
interface Kept {
  readonly from: BrokerAddress;
  readonly bytes: Uint8Array;
}
