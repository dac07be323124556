import { networkInterfaces } from "node:os";

import { chooseNow, hostNet, type Json } from "../../index.ts";
import { toForeign } from "../core/conversion.ts";
import type { BridgeDescription } from "../core/description.ts";
import type { Kind } from "../core/kind.ts";
import type { Dialect } from "../core/machine/mappings.ts";
import type { Outgoing } from "../core/machine/messages.ts";
import type { Protocol, ProtocolHandlers } from "../core/node/protocol.ts";
import { Networks } from "../core/sockets/networks.ts";
import { parseDmxAddress } from "./address.ts";
import { ArtNetPort } from "./art-net-port.ts";
import { cidOf } from "./cid.ts";
import type { ArtDmx, SacnData } from "./codec/packets.ts";
import { dialectOf } from "./dialect.ts";
import { Inputs } from "./inputs.ts";
import type { Received } from "./machine/receiver.ts";
import { DmxSender, type SentUniverse } from "./machine/sender.ts";
import { type DmxPlace, formatPlace, universesOf } from "./place.ts";
import { SacnOut } from "./sacn-out.ts";
import { SacnPort } from "./sacn-port.ts";
import type { DmxSettings } from "./settings.ts";

/** DMX over Art-Net and sACN. */
export class DmxProtocol implements Protocol {
  readonly dialect: Dialect;
  readonly #description: BridgeDescription;
  readonly #settings: DmxSettings;
  readonly #interface: string | undefined;
  readonly #networks = new Networks(undefined);
  readonly #cid: Uint8Array;
  readonly #senders = new Map<string, { readonly place: DmxPlace; readonly sender: DmxSender }>();
  #sacnIn: SacnPort[] = [];
  #artNet: ArtNetPort[] = [];
  #sacnOut: SacnOut | undefined;
  #inputs: Inputs | undefined;
  #handlers: ProtocolHandlers | undefined;
  #timer: NodeJS.Timeout | undefined;
  #silenced = false;
  readonly places: string[] = [];

  /** `on`: the interface that was chosen, by name or address. */
  constructor(description: BridgeDescription, settings: DmxSettings, on: string | undefined) {
    this.#description = description;
    this.#settings = settings;
    this.#interface = on;
    this.#cid = cidOf(description.name);
    this.dialect = dialectOf(settings);
  }

  async start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#inputs = new Inputs(this.#settings, handlers);
    try {
      await this.#open();
    } catch (error) {
      await this.#close();
      throw error;
    }
    for (const place of this.#settings.output) {
      const sender = new DmxSender(universesOf(place), performance.now());
      this.#setDefaults(sender);
      this.#senders.set(formatPlace(place), { place, sender });
      handlers.target(formatPlace(place), true, true);
    }
    this.#arm();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    for (const { place, sender } of this.#senders.values())
      if (place.protocol === "sacn") for (const sent of sender.end(performance.now())) this.#send(place, sent);
    this.#senders.clear();
    await this.#close();
  }

  send(target: string, { address, args }: Outgoing): void {
    const parsed = parseDmxAddress(address);
    if (typeof parsed === "string") return;
    this.#senders.get(target)?.sender.set(parsed, args.map(Number));
    this.#arm();
  }

  /** DMX has no questions. */
  answer(): void {}

  async #open(): Promise<void> {
    const { input, output } = this.#settings;
    const [own] = chooseNow(hostNet(), this.#interface).filter(({ used }) => used);
    const { address = "127.0.0.1", broadcast = "127.255.255.255" } = own?.interface ?? {};
    const how = {
      ...{ address, broadcast, allows: (host: string) => this.#allows(host) },
      failed: (reason: string) => this.#handlers?.note(reason),
    };
    for (const { universes, ...place } of portsOf(input.filter(({ protocol }) => protocol === "sacn"))) {
      const options = {
        ...how,
        ...place,
        universes,
        receive: (packet: SacnData, from: string) => this.#takeSacn(packet, from),
      };
      this.#sacnIn.push(await SacnPort.open(options));
    }
    const everybody = output.filter(({ protocol, host }) => protocol === "artnet" && host === undefined);
    const artNet = portsOf(input.filter(({ protocol }) => protocol === "artnet"));
    // Without an input devices are asked, or sent to, all the same.
    if (artNet.length === 0 && output.some(({ protocol }) => protocol === "artnet"))
      artNet.push({ universes: [], ...(everybody.length === 0 && { port: 0, alone: true, address: "0.0.0.0" }) });
    for (const { universes, ...place } of artNet)
      this.#artNet.push(
        await ArtNetPort.open({
          ...{ ...how, ...place, name: this.#description.name, takes: universes.map((one) => this.#portAddress(one)) },
          gives: everybody.flatMap(universesOf).map((one) => this.#portAddress(one)),
          polls: everybody.length > 0 && place.alone !== true,
          receive: (packet, from) => this.#takeArtNet(packet, from),
        }),
      );
    const sacn = output.filter(({ protocol }) => protocol === "sacn");
    const about = { cid: this.#cid, name: this.#description.name, priority: this.#settings.priority };
    if (sacn.length > 0) this.#sacnOut = await SacnOut.open({ ...about, ...how, universes: sacn.flatMap(universesOf) });
    this.places.push(...[...this.#sacnIn, ...this.#artNet].flatMap((port) => (input.length === 0 ? [] : [port.place])));
  }

  async #close(): Promise<void> {
    const all = [...this.#sacnIn, ...this.#artNet, ...(this.#sacnOut === undefined ? [] : [this.#sacnOut])];
    [this.#sacnIn, this.#artNet, this.#sacnOut] = [[], [], undefined];
    await Promise.all(all.map((port) => port.close()));
  }

  /** Lamps that need a level to be of use have it from the beginning. */
  #setDefaults(sender: DmxSender): void {
    for (const { from, registration } of this.#description.rules.imports) {
      const address = from.literal ? parseDmxAddress(from.text) : "";
      if (typeof address === "string") continue;
      const made = toForeign(registration.value as Json, registration as Kind, { range: this.dialect.fixed });
      if ("args" in made) sender.set(address, made.args.map(Number));
    }
  }

  #takeSacn(packet: SacnData, host: string): void {
    if (packet.cid.every((octet, index) => octet === this.#cid[index])) return this.#meetSelf(host);
    const { universe, priority, sequence, startCode, slots, preview, terminated } = packet;
    const id = `sacn ${Buffer.from(packet.cid).toString("hex")}`;
    const name = `${packet.source || "a source"} (${host})`;
    const source = { id, host, name, priority, patience: SACN_LOSS, most: SACN_SOURCES, samples: true };
    this.#take(universe, "sacn", { ...source, sequence, startCode, slots, preview, terminated });
  }

  #takeArtNet({ portAddress, sequence, levels }: ArtDmx, host: string): void {
    const source = {
      id: `artnet ${host}`,
      host,
      name: host,
      priority: 100,
      patience: ARTNET_LOSS,
      most: 2,
      samples: false,
    };
    const about = { startCode: 0, preview: false, terminated: false, sequence: sequence === 0 ? undefined : sequence };
    this.#take(portAddress - this.#settings.offset + 1, "artnet", { ...source, ...about, slots: levels });
  }

  #take(universe: number, protocol: DmxPlace["protocol"], packet: Received): void {
    const target = this.#settings.output.find(({ host }) => host === packet.host);
    this.#inputs?.handlePacket(universe, protocol, packet, target === undefined ? undefined : formatPlace(target));
    this.#arm();
  }

  /** Two machines with one id are one source to whoever hears them: neither can be followed. */
  #meetSelf(host: string): void {
    const own = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host));
    if (own || this.#silenced) return;
    this.#silenced = true;
    this.#handlers?.note(
      `${host} sends sACN with the id of this bridge: nothing is sent by sACN any longer; give one another name`,
    );
  }

  #send({ protocol, host, port }: DmxPlace, { universe, levels, sequence, terminated }: SentUniverse): void {
    if (protocol === "sacn") {
      if (!this.#silenced) this.#sacnOut?.send({ universe, levels, sequence, terminated }, host, port);
      return;
    }
    const portAddress = this.#portAddress(universe);
    // Zero would mean that nothing is counted.
    const counted = (sequence % 255) + 1;
    this.#artNet[0]?.send({ type: "dmx", sequence: counted, physical: 0, portAddress, levels }, host, port);
  }

  #portAddress(universe: number): number {
    return universe - 1 + this.#settings.offset;
  }

  #allows(host: string): boolean {
    if (this.#networks.has(host, performance.now())) return true;
    this.#handlers?.note(`${host} is in none of the networks of this machine: what it sends has no effect`);
    return false;
  }

  #turn(): void {
    const now = performance.now();
    this.#inputs?.handleTimeout(now);
    for (const { place, sender } of this.#senders.values())
      for (const sent of sender.handleTimeout(now)) this.#send(place, sent);
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    let deadline = this.#inputs?.deadline ?? Number.POSITIVE_INFINITY;
    for (const { sender } of this.#senders.values()) deadline = Math.min(deadline, sender.deadline);
    if (deadline === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#turn(), Math.max(0, Math.ceil(deadline - performance.now())));
  }
}

interface Port {
  readonly universes: readonly number[];
  readonly address?: string;
  readonly port?: number;
  readonly alone?: boolean;
}

/** Inputs that share a socket. */
function portsOf(places: readonly DmxPlace[]): Port[] {
  const ports = new Map<string, Port>();
  for (const place of places) {
    const { host, port } = place;
    const key = `${host}:${port}`;
    const universes = [...(ports.get(key)?.universes ?? []), ...universesOf(place)];
    ports.set(key, {
      universes,
      ...(host !== undefined && { address: host, alone: true }),
      ...(port !== undefined && { port }),
    });
  }
  return [...ports.values()];
}

/** Milliseconds. */
const SACN_LOSS = 2500;
const ARTNET_LOSS = 10_000;
const SACN_SOURCES = 16;
