import { EventWindow } from "./event-window.ts";
import { loadMqtt, type MqttClient, type Received } from "./library.ts";
import { formatServer, type ServerUrl } from "./server-url.ts";

export interface ConnectionOptions {
  readonly server: ServerUrl;
  /** Different for each life: what it published is known again by that. */
  readonly id: string;
  /** What the server says for it when the connection is over. */
  readonly will: { readonly topic: string; readonly payload: string };
  /** The server is there, again too: nothing is subscribed yet. */
  up(): void;
  down(): void;
  message(topic: string, payload: Uint8Array, packet: Received): void;
  note(reason: string): void;
}

/** How a server sends what it keeps to whoever subscribes. @see MQTT 5, 3.8.3.1 */
export type RetainHandling = "at once" | "never";

interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** A connection to a server, which is made again with a growing delay whenever it is over. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #events: EventWindow<Message>;
  #client: MqttClient | undefined;
  #up = false;
  #attempts = 0;
  #told = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#events = new EventWindow((message, arrived) => this.#publish(message, { qos: 1 }, arrived));
  }

  get up(): boolean {
    return this.#up;
  }

  /** Rejects with `UsageError` where the library is missing. A server that is not there is tried again. */
  async open(): Promise<void> {
    const { connect } = await loadMqtt();
    const client = connect(this.#clientOptions());
    this.#client = client;
    client.on("connect", ({ properties }) => {
      // Without it each message would wait for the confirmation of the one before, up to 88 ms.
      client.stream?.setNoDelay?.(true);
      client.stream?.setMaxListeners?.(0);
      this.#up = true;
      this.#attempts = 0;
      if (this.#told) this.#options.note(`${this.#name} is reached again`);
      this.#told = false;
      this.#events.open(properties?.receiveMaximum ?? 65_535);
      this.#options.up();
    });
    client.on("close", () => this.#closed(client));
    client.on("message", (...came) => this.#options.message(...came));
    client.on("error", (error) => this.#fail(describe(error)));
  }

  /** `last`: what is said before the end. */
  async close(last: Message): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    if (this.#up) await this.#flush(last);
    this.#client = undefined;
    this.#up = false;
    await new Promise<void>((resolve) => client.end(true, () => resolve()));
  }

  /** A value: the newest counts, and all are told again on the next connection. `retain`: the server keeps it; an empty one takes it away. */
  send(topic: string, payload: string, retain: boolean): void {
    this.#publish({ topic, payload }, { qos: 0, retain });
  }

  /** Something that happens once, and has to arrive. */
  sendEvent(topic: string, payload: string): void {
    this.#events.push({ topic, payload });
  }

  /** Resolves when the server has answered. */
  async subscribe(filters: ReadonlyMap<string, RetainHandling>): Promise<void> {
    if (!this.#up || filters.size === 0) return;
    const wanted = Object.fromEntries([...filters].map(([filter, how]) => [filter, { qos: 1, nl: true, rh: RH[how] }]));
    await new Promise<void>((resolve) =>
      this.#client?.subscribe(wanted, {}, (error, granted = []) => {
        for (const { topic } of granted.filter(({ qos }) => qos >= 0x80))
          this.#options.note(`${this.#name} does not let this user read ${topic}`);
        if (error && this.#up) this.#fail(error.message);
        resolve();
      }),
    );
  }

  unsubscribe(filters: readonly string[]): void {
    if (this.#up && filters.length > 0) this.#client?.unsubscribe(filters, this.#done);
  }

  #publish({ topic, payload }: Message, how: object, arrived?: () => void): void {
    if (!this.#up) return;
    const properties = { userProperties: { [MARK]: this.#options.id } };
    this.#client?.publish(topic, payload, { ...how, properties }, (error) => {
      this.#done(error);
      arrived?.();
    });
  }

  async #flush(last: Message): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_WORDS);
      this.#publish(last, { qos: 1, retain: true }, resolve);
    });
    clearTimeout(timer);
  }

  #closed(client: MqttClient): void {
    client.options.reconnectPeriod = delayOf(this.#attempts++, Math.random());
    const was = this.#up;
    this.#up = false;
    this.#events.close();
    if (this.#client === undefined) return;
    if (was) this.#options.down();
    this.#fail("the connection is over");
  }

  /** Of an outage only the first reason is told. */
  #fail(reason: string): void {
    if (this.#told || this.#client === undefined) return;
    this.#told = !this.#up;
    this.#options.note(`${this.#name}${this.#up ? "" : " is not reached and tried again"}: ${reason}`);
  }

  readonly #done = (error?: Error | null): void => {
    if (error && this.#up) this.#fail(error.message);
  };

  get #name(): string {
    return formatServer(this.#options.server);
  }

  #clientOptions(): object {
    const { id, server, will } = this.#options;
    return {
      ...{ protocolVersion: 5, clientId: id, clean: true, keepalive: 10, connectTimeout: 5000 },
      ...{ host: server.host, port: server.port, protocol: server.tls ? "mqtts" : "mqtt" },
      ...{ username: server.user, password: server.password },
      ...{ reconnectPeriod: FIRST, queueQoSZero: false, resubscribe: false },
      properties: { maximumPacketSize: LARGEST_PACKET },
      will: { ...will, qos: 1, retain: true, properties: { userProperties: { [MARK]: id } } },
    };
  }
}

/** Whose messages these are: a user property of this name says it. */
export const MARK = "zocp";

/** Milliseconds until the next attempt: doubled up to five seconds, and not all bridges in the same moment. */
function delayOf(attempts: number, chance: number): number {
  return Math.min(LONGEST, FIRST * 2 ** attempts) * (0.5 + chance / 2);
}

function describe(error: Error): string {
  const { code } = error as { readonly code?: unknown };
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === UNSUPPORTED) return "it does not speak MQTT 5";
  // Where several addresses were tried the message is empty.
  return error.message !== "" ? error.message : String(code ?? error.name);
}

const RH: Readonly<Record<RetainHandling, number>> = { "at once": 0, never: 2 };
const UNSUPPORTED = 0x84;
const FIRST = 250;
const LONGEST = 5000;
const LAST_WORDS = 500;
/** Octets: the server sends nothing that is larger. */
const LARGEST_PACKET = 0x4_0000;
