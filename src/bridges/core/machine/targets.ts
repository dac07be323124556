import type { ForeignValue } from "../conversion.ts";
import { Echoes } from "./echoes.ts";
import type { BridgeEffect, Outgoing } from "./messages.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";

/** Everybody that values are sent to. */
export class Targets {
  readonly #options: OutboxOptions;
  readonly #outboxes = new Map<string, Outbox>();
  readonly #echoes = new Echoes();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get ids(): Iterable<string> {
    return this.#outboxes.keys();
  }

  get dropped(): number {
    return [...this.#outboxes.values()].reduce((sum, { dropped }) => sum + dropped, 0);
  }

  get deadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { deadline } of this.#outboxes.values()) earliest = Math.min(earliest, deadline);
    return earliest;
  }

  add(id: string): void {
    if (!this.#outboxes.has(id)) this.#outboxes.set(id, new Outbox(this.#options));
  }

  remove(id: string): void {
    this.#outboxes.delete(id);
    this.#echoes.forget(id);
  }

  /** `except`: whoever knows already. */
  offer(
    message: Outgoing,
    how: { readonly rate: number; readonly event: boolean },
    now: number,
    except?: string,
  ): void {
    for (const [id, outbox] of this.#outboxes) if (id !== except) outbox.offer({ message, ...how }, now);
  }

  offerTo(id: string, message: Outgoing, how: { readonly rate: number; readonly event: boolean }, now: number): void {
    this.#outboxes.get(id)?.offer({ message, ...how }, now);
  }

  hold(id: string, address: string, until: number): void {
    this.#outboxes.get(id)?.hold(address, until);
  }

  forget(address: string): void {
    for (const outbox of this.#outboxes.values()) outbox.forget(address);
  }

  handleInput(
    id: string,
    address: string,
    args: readonly ForeignValue[],
    now: number,
  ): ReturnType<Echoes["handleInput"]> {
    return this.#echoes.handleInput(id, address, args, now);
  }

  release(now: number): readonly Extract<BridgeEffect, { type: "send" }>[] {
    const effects: Extract<BridgeEffect, { type: "send" }>[] = [];
    for (const [target, outbox] of this.#outboxes) {
      if (outbox.deadline > now) continue;
      for (const message of outbox.release(now)) {
        this.#echoes.handleOutput(target, message.address, message.args, now);
        effects.push({ type: "send", target, message });
      }
    }
    return effects;
  }
}
