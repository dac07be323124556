import { NetworkError, ProtocolError, UsageError } from "../../../errors.ts";
import { describeTls, identityOf } from "../../../net/host/certificates.ts";
import { formatBroker } from "../broker-url.ts";
import type { Carrier, CarrierHandlers, Joining } from "../carrier.ts";
import { FORGED } from "../owner-proof.ts";
import { type BrokerAddress, isBeat, NOBODY } from "../record.ts";
import { decodeSegment, encodeSegment } from "../subjects.ts";
import { keyOfWhom, type Whom } from "../whom.ts";
import { type CarrierOptions, CONNECT_TIMEOUT_MS, reconnectDelay } from "./carrier-options.ts";

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
  /** What is followed, and how that ends. */
  readonly #followed = new Map<string, () => void>();
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
    this.#followed.clear();
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

  forge(bytes: Uint8Array): void {
    this.#publish(`${this.#root}.i.${this.#own}.${encodeSegment(FORGED)}.${this.#me.id}`, bytes);
  }

  beat(bytes: Uint8Array): void {
    this.#publish(this.#presence, bytes);
  }

  follow(whom: Whom): void {
    const client = this.#client;
    const key = keyOfWhom(whom);
    if (client === undefined || this.#followed.has(key)) return;
    const subject = `${this.#root}.p.${presenceOf(whom)}`;
    const subscription = this.#subscribe(client, subject, ({ data }, from) => this.#notice(from, data));
    this.#followed.set(key, () => subscription.unsubscribe());
  }

  unfollow(whom: Whom): void {
    const key = keyOfWhom(whom);
    this.#followed.get(key)?.();
    this.#followed.delete(key);
  }

  seek(whom: Whom): void {
    this.#publish(`${this.#root}.q.${questionOf(whom)}.${this.#own}`, NOTHING);
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
        tls: tls ? { checkServerIdentity: identityOf(servers.map(({ host }) => host)) } : null,
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
    const { id, name } = this.#me;
    const listen = (subject: string, hear: Hear): void =>
      void this.#subscribe(client, `${this.#root}.${subject}.>`, hear);
    listen(`i.${this.#own}`, ({ data }, from) => this.#hear(from, data));
    // Those who ask for everybody do not want all answers in the same moment.
    listen(`q.${questionOf("everybody")}`, (_, from) => this.#answer(from, ANSWERS_MS));
    for (const whom of [{ name }, { id }]) listen(`q.${questionOf(whom)}`, (_, from) => this.#answer(from, 0));
    listen(`r.${this.#own}`, ({ headers }, at) => {
      if (headers?.code === NO_RESPONDERS) this.#handlers?.absent(at);
    });
  }

  /** `hear` is given the node that stands at the end of the subject. */
  #subscribe(client: NatsConnection, subject: string, hear: Hear): NatsSubscription {
    return client.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return this.#fail(error);
        this.#guard(() => hear(message, addressOf(message.subject.split(".").slice(-2))));
      },
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

  /** Somebody wants to know what this node is, within that many milliseconds. */
  #answer(asker: BrokerAddress, within: number): void {
    const { clock, random } = this.#options.net;
    const { record, id } = this.#me;
    // Whoever only looks has none.
    if (asker.id === id || record.length === 0) return;
    const bytes = new Uint8Array(record.length + 1);
    bytes[0] = RECORD;
    bytes.set(record, 1);
    const tell = (): void => this.send(asker, bytes, false);
    if (within === 0) tell();
    else clock.schedule(random.next() * within, tell);
  }

  async #watch(client: NatsConnection): Promise<void> {
    for await (const { type, data, permissionContext } of client.status()) {
      if (this.#client !== client) return;
      if (type === "disconnect") this.#leave(`no connection to ${formatBroker(this.#options.broker)} any more`);
      else if (type === "reconnect") this.#enter(client);
      else if (type === "error" && !isForgery(permissionContext?.subject))
        this.#fail(new Error(`the broker says: ${data}`));
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

/** Whether the server refuses what was meant to be refused. */
function isForgery(subject: string | undefined): boolean {
  return subject?.includes(`.${encodeSegment(FORGED)}.`) === true;
}

/** Where those publish what they are. */
function presenceOf(whom: Whom): string {
  if (whom === "everybody") return ">";
  return "id" in whom ? `*.*.${whom.id}` : `${encodeSegment(whom.name)}.>`;
}

/** What stands in a question for them. Names escape the sign at the beginning. */
function questionOf(whom: Whom): string {
  if (whom === "everybody") return "%all";
  return "id" in whom ? `%id${whom.id}` : encodeSegment(whom.name);
}

/** The owner and the id at the end of a subject. */
function addressOf([owner = "", id = ""]: readonly string[]): BrokerAddress {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new ProtocolError("bad-message", "a subject names no node");
  return { owner: decodeSegment(owner), id };
}

function refusal(broker: string, cause: unknown): NetworkError {
  const reason = describeTls(cause) ?? describe(cause, broker.startsWith("nats+tls:"));
  const refused = /authori[sz]ation|authentication/i.test(reason);
  return refused
    ? new NetworkError("refused-by-peer", `the broker ${broker} does not let this user in: ${reason}`, { cause })
    : new NetworkError("unreachable", `the broker ${broker} cannot be reached: ${reason}`, { cause });
}

function describe(cause: unknown, tls: boolean): string {
  const { code } = cause as { readonly code?: unknown };
  if (code === "TIMEOUT")
    return tls
      ? "it does not answer; nor does a server that wants a certificate of this node, which nodes do not have"
      : "it does not answer";
  if (code === "CONNECTION_REFUSED") return "nothing listens there";
  // The client fails so where it was told that there is no TLS.
  if (code === "TLS") return "it speaks TLS only: its address begins with nats+tls://";
  return cause instanceof Error ? cause.message : String(cause);
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
  ): NatsSubscription;
  flush(): Promise<void>;
  close(): Promise<void>;
  status(): AsyncIterable<{
    readonly type: string;
    readonly data: unknown;
    readonly permissionContext?: { readonly subject: string } | undefined;
  }>;
}

interface NatsSubscription {
  unsubscribe(): void;
}

type Hear = (message: NatsMessage, at: BrokerAddress) => void;

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
const NO_RESPONDERS = 503;
const BUDGET = { bytes: 0x200_0000, messages: 4000 };
const LARGEST_PIECE = 0x1_0000;
const ANSWERS_MS = 200;
const PING_MS = 5000;
const LAST_WORDS_MS = 500;
