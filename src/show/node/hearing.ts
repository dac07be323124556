import type { Json, RemoteNode, TransportNode } from "../../index.ts";
import { isPart } from "../patch/take-snapshot.ts";
import type { Cast, CastChange } from "./cast.ts";
import { TRIGGERS, type Trigger } from "./panel.ts";
import { isOn, Triggers } from "./triggers.ts";

/** Whom a hearing tells what concerns a show. */
export interface HearingHandlers {
  press(trigger: Trigger, peer: string): void;
  /** Somebody else, or a link, gave a parameter of the show node another value. */
  set(parameter: string, value: Json): void;
  cast(changes: readonly CastChange[]): void;
  /** A node was out of reach and is heard again. */
  recovered(remote: RemoteNode): void;
  now(): number;
}

/** Hears what happens on the node of a show: who comes and goes, and what presses it. */
export class Hearing {
  readonly #node: TransportNode;
  readonly #cast: Cast;
  readonly #handlers: HearingHandlers;
  readonly #triggers = new Triggers();
  /** When nodes that were out of reach were heard again. */
  readonly #recovered = new Map<string, number>();
  readonly #offs: (() => void)[] = [];

  constructor(node: TransportNode, cast: Cast, handlers: HearingHandlers) {
    this.#node = node;
    this.#cast = cast;
    this.#handlers = handlers;
  }

  get begun(): boolean {
    return this.#offs.length > 0;
  }

  begin(): void {
    if (this.begun) return;
    this.#hearNodes();
    this.#hearTriggers();
  }

  /** Those who are here already. */
  look(): void {
    for (const { id, name, complete } of this.#node.peers.values()) if (complete) this.#described(id, name);
  }

  end(): void {
    for (const off of this.#offs.splice(0)) off();
  }

  /** Nobody knows how old something is that comes from a node that was out of reach a moment ago. */
  isDoubtful(peer: string): boolean {
    const recovered = this.#recovered.get(peer) ?? Number.NEGATIVE_INFINITY;
    return this.#node.peers.get(peer)?.suspected === true || this.#handlers.now() - recovered < DOUBT;
  }

  #hearNodes(): void {
    const { cast } = this.#handlers;
    this.#on("described", ({ peer, name }) => this.#described(peer, name));
    this.#on("exit", ({ peer }) => {
      this.#triggers.handleExit(peer);
      this.#recovered.delete(peer);
      cast(this.#cast.handleExit(peer));
    });
    this.#on("suspected", ({ peer }) => cast(this.#cast.handleSuspicion(peer, true)));
    this.#on("recovered", ({ peer }) => {
      this.#recovered.set(peer, this.#handlers.now());
      cast(this.#cast.handleSuspicion(peer, false));
      const remote = this.#node.peers.get(peer);
      if (remote !== undefined) this.#handlers.recovered(remote);
    });
  }

  #hearTriggers(): void {
    const node = this.#node;
    this.#on("linked", ({ link: { emitter, sensor } }) => {
      const remote = node.peers.get(emitter.node) ?? node.peer(emitter.node);
      if (remote === undefined || (sensor.node !== node.id && sensor.node !== node.name)) return;
      // A node of ours sends its present value by itself.
      const value = remote.extensions ? undefined : remote.value(emitter.parameter);
      this.#triggers.handleLinked(remote.id, emitter.parameter, sensor.parameter, value);
    });
    this.#on("signal", ({ peer, emitter, sensors, value, mapped }) => {
      // What leaves a map for a trigger is a press: the map has judged that.
      const event = mapped === true || node.peers.get(peer)?.parameter(emitter)?.event === true;
      for (const sensor of sensors)
        if (isTrigger(sensor) && this.#triggers.presses({ peer, emitter, sensor, value, event }))
          this.#handlers.press(sensor, peer);
    });
    this.#on("changed", ({ parameter, value, by, peer }) => {
      if (by === "self") return;
      if (!isTrigger(parameter)) this.#handlers.set(parameter, value);
      else if (by === "set" && isOn(value)) this.#handlers.press(parameter, peer);
    });
  }

  #described(id: string, name: string): void {
    const remote = this.#node.peers.get(id);
    if (remote !== undefined && isPart(remote)) this.#handlers.cast(this.#cast.handleDescribed(id, name));
  }

  readonly #on: TransportNode["on"] = (type, listener) => {
    this.#offs.push(() => this.#node.off(type, listener));
    return this.#node.on(type, listener);
  };
}

function isTrigger(parameter: string): parameter is Trigger {
  return Object.hasOwn(TRIGGERS, parameter);
}

/** Milliseconds after an outage. */
const DOUBT = 500;
