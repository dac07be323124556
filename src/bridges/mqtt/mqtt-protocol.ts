import { randomBytes } from "node:crypto";

import type { Json } from "../../index.ts";
import type { ForeignValue } from "../core/conversion.ts";
import type { Dialect } from "../core/machine/mappings.ts";
import type { Outgoing, Source } from "../core/machine/messages.ts";
import type { Protocol, ProtocolHandlers } from "../core/node/protocol.ts";
import { AWAY, HERE, type Notices, noticesOf } from "./board.ts";
import { Connection, MARK, type RetainHandling } from "./connection.ts";
import { Devices } from "./devices.ts";
import { House } from "./house.ts";
import type { Received } from "./library.ts";
import { fromPayload, pick, putAt, toPayload } from "./payload.ts";
import { Routes, SET } from "./routes.ts";
import { formatServer } from "./server-url.ts";
import { type ImportedTopic, type MqttSettings, topicsOf } from "./settings.ts";
import { formatMqttAddress, parseMqttAddress, toFilter, toLevel, withoutCovered } from "./topics.ts";

/** Topics of a server of MQTT 5. */
export class MqttProtocol implements Protocol {
  readonly dialect: Dialect = MQTT_DIALECT;
  readonly places: readonly string[] = [];
  readonly server: string;
  readonly #settings: MqttSettings;
  readonly #bridge: string;
  /** What the topics of the show begin with. */
  readonly #root: string;
  readonly #id = `zocp-${randomBytes(8).toString("hex")}`;
  readonly #routes: Routes;
  readonly #devices: Devices;
  readonly #house: House;
  readonly #connection: Connection;
  readonly #decoder = new TextDecoder();
  #handlers: ProtocolHandlers | undefined;
  #subscribed: ReadonlyMap<string, RetainHandling> = new Map();
  #notices: Notices = new Map();
  /** What the server kept, by topic: it comes again with each connection, and is no news then. */
  readonly #kept = new Map<string, string>();
  /** Topics that were learned, and whether one is to be. */
  #bound: ReadonlySet<string> = new Set();
  #learning = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(bridge: string, settings: MqttSettings) {
    this.#settings = settings;
    this.#bridge = bridge;
    this.#root = topicsOf(undefined, settings.show);
    this.server = `${formatServer(settings.server)}, show "${settings.show}"`;
    this.#devices = new Devices({
      root: this.#root,
      announce: (...of) => this.#handlers?.announce(...of),
      withdraw: (address) => this.#handlers?.withdraw(address),
      note: (reason) => this.#handlers?.note(reason),
    });
    this.#house = new House({
      ...{ on: settings.homeAssistant, show: settings.show, root: this.#root, state: this.#state },
      manifest: this.#manifest,
      isExported: (of) => settings.exports.some((one) => one.of.match(of) !== undefined),
      note: (reason) => this.#handlers?.note(reason),
    });
    this.#routes = new Routes(settings, (topic) => this.#devices.has(topic));
    this.#connection = new Connection({
      server: settings.server,
      id: this.#id,
      will: { topic: this.#state, payload: AWAY },
      up: () => this.#up(),
      down: () => this.#down(),
      message: (topic, payload, packet) => this.#hear(topic, payload, packet),
      note: (reason) => this.#handlers?.note(reason),
    });
  }

  start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    handlers.connected(false);
    return this.#connection.open();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#handlers = undefined;
    await this.#connection.close({ topic: this.#state, payload: AWAY });
  }

  send(_: string, outgoing: Outgoing): void {
    const route = this.#routes.of(outgoing.address);
    if (route === undefined) return;
    const value = toPayload(outgoing);
    const payload = route.pointer === undefined ? value : putAt(route.pointer, value);
    if (outgoing.event === true) this.#connection.sendEvent(route.topic, payload);
    else this.#connection.send(route.topic, payload, route.retain);
  }

  /** Whoever wants to know a value reads its topic: the server keeps it. */
  answer(_: Source, _address: string, _value: Json): void {}

  /** A show of a hundred nodes comes in one go: it is looked at once. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#routes.forget();
      void this.#follow();
      this.#post();
    }, SETTLING);
  }

  hearEverything(): Promise<void> {
    return this.#follow();
  }

  get #state(): string {
    return `${this.#root}/${toLevel(this.#bridge)}/$state`;
  }

  get #manifest(): string {
    return `${this.#root}/$ha/${toLevel(this.#bridge)}`;
  }

  get #target(): string {
    return formatServer(this.#settings.server);
  }

  #up(): void {
    this.#subscribed = new Map();
    this.#notices = new Map();
    this.#connection.send(this.#state, HERE, true);
    void this.#follow();
    this.#post();
    // What an earlier life has told comes with the subscription.
    setTimeout(() => {
      this.#house.begin();
      this.#post();
    }, LISTED).unref();
    this.#handlers?.target(this.#target, true, true);
    this.#handlers?.connected(true);
  }

  #down(): void {
    this.#handlers?.target(this.#target, false);
    this.#handlers?.connected(false);
  }

  /** Asks for what is wanted now, and then no more for what is not. */
  async #follow(): Promise<void> {
    if (!this.#connection.up || this.#handlers === undefined) return;
    const [wanted, before] = [this.#filters(), this.#subscribed];
    this.#subscribed = wanted;
    const fresh = [...wanted].filter(([filter]) => !before.has(filter));
    await this.#connection.subscribe(new Map(fresh));
    this.#connection.unsubscribe([...before.keys()].filter((filter) => !this.#subscribed.has(filter)));
  }

  #filters(): ReadonlyMap<string, RetainHandling> {
    const { bindings = [], learning = false } = this.#handlers?.picture() ?? {};
    this.#bound = new Set(bindings.map(({ address }) => address));
    this.#learning = learning;
    const { imports, exports } = this.#settings;
    const commands = exports.filter(({ write }) => write).map(({ topic }) => `${toFilter(topic.text)}${SET}`);
    const values = [
      ...imports.map(({ topic }) => toFilter(topic.text)),
      ...this.#bound,
      ...(this.#settings.auto ? this.#devices.filters : []),
      this.#manifest,
    ];
    if (this.#settings.homeAssistant) commands.push(HOUSE_STATUS);
    const all = withoutCovered([...commands, ...values, ...(learning ? [EVERYTHING] : [])]);
    return new Map(all.map((filter) => [filter, values.includes(filter) ? "at once" : "never"]));
  }

  /** Tells what is different of what stands there. */
  #post(): void {
    if (!this.#connection.up || this.#handlers === undefined) return;
    const picture = this.#handlers.picture();
    const notices = new Map([...noticesOf(picture, this.#root, this.#bridge), ...this.#house.notices(picture)]);
    for (const [topic, payload] of notices)
      if (this.#notices.get(topic) !== payload) this.#connection.send(topic, payload, true);
    for (const topic of this.#notices.keys()) if (!notices.has(topic)) this.#connection.send(topic, "", true);
    this.#notices = notices;
  }

  /** Home Assistant has started, and may know nothing. */
  #postAgain(): void {
    this.#notices = new Map([...this.#notices].filter(([topic]) => !topic.startsWith("homeassistant/")));
    this.#post();
  }

  #hear(topic: string, octets: Uint8Array, { retain, properties }: Received): void {
    if (properties?.userProperties?.[MARK] === this.#id || this.#handlers === undefined) return;
    if (octets.length > LARGEST)
      return this.#handlers.note(`${topic} has ${octets.length} octets; the limit is ${LARGEST}`);
    const payload = this.#decoder.decode(octets);
    const written = this.#routes.written(topic);
    if (written !== undefined) return this.#write(written, payload, retain);
    if (topic === this.#manifest) return this.#house.read(payload);
    if (topic === HOUSE_STATUS && payload === HERE && this.#settings.homeAssistant) this.#postAgain();
    const news = this.#isNews(topic, payload, retain);
    if (this.#settings.auto && this.#hearDevice(topic, payload, { news, retain })) return;
    const imports = this.#routes.importsOf(topic);
    for (const one of imports) if (news && !(retain && one.event)) this.#take(topic, payload, one);
    if (imports.length === 0 && news && (this.#learning || this.#bound.has(topic)))
      this.#input(topic, fromPayload(payload), this.#target);
  }

  /** What a server has kept for a topic that writes would be done again with each connection. */
  #write(address: string, payload: string, retain: boolean): void {
    if (retain)
      return this.#handlers?.note(
        `${address}${SET} is kept at the server: it has no effect. Publish it without retain`,
      );
    // Everybody who follows the topic is told what the value is now, whoever set it.
    this.#input(address, fromPayload(payload), undefined);
  }

  #take(topic: string, payload: string, { pointer, event }: ImportedTopic): void {
    const args = pointer === undefined ? fromPayload(payload) : pick(payload, pointer);
    // A topic that is emptied says nothing.
    if (args === undefined || (args.length === 0 && !event)) return;
    this.#input(formatMqttAddress({ topic, pointer }), args, this.#target);
  }

  #hearDevice(
    topic: string,
    payload: string,
    { news, retain }: { readonly news: boolean; readonly retain: boolean },
  ): boolean {
    const parts = this.#devices.partsOf(topic);
    if (parts === undefined) return false;
    const { device, last } = parts;
    if (last === "$info") {
      if (this.#devices.describe(device, payload)) this.changed();
    } else if (last === "$state") this.#devices.state(device, payload);
    if (!this.#devices.has(topic)) return false;
    const args = last === "$state" ? [payload === HERE] : fromPayload(payload);
    const event = this.#devices.isEvent(topic);
    if (news && !(retain && event) && (args.length > 0 || event)) this.#input(topic, args, this.#target, device);
    return true;
  }

  /** What comes again because we subscribed again, and is what it was, moves nothing. */
  #isNews(topic: string, payload: string, retain: boolean): boolean {
    const known = this.#kept.get(topic);
    if (retain || known !== undefined) {
      if (this.#kept.size >= MOST_KEPT && known === undefined) this.#kept.clear();
      this.#kept.set(topic, payload);
    }
    return !retain || known !== payload;
  }

  #input(address: string, args: readonly ForeignValue[], target: string | undefined, host?: string): void {
    this.#handlers?.input({ address, args, from: { host: host ?? this.#settings.server.host, target } });
  }
}

const MQTT_DIALECT: Dialect = {
  escape: toLevel,
  nameOf: (address) => {
    const { topic, pointer = "" } = parseMqttAddress(address);
    const name = `${topic}${pointer}`.replace(/^\/+/, "");
    return name === "" || /[\p{Cc}]/u.test(name) ? undefined : name;
  },
  controls: [0, 1],
};
/** Every topic but those of the server itself. */
const EVERYTHING = "#";
/** Milliseconds. */
const SETTLING = 20;
const LISTED = 1000;
/** Where Home Assistant says that it has started. */
const HOUSE_STATUS = "homeassistant/status";
/** Octets of a payload. */
const LARGEST = 0x1_0000;
const MOST_KEPT = 2000;
