import { NetworkError, ProtocolError, UsageError } from "../../../errors.ts";
import { describeTls } from "../../../net/host/certificates.ts";
import { formatBroker } from "../broker-url.ts";
import type { Carrier, CarrierHandlers, Joining } from "../carrier.ts";
import { FORGED } from "../owner-proof.ts";
import { type BrokerAddress, NOBODY } from "../record.ts";
import { decodeSegment, encodeSegment } from "../subjects.ts";
import { keyOfWhom, type Whom } from "../whom.ts";
import { type CarrierOptions, CONNECT_TIMEOUT_MS, reconnectDelay } from "./carrier-options.ts";

/**
 * A broker of MQTT 5. It keeps the record of each node, and empties it when the connection of the node is over: a last will.
 * Everything else is sent once at most (QoS 0), so that the order stays.
 */
export class MqttCarrier implements Carrier {
  readonly owner: string;
  readonly #options: CarrierOptions;
  readonly #root: string;
  #me: Joining = { id: "", name: "", record: new Uint8Array(0) };
  #presence = "";
  #handlers: CarrierHandlers | undefined;
  #client: MqttClient | undefined;
  readonly #followed = new Map<string, Whom>();
  #up = false;
  #attempts = 0;
  #cancelRefresh = (): void => {};

  constructor(options: CarrierOptions) {
    this.#options = options;
    this.owner = options.broker.user ?? NOBODY;
    this.#root = `zocp/${encodeSegment(options.show)}`;
  }

  async open(me: Joining, handlers: CarrierHandlers): Promise<void> {
    this.#me = me;
    this.#handlers = handlers;
    this.#presence = `${this.#root}/p/${encodeSegment(me.name)}/${this.#own}`;
    const { connect } = await loadMqtt();
    if (this.#handlers === undefined) return;
    const client = connect(this.#clientOptions());
    this.#client = client;
    await this.#connected(client);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#handlers = undefined;
    this.#followed.clear();
    this.#cancelRefresh();
    if (client === undefined) return;
    // What was said last leaves before the end; without a connection there is nothing to wait for.
    if (this.#up) await this.#flushed(client);
    this.#up = false;
    await new Promise<void>((resolve) => client.end(true, () => resolve()));
  }

  send(to: BrokerAddress, bytes: Uint8Array): void {
    this.#publish(`${this.#root}/i/${encodeSegment(to.owner)}/${to.id}/${this.#own}`, bytes);
  }

  forge(bytes: Uint8Array): void {
    this.#publish(`${this.#root}/i/${this.#own}/${encodeSegment(FORGED)}/${this.#me.id}`, bytes);
  }

  beat(bytes: Uint8Array): void {
    this.#publish(`${this.#root}/b/${this.#own}`, bytes);
  }

  follow(whom: Whom): void {
    this.#followed.set(keyOfWhom(whom), whom);
    if (this.#up) this.#client?.subscribe(this.#filtersOf(whom), {}, this.#told);
  }

  unfollow(whom: Whom): void {
    this.#followed.delete(keyOfWhom(whom));
    if (this.#up) this.#client?.unsubscribe(Object.keys(this.#filtersOf(whom)), this.#told);
  }

  /** The broker sends the records again to whoever subscribes again. */
  seek(whom: Whom): void {
    if (!this.#up) return;
    this.#client?.subscribe(this.#recordsOf(whom), { qos: 1, rh: AT_ONCE }, (error) => {
      this.#told(error);
      // What was asked once does not stay.
      if (this.#up && !this.#followed.has(keyOfWhom(whom)))
        this.#client?.unsubscribe([this.#recordsOf(whom)], this.#told);
    });
  }

  /** Where those of them stand that come from now on, and where they beat: whoever is met only by name is not listened to. */
  #filtersOf(whom: Whom): Filters {
    const records = { [this.#recordsOf(whom)]: { qos: 1, rh: LATER } } as const;
    if (whom === "everybody") return { ...records, [`${this.#root}/b/#`]: { qos: 0 } };
    return "id" in whom ? { ...records, [`${this.#root}/b/+/${whom.id}`]: { qos: 0 } } : records;
  }

  #recordsOf(whom: Whom): string {
    if (whom === "everybody") return `${this.#root}/p/#`;
    return `${this.#root}/p/${"id" in whom ? `+/+/${whom.id}` : `${encodeSegment(whom.name)}/+/+`}`;
  }

  get #own(): string {
    return `${encodeSegment(this.owner)}/${this.#me.id}`;
  }

  #publish(topic: string, bytes: Uint8Array): void {
    if (this.#up) this.#client?.publish(topic, toBuffer(bytes), { qos: 0 }, this.#told);
  }

  #publishRecord(record: Uint8Array, told: (error?: Error | null) => void = this.#told): void {
    const properties = record.length === 0 ? undefined : { messageExpiryInterval: RECORD_EXPIRY_S };
    this.#client?.publish(this.#presence, toBuffer(record), { qos: 1, retain: true, properties }, told);
  }

  #clientOptions(): object {
    const { broker } = this.#options;
    return {
      servers: broker.servers.map((server) => ({ ...server, protocol: broker.tls ? "mqtts" : "mqtt" })),
      protocolVersion: 5,
      clientId: `zocp-${this.#me.id}`,
      clean: true,
      keepalive: KEEP_ALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 100,
      queueQoSZero: false,
      resubscribe: false,
      username: broker.user,
      password: broker.password,
      will: {
        ...{ topic: this.#presence, payload: toBuffer(NOTHING), qos: 1, retain: true },
        properties: { willDelayInterval: 0 },
      },
    };
  }

  /** Resolves at the first connection; from then on the client comes back by itself. */
  #connected(client: MqttClient): Promise<void> {
    const broker = formatBroker(this.#options.broker);
    return new Promise((resolve, reject) => {
      let first = true;
      let reason = "it does not answer";
      const give = (): void => {
        if (!first) return;
        first = false;
        reject(refusal(broker, reason));
      };
      client.on("connect", () => {
        // Without it each message would wait for the confirmation of the one before, up to 88 ms.
        client.stream?.setNoDelay?.(true);
        // The client adds one for each message while the broker is slower than a greeting of thousands.
        client.stream?.setMaxListeners?.(0);
        this.#enter(client, () => {
          first = false;
          resolve();
        });
      });
      client.on("message", (topic, payload) => this.#hear(topic, payload));
      client.on("disconnect", ({ reasonCode }) => {
        if (reasonCode === TAKEN_OVER) this.#yield();
      });
      client.on("close", () => {
        client.options.reconnectPeriod = reconnectDelay(this.#attempts++, this.#options.net.random.next());
        this.#leave(`no connection to ${broker} any more`);
        if (this.#attempts >= this.#options.broker.servers.length) give();
      });
      client.on("error", (error) => {
        reason = describe(error);
        // The end of a connection, and an attempt that fails, are told as such.
        if (!first && !isOfSystem(error)) this.#fail(error);
      });
    });
  }

  #enter(client: MqttClient, entered: () => void): void {
    const filters: Filters = {
      [`${this.#root}/i/${this.#own}/#`]: { qos: 0 },
      // The will of an earlier connection of this node may come late.
      [this.#presence]: { qos: 1, rh: LATER },
    };
    for (const whom of this.#followed.values()) Object.assign(filters, this.#filtersOf(whom));
    client.subscribe(filters, {}, (error, granted = []) => {
      if (this.#client !== client) return;
      const refused = granted.find(({ qos }) => qos >= 0x80);
      if (error) return this.#fail(error);
      if (refused !== undefined) this.#fail(new Error(`this user may not read ${refused.topic}`));
      this.#up = true;
      this.#attempts = 0;
      this.#refresh();
      this.#handlers?.up({ budget: BUDGET, piece: this.#piece(client) });
      entered();
    });
  }

  #piece({ connectedProperties }: MqttClient): number {
    const most = connectedProperties?.maximumPacketSize ?? 2 * LARGEST_PIECE;
    return Math.min(LARGEST_PIECE, Math.floor(most / 2));
  }

  /** A record is kept for 15 minutes: what a broker forgot to empty goes by itself. */
  #refresh(): void {
    this.#cancelRefresh();
    if (this.#up) this.#publishRecord(this.#me.record);
    this.#cancelRefresh = this.#options.net.clock.schedule(REFRESH_MS, () => this.#refresh());
  }

  #hear(topic: string, payload: Uint8Array): void {
    try {
      const [kind = "", ...segments] = topic.slice(this.#root.length + 1).split("/");
      const from = addressOf(segments.slice(-2));
      if (kind === "i") this.#handlers?.message(from, payload);
      else if (kind === "b") this.#handlers?.beat(from, payload);
      else if (topic === this.#presence) this.#insist(payload);
      else this.#handlers?.record(from, payload);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#fail(error);
    }
  }

  /** The will of an earlier connection of this node may come late: it is here all the same. */
  #insist(payload: Uint8Array): void {
    const { record } = this.#me;
    const same = payload.length === record.length && payload.every((octet, i) => octet === record[i]);
    if (!same && this.#up) this.#publishRecord(record);
  }

  #leave(reason: string): void {
    if (!this.#up) return;
    this.#up = false;
    this.#handlers?.down(new NetworkError("connection-lost", reason));
  }

  /** Another program has joined with the id of this node: two that fight for it would help nobody. */
  #yield(): void {
    const reason = `another program has joined the broker with the id ${this.#me.id}; this node stays away`;
    this.#handlers?.failed(new NetworkError("refused-by-peer", reason));
    this.#leave(reason);
    this.#client?.end(true);
  }

  async #flushed(client: MqttClient): Promise<void> {
    let cancel = (): void => {};
    await new Promise<void>((resolve) => {
      cancel = this.#options.net.clock.schedule(LAST_WORDS_MS, resolve);
      this.#client = client;
      this.#publishRecord(NOTHING, () => resolve());
      this.#client = undefined;
    });
    cancel();
  }

  readonly #told = (error?: Error | null): void => {
    // Without a connection nothing is kept: what matters is sent again.
    if (error && this.#up) this.#fail(error);
  };

  #fail(cause: Error): void {
    const reason = `${formatBroker(this.#options.broker)}: ${describe(cause)}`;
    this.#handlers?.failed(new NetworkError("network-failure", reason, { cause }));
  }
}

/** The owner and the id at the end of a topic. */
function addressOf([owner = "", id = ""]: readonly string[]): BrokerAddress {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new ProtocolError("bad-message", "a topic names no node");
  return { owner: decodeSegment(owner), id };
}

/** Whether the operating system says so, and not the broker. */
function isOfSystem(error: Error): boolean {
  return typeof (error as { readonly code?: unknown }).code === "string";
}

function describe(error: Error): string {
  const ofTls = describeTls(error);
  if (ofTls !== undefined) return ofTls;
  const { code } = error as { readonly code?: string };
  if (code === "ECONNREFUSED") return "nothing listens there";
  // Where several addresses were tried the message is empty.
  return error.message !== "" ? error.message : (code ?? error.name);
}

function refusal(broker: string, reason: string): NetworkError {
  return /authori[sz]ed|password/i.test(reason)
    ? new NetworkError("refused-by-peer", `the broker ${broker} does not let this user in: ${reason}`)
    : new NetworkError("unreachable", `the broker ${broker} cannot be reached: ${reason}`);
}

function toBuffer(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The part of `mqtt` that is needed. */
interface Mqtt {
  connect(options: object): MqttClient;
}

type Told = (error?: Error | null) => void;
type Filters = Record<string, { readonly qos: 0 | 1; readonly rh?: number }>;

interface MqttClient {
  readonly options: { reconnectPeriod: number };
  readonly stream?:
    | { readonly setNoDelay?: (noDelay: boolean) => void; readonly setMaxListeners?: (most: number) => void }
    | undefined;
  readonly connectedProperties?: { readonly maximumPacketSize?: number } | undefined;
  publish(topic: string, payload: Uint8Array, options: object, told: Told): unknown;
  subscribe(
    filters: string | object,
    options: object,
    told: (error: Error | null, granted?: readonly { readonly topic: string; readonly qos: number }[]) => void,
  ): unknown;
  unsubscribe(filters: readonly string[], told: Told): unknown;
  end(force: boolean, done?: () => void): unknown;
  on(event: "connect" | "close", listener: () => void): unknown;
  on(event: "message", listener: (topic: string, payload: Uint8Array) => void): unknown;
  on(event: "disconnect", listener: (packet: { readonly reasonCode?: number }) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

async function loadMqtt(): Promise<Mqtt> {
  try {
    // A name that the compiler does not look for: it need not be installed.
    const name: string = "mqtt";
    return await import(name);
  } catch {
    throw new UsageError(
      "not-found",
      'a broker of MQTT is reached by the package mqtt, which is not installed: "npm install mqtt" brings it',
    );
  }
}

const NOTHING = new Uint8Array(0);
const TAKEN_OVER = 0x8e;
/** Whether records that are kept are sent to whoever subscribes. */
const AT_ONCE = 0;
const LATER = 2;
const KEEP_ALIVE_S = 10;
const RECORD_EXPIRY_S = 900;
const REFRESH_MS = 300_000;
const BUDGET = { bytes: 0x80_0000, messages: 400 };
const LARGEST_PIECE = 0x1_0000;
const LAST_WORDS_MS = 500;
