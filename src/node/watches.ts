import type { Json } from "../bytes/json.ts";
import { callSafely } from "../events/emitter.ts";
import { Timer } from "../events/timer.ts";
import { combineSamplings, rateOf, type Sampling } from "../zocp/codec/sampling.ts";
import { Deadline } from "../zocp/core/deadline.ts";
import type { Port } from "../zocp/core/link.ts";
import type { Peer } from "../zocp/core/peer.ts";
import { RateLimiter, RECEIVING_SLACK, ThrottledQueue } from "../zocp/signals/rate-limiter.ts";
import type { ZocpDriver } from "./driver/zocp-driver.ts";
import type { NodeEvent } from "./node-events.ts";

/**
 * Receives a value of a parameter of another node, which node that is, and when it arrived (`at`: milliseconds since 1970 by this
 * machine's clock; of a value that was known before, when it is told).
 */
export type WatchListener = (update: {
  readonly value: Json;
  readonly peer: string;
  readonly name: string;
  readonly at: number;
}) => void;

interface Watch {
  readonly port: Port;
  readonly listener: WatchListener;
  readonly sampling: Sampling | undefined;
  /** By the id of the node: how often the listener may be called. */
  readonly paces: Map<string, RateLimiter> | undefined;
}

/** A value that waits for the turn of a listener. */
interface Update {
  readonly watch: Watch;
  readonly update: Parameters<WatchListener>[0];
}

/** Follows single parameters of other nodes, by the node's name: also when it comes later, or leaves and returns. */
export class Watches {
  readonly #driver: ZocpDriver;
  readonly #watches = new Set<Watch>();
  /** Listeners that want only so many values a second are spared more, whoever sends them. */
  readonly #due = new Deadline();
  readonly #turns = new ThrottledQueue<Update>(this.#due);
  readonly #timer: Timer;

  constructor(driver: ZocpDriver) {
    this.#driver = driver;
    this.#timer = new Timer(driver.clock, () => this.#release(driver.clock.now()));
  }

  add(port: Port, listener: WatchListener, sampling?: Sampling): () => void {
    const watch = {
      port,
      listener,
      sampling,
      paces: rateOf(sampling) === undefined ? undefined : new Map<string, RateLimiter>(),
    };
    this.#watches.add(watch);
    this.#driver.act((machine, now) => machine.want(port.node, now));
    for (const peer of this.#driver.machine.peers.values()) if (peer.complete) this.#begin(watch, peer);
    return () => this.#end(watch);
  }

  stop(): void {
    this.#timer.stop();
  }

  tell(event: NodeEvent): void {
    if (this.#watches.size === 0) return;
    if (event.type === "signal") {
      if (event.late !== true) this.#deliver(event, event.emitter);
    } else if (event.type === "value") this.#deliver(event, event.parameter);
    else if (event.type === "exit") this.#forget(event.peer);
    else if (event.type === "described" || event.type === "modified") this.#follow(event);
  }

  #follow(event: Extract<NodeEvent, { type: "described" | "modified" }>): void {
    const peer = this.#driver.machine.peers.get(event.peer);
    if (peer === undefined) return;
    for (const watch of this.#watches) {
      if (!names(watch.port, peer.id, peer.name)) continue;
      if (event.type === "described") this.#begin(watch, peer);
      else if (event.values.includes(watch.port.parameter)) this.#tellValue(watch, peer);
      else if (event.parameters.includes(watch.port.parameter)) this.#observeLate(watch, peer);
    }
  }

  /** Subscribes; the present value follows by itself, unless the node is of another make or we are subscribed already. */
  #begin(watch: Watch, peer: Peer): void {
    const { port } = watch;
    if (!names(port, peer.id, peer.name)) return;
    const { machine } = this.#driver;
    if (machine.observes(peer.id, port.parameter) || !peer.extensions) this.#tellValue(watch, peer);
    this.#driver.act((_, now) => machine.observe(peer.id, port.parameter, now, this.#samplingOf(port, peer)));
  }

  /** The parameter is there now. A node of ours has kept our subscription; one of the reference would have ended itself. */
  #observeLate(watch: Watch, peer: Peer): void {
    if (!this.#driver.machine.observes(peer.id, watch.port.parameter)) this.#begin(watch, peer);
  }

  /** What fulfils all who watch the same: the values of a parameter come once. */
  #samplingOf(port: Port, peer: Peer): Sampling | undefined {
    const shared = [...this.#watches].filter((other) => sameTarget(other.port, port, peer));
    return combineSamplings(shared.map(({ sampling }) => sampling));
  }

  #tellValue(watch: Watch, { id, name, tree }: Peer): void {
    const value = tree.parameters.get(watch.port.parameter)?.value;
    if (value !== undefined) this.#tell(watch, { value, peer: id, name, at: this.#driver.date });
  }

  #deliver({ peer, name, value, at }: Update["update"], path: string): void {
    for (const watch of this.#watches) {
      const { port } = watch;
      if (port.parameter === path && names(port, peer, name)) this.#tell(watch, { value, peer, name, at });
    }
  }

  #tell(watch: Watch, update: Update["update"]): void {
    const rate = rateOf(watch.sampling);
    if (rate === undefined || watch.paces === undefined) return callSafely(watch.listener, update);
    let pace = watch.paces.get(update.peer);
    if (pace === undefined) watch.paces.set(update.peer, (pace = new RateLimiter(rate, RECEIVING_SLACK)));
    if (this.#turns.admit(pace, { watch, update }, this.#driver.transport.now()) === "passes") {
      callSafely(watch.listener, update);
    } else this.#timer.at(this.#due.at);
  }

  #release(now: number): void {
    if (!this.#due.passed(now)) return this.#timer.at(this.#due.at);
    for (const { watch, update } of this.#turns.release(now)) {
      if (this.#watches.has(watch)) callSafely(watch.listener, update);
    }
    this.#timer.at(this.#due.at);
  }

  /** What waits is still told; the node may come back, and then begins anew. */
  #forget(peer: string): void {
    for (const { paces } of this.#watches) paces?.delete(peer);
  }

  #end(watch: Watch): void {
    if (!this.#watches.delete(watch)) return;
    this.#driver.act((machine, now) => machine.unwant(watch.port.node, now));
    for (const peer of this.#driver.machine.peers.values()) {
      if (!names(watch.port, peer.id, peer.name)) continue;
      const { parameter } = watch.port;
      const shared = [...this.#watches].some(({ port }) => sameTarget(port, watch.port, peer));
      const sampling = this.#samplingOf(watch.port, peer);
      this.#driver.act((machine, now) =>
        shared ? machine.observe(peer.id, parameter, now, sampling) : machine.unobserve(peer.id, parameter, now),
      );
    }
  }
}

function sameTarget(a: Port, b: Port, { id, name }: Peer): boolean {
  return a.parameter === b.parameter && names(a, id, name) && names(b, id, name);
}

function names({ node }: Port, peer: string, name: string): boolean {
  return node === peer || node === name;
}
