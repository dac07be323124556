import { NetworkError, ProtocolError, UsageError } from "../../../errors.ts";
import { formatBroker } from "../broker-url.ts";
import type { Carrier, CarrierHandlers, Joining } from "../carrier.ts";
import { type BrokerAddress, isBeat } from "../record.ts";
import { decodeSegment, encodeSegment } from "../subjects.ts";
import { type CarrierOptions, CONNECT_TIMEOUT_MS, NOBODY, reconnectDelay } from "./carrier-options.ts";

/**
 * A broker of NATS. It keeps nothing: who is there is asked, and each node answers to the place of whoever asked. When a message that
 * wants an answer finds nobody, the server says so.
 */
export class NatsCarrier implements Carrier {
  readonly owner: string;
  readonly #options: CarrierOptions;
  readonly #root: string;
  #me: Joining = { id: "", name: "", record: new Uint8Array(0) };
  #presence = "";
  #handlers: CarrierHandlers | undefined;
  #client: NatsConnection | undefined;
  #up = false;
  #attempts = 0;

  constructor(options: CarrierOptions) {
    this.#options = options;
    this.owner = options.broker.user ?? NOBODY;
    this.#root = `zocp.${encodeSegment(options.show)}`;
  }

  async open(me: Joining, handlers: CarrierHandlers): Promise<void> {
    this.#me = me;
    this.#handlers = handlers;
    this.#presence = `${this.#root}.p.${encodeSegment(me.name)}.${this.#own}`;
    const { connect } = await loadNats();
    const client = await this.#connect(connect);
    this.#client = client;
    this.#listen(client);
    // Once the server has answered it knows who listens: nothing that is sent from now on is lost.
    await client.flush().catch((cause: unknown) => {
      throw refusal(formatBroker(this.#options.broker), cause);
    });
    // Stopped meanwhile.
    if (this.#handlers === undefined) return this.close();
    void this.#watch(client);
    this.#enter(client);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#handlers = undefined;
    if (client === undefined) return;
    if (this.#up) {
      client.publish(this.#presence, NOTHING);
      await this.#flushed(client);
    }
    this.#up = false;
    await client.close();
  }

  send(to: BrokerAddress, bytes: Uint8Array, asks: boolean): void {
    const place = `${encodeSegment(to.owner)}.${to.id}`;
    this.#publish(
      `${this.#root}.i.${place}.${this.#own}`,
      bytes,
      asks ? `${this.#root}.r.${this.#own}.${place}` : undefined,
    );
  }

  beat(bytes: Uint8Array): void {
    this.#publish(this.#presence, bytes);
  }

  seek(): void {
    this.#publish(`${this.#root}.q.${ALL}.${this.#own}`, NOTHING);
  }

  get #own(): string {
    return `${encodeSegment(this.owner)}.${this.#me.id}`;
  }

  #publish(subject: string, bytes: Uint8Array, reply?: string): void {
    if (!this.#up) return;
    try {
      this.#client?.publish(subject, bytes, reply === undefined ? undefined : { reply });
    } catch (cause) {
      // The client closes itself before it says so; everything that matters is sent again.
      this.#fail(cause);
    }
  }

  async #connect(connect: Nats["connect"]): Promise<NatsConnection> {
    const { broker, net } = this.#options;
    const { user, password, tls, servers } = broker;
    try {
      return await connect({
        servers: servers.map(({ host, port }) => `${host}:${port}`),
        name: `zocp ${this.#me.name}`,
        ...(user !== undefined && { user, pass: password ?? "" }),
        tls: tls ? {} : null,
        timeout: CONNECT_TIMEOUT_MS,
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        reconnectDelayHandler: () => reconnectDelay(this.#attempts++, net.random.next()),
        pingInterval: PING_MS,
        maxPingOut: 2,
      });
    } catch (cause) {
      throw refusal(formatBroker(broker), cause);
    }
  }

  #listen(client: NatsConnection): void {
    const subscribe = (subject: string, hear: (message: NatsMessage, segments: readonly string[]) => void): void => {
      const depth = subject.split(".").length - 1;
      client.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) return this.#fail(error);
          this.#guard(() => hear(message, message.subject.split(".").slice(depth)));
        },
      });
    };
    subscribe(`${this.#root}.i.${this.#own}.>`, ({ data }, from) => this.#hear(addressOf(from), data));
    subscribe(`${this.#root}.p.>`, ({ data }, [, ...from]) => this.#notice(addressOf(from), data));
    subscribe(`${this.#root}.q.>`, (_, [, ...from]) => this.#answer(addressOf(from)));
    subscribe(`${this.#root}.r.${this.#own}.>`, ({ headers }, at) => {
      if (headers?.code === NO_RESPONDERS) this.#handlers?.absent(addressOf(at));
    });
  }

  #hear(from: BrokerAddress, bytes: Uint8Array): void {
    if (bytes[0] === RECORD) this.#handlers?.record(from, bytes.subarray(1));
    else this.#handlers?.message(from, bytes);
  }

  #notice(from: BrokerAddress, bytes: Uint8Array): void {
    if (isBeat(bytes)) this.#handlers?.beat(from, bytes);
    else this.#handlers?.record(from, bytes);
  }

  /** Somebody wants to know who is here. Not all answer in the same moment. */
  #answer(asker: BrokerAddress): void {
    const { clock, random } = this.#options.net;
    const { record, id } = this.#me;
    if (asker.id === id) return;
    clock.schedule(random.next() * ANSWERS_MS, () => {
      const bytes = new Uint8Array(record.length + 1);
      bytes[0] = RECORD;
      bytes.set(record, 1);
      this.send(asker, bytes, false);
    });
  }

  async #watch(client: NatsConnection): Promise<void> {
    for await (const { type, data } of client.status()) {
      if (this.#client !== client) return;
      if (type === "disconnect") this.#leave(`no connection to ${formatBroker(this.#options.broker)} any more`);
      else if (type === "reconnect") this.#enter(client);
      else if (type === "error") this.#fail(new Error(`the broker says: ${data}`));
    }
  }

  #enter(client: NatsConnection): void {
    this.#up = true;
    this.#attempts = 0;
    client.publish(this.#presence, this.#me.record);
    const most = client.info?.max_payload ?? LARGEST_PIECE;
    this.#handlers?.up({ budget: BUDGET, piece: Math.min(LARGEST_PIECE, Math.floor(most / 2)) });
  }

  #leave(reason: string): void {
    if (!this.#up) return;
    this.#up = false;
    this.#handlers?.down(new NetworkError("connection-lost", reason));
  }

  /** What was said last leaves before the end, if the server takes it. */
  async #flushed(client: NatsConnection): Promise<void> {
    let cancel = (): void => {};
    const late = new Promise<void>((resolve) => {
      cancel = this.#options.net.clock.schedule(LAST_WORDS_MS, resolve);
    });
    await Promise.race([client.flush().catch(() => {}), late]);
    cancel();
  }

  /** What others send must not be thrown at the client. */
  #guard(hear: () => void): void {
    try {
      hear();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#fail(error);
    }
  }

  #fail(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#handlers?.failed(
      new NetworkError("network-failure", `${formatBroker(this.#options.broker)}: ${reason}`, { cause }),
    );
  }
}

/** The owner and the id at the end of a subject. */
function addressOf([owner = "", id = "", ...more]: readonly string[]): BrokerAddress {
  if (!/^[0-9a-f]{32}$/.test(id) || more.length > 0) throw new ProtocolError("bad-message", "a subject names no node");
  return { owner: decodeSegment(owner), id };
}

function refusal(broker: string, cause: unknown): NetworkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const refused = /auth/i.test(reason);
  return refused
    ? new NetworkError("refused-by-peer", `the broker ${broker} does not let this user in: ${reason}`, { cause })
    : new NetworkError("unreachable", `the broker ${broker} cannot be reached: ${reason}`, { cause });
}

/** The part of `nats` that is needed. */
interface Nats {
  connect(options: object): Promise<NatsConnection>;
}

interface NatsConnection {
  readonly info?: { readonly max_payload: number } | undefined;
  publish(subject: string, data: Uint8Array, options?: { readonly reply: string }): void;
  subscribe(
    subject: string,
    options: { readonly callback: (error: Error | null, message: NatsMessage) => void },
  ): unknown;
  flush(): Promise<void>;
  close(): Promise<void>;
  status(): AsyncIterable<{ readonly type: string; readonly data: unknown }>;
}

interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: { readonly code: number } | undefined;
}

async function loadNats(): Promise<Nats> {
  try {
    // A name that the compiler does not look for: it need not be installed.
    const name: string = "nats";
    return await import(name);
  } catch {
    throw new UsageError(
      "not-found",
      'a broker of NATS is reached by the package nats, which is not installed: "npm install nats" brings it',
    );
  }
}

const NOTHING = new Uint8Array(0);
/** The first octet of a record that answers a question. */
const RECORD = 0x07;
/** In the place of a name. Names escape this sign. */
const ALL = "%all";
const NO_RESPONDERS = 503;
const BUDGET = { bytes: 0x200_0000, messages: 4000 };
const LARGEST_PIECE = 0x1_0000;
const ANSWERS_MS = 200;
const PING_MS = 5000;
const LAST_WORDS_MS = 500;
