import type { Json } from "../../bytes/json.ts";
import { sameValue } from "../codec/value.ts";
import type { NodeName } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { RemoteParameter } from "../tree/remote-parameter.ts";

/** Whose emitters greet. */
export interface Greeter extends Pick<Peer, "id" | "name" | "extensions"> {
  readonly tree: {
    readonly parameters: ReadonlyMap<string, Pick<RemoteParameter, "path" | "value" | "event" | "greet">>;
  };
}

/** An emitter that was subscribed to and has not answered every time yet. */
interface Awaited {
  /** How many greetings are still to come. */
  left: number;
  /** What would be nothing new for each sensor; undefined for a link that never brought a value. */
  readonly last: Map<string, Json | undefined>;
}

/**
 * An emitter's node sends the present value for each subscription, and that value drives every sensor of this node which the emitter
 * drives. Nothing has happened for a sensor whose link brought the same value last: because a node returned and the link was made
 * again, or because the emitter was linked to one sensor more. Such a sensor keeps what it was given meanwhile.
 */
export class Greetings {
  /** The last value of each emitter that drove a sensor here, by names, since its node left. */
  readonly #last = new Map<string, Json>();
  /** By peer and emitter. */
  readonly #awaited = new Map<string, Map<string, Awaited>>();

  /** Whether any greeting is still to come. */
  get waiting(): boolean {
    return this.#awaited.size > 0;
  }

  /** A node leaves: these are what it is subscribed to for, by pairs of its emitter and our sensor. */
  handleExit(peer: Greeter, links: readonly (readonly [string | null, string | null])[]): void {
    const awaited = this.#awaited.get(peer.id);
    this.#awaited.delete(peer.id);
    for (const [emitter, sensor] of links) {
      const parameter = emitter === null ? undefined : peer.tree.parameters.get(emitter);
      if (sensor === null || parameter?.value === undefined) continue;
      const last = awaited?.get(parameter.path)?.last;
      // The tree may tell a value that never came over the link: its sensor still has the one before.
      const value = last?.has(sensor) === true ? last.get(sensor) : parameter.value;
      if (value !== undefined) this.#remember(keyOf(peer.name, parameter.path, sensor), value);
    }
  }

  /**
   * A sensor, or somebody without one (null), subscribes to an emitter, which drives `others` already. Values of an event are no
   * state, and old nodes greet nobody.
   */
  handleSubscribed(
    peer: Greeter | undefined,
    emitter: string,
    sensor: string | null,
    others: readonly string[] = [],
  ): void {
    const key = keyOf(peer?.name ?? "", emitter, sensor ?? "");
    const before = sensor === null ? undefined : this.#last.get(key);
    this.#last.delete(key);
    const parameter = peer?.tree.parameters.get(emitter);
    if (peer?.extensions !== true || parameter?.event === true || parameter?.greet === false) return;
    const awaited = this.#await(peer.id, emitter);
    awaited.left++;
    for (const other of others) if (!awaited.last.has(other)) awaited.last.set(other, parameter?.value);
    if (sensor !== null) awaited.last.set(sensor, before);
  }

  /** A subscription ends: what comes from now on for others is compared as before. */
  handleUnsubscribed(peer: string, emitter: string, sensor: string): void {
    const byEmitter = this.#awaited.get(peer);
    const awaited = byEmitter?.get(emitter);
    if (awaited?.last.delete(sensor) === true && awaited.last.size === 0) this.#end(peer, emitter);
  }

  /** A link was cut: who makes it again means it. */
  handleCut(peer: NodeName, emitter: string, sensor: string): void {
    if (this.#last.size > 0) this.#last.delete(keyOf(peer.name, emitter, sensor));
    this.handleUnsubscribed(peer.id, emitter, sensor);
  }

  /** Whether the next value of an emitter is a greeting. */
  isAwaited(peer: string, emitter: string): boolean {
    return this.#awaited.get(peer)?.has(emitter) === true;
  }

  /** Those of these sensors for which a value is more than a greeting that says nothing new. */
  filter(peer: string, emitter: string, sensors: readonly string[], value: Json): readonly string[] {
    const awaited = this.#awaited.get(peer)?.get(emitter);
    if (awaited === undefined) return sensors;
    const news = sensors.filter((sensor) => {
      const last = awaited.last.get(sensor);
      awaited.last.set(sensor, value);
      return last === undefined || !sameValue(last, value);
    });
    if (--awaited.left === 0) this.#end(peer, emitter);
    return news;
  }

  #await(peer: string, emitter: string): Awaited {
    const byEmitter = this.#awaited.get(peer) ?? new Map<string, Awaited>();
    this.#awaited.set(peer, byEmitter);
    const awaited = byEmitter.get(emitter) ?? { left: 0, last: new Map<string, Json | undefined>() };
    byEmitter.set(emitter, awaited);
    return awaited;
  }

  #end(peer: string, emitter: string): void {
    const byEmitter = this.#awaited.get(peer);
    byEmitter?.delete(emitter);
    if (byEmitter?.size === 0) this.#awaited.delete(peer);
  }

  #remember(key: string, value: Json): void {
    this.#last.set(key, value);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MAX_LINKS && oldest !== undefined) this.#last.delete(oldest);
  }
}

function keyOf(node: string, emitter: string, sensor: string): string {
  return JSON.stringify([node, emitter, sensor]);
}

const MAX_LINKS = 10_000;
