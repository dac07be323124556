import type { ProtocolHandlers } from "../core/node/protocol.ts";
import { channelsOf, type DmxAddress, parseDmxAddress, readSlots } from "./address.ts";
import { DmxReceiver, type Received, type ReceiverEffect } from "./machine/receiver.ts";
import { universesOf } from "./place.ts";
import type { DmxSettings } from "./settings.ts";

interface Universe {
  readonly receiver: DmxReceiver;
  readonly protocols: ReadonlySet<string>;
  /** The output that is the same device, by host. */
  readonly targets: Map<string, string>;
}

/** What comes in, as values of addresses: those that something is mapped to, and of others those that move, where that has an effect. */
export class Inputs {
  readonly #handlers: ProtocolHandlers;
  readonly #universes = new Map<number, Universe>();
  /** The addresses that lie on a channel, `1/17`; of this generation. */
  readonly #mapped = new Map<string, Set<string>>();
  readonly #parsed = new Map<string, DmxAddress>();
  #generation = -1;
  readonly #heardAt = new Map<string, number>();

  constructor({ input, merge }: DmxSettings, handlers: ProtocolHandlers) {
    this.#handlers = handlers;
    for (const place of input)
      for (const universe of universesOf(place)) {
        const known = this.#universes.get(universe);
        const protocols = new Set([...(known?.protocols ?? []), place.protocol]);
        const receiver = known?.receiver ?? new DmxReceiver({ universe, merge });
        this.#universes.set(universe, { receiver, protocols, targets: new Map() });
      }
  }

  get deadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { receiver } of this.#universes.values()) earliest = Math.min(earliest, receiver.deadline);
    return earliest;
  }

  /** `target`: the output that is the same device. */
  handlePacket(number: number, protocol: string, packet: Received, target: string | undefined): void {
    const universe = this.#universes.get(number);
    if (universe?.protocols.has(protocol) !== true) return;
    const now = performance.now();
    if (target !== undefined) universe.targets.set(packet.host, target);
    const effects = universe.receiver.handlePacket(packet, now);
    if (universe.receiver.sources.some(({ id }) => id === packet.id)) this.#hear(packet.host, now);
    this.#perform(number, universe, effects);
  }

  handleTimeout(now: number): void {
    for (const [number, universe] of this.#universes)
      if (universe.receiver.deadline <= now) this.#perform(number, universe, universe.receiver.handleTimeout(now));
  }

  /** Often enough to know that it is there. */
  #hear(host: string, now: number): void {
    if (now - (this.#heardAt.get(host) ?? Number.NEGATIVE_INFINITY) < HEARD_APART) return;
    if (this.#heardAt.size >= MOST_HOSTS) this.#heardAt.clear();
    this.#heardAt.set(host, now);
    this.#handlers.heard(host);
  }

  #perform(number: number, universe: Universe, effects: readonly ReceiverEffect[]): void {
    for (const effect of effects)
      if (effect.type === "note") this.#handlers.note(effect.reason);
      else this.#tell(number, universe, effect);
  }

  #tell(number: number, universe: Universe, { changed, first }: Extract<ReceiverEffect, { type: "levels" }>): void {
    this.#index();
    const { receiver } = universe;
    const told = new Set<string>();
    const takesUnknown = this.#handlers.takesUnknown();
    for (const channel of changed) {
      const raw = `${number}/${channel}`;
      const mapped = this.#mapped.get(raw);
      for (const address of mapped ?? []) told.add(address);
      // Of what is heard first, a level of zero has not moved.
      if (mapped === undefined && takesUnknown && !(first && receiver.levels[channel - 1] === 0)) told.add(raw);
    }
    for (const address of told) {
      const parsed = this.#parse(address);
      const host = receiver.ownerOf(parsed.slots[0]?.coarse ?? 1) ?? "";
      const from = { host, target: universe.targets.get(host) };
      this.#handlers.input({ address, args: readSlots(parsed, receiver.levels), from, standing: first });
    }
  }

  #index(): void {
    const { all, generation } = this.#handlers.addresses();
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#mapped.clear();
    this.#parsed.clear();
    for (const address of all) {
      const parsed = this.#parse(address);
      for (const channel of channelsOf(parsed)) {
        const key = `${parsed.universe}/${channel}`;
        const there = this.#mapped.get(key);
        if (there === undefined) this.#mapped.set(key, new Set([address]));
        else there.add(address);
      }
    }
  }

  #parse(address: string): DmxAddress {
    const known = this.#parsed.get(address);
    if (known !== undefined) return known;
    const parsed = parseDmxAddress(address);
    if (typeof parsed === "string") return { universe: 0, slots: [] };
    this.#parsed.set(address, parsed);
    return parsed;
  }
}

/** Milliseconds. */
const HEARD_APART = 250;
const MOST_HOSTS = 1000;
