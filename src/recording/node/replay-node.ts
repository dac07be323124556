import { Emitter, hostNet, type Json, type Net, type Parameter, ZocpNode, type ZocpOptions } from "../../index.ts";
import type { PlayEffect } from "../play/player.ts";
import { Playing } from "../play/playing.ts";
import { Ghosts } from "./ghosts.ts";
import { REPLAY_NODE_EVENTS, type ReplayNodeEvents } from "./replay-events.ts";
import { type ReplayNodeOptions, type ReplayOptions, readReplayOptions } from "./replay-options.ts";
import { Setter } from "./setter.ts";
import type { StandIn } from "./stand-in.ts";

/** A node that plays a recording: as the nodes that were recorded, or by setting those that are here. Its parameters can be wired. */
export class ReplayNode extends Emitter<ReplayNodeEvents> {
  readonly node: ZocpNode;
  readonly #options: ReplayOptions;
  readonly #clock: Net["clock"];
  readonly #playing: Playing;
  readonly #standIn: StandIn;
  readonly #position: Parameter<number>;
  readonly #play: Parameter<boolean>;
  #cancel: (() => void) | undefined;
  /** Ends a wait. */
  #wake: () => void = () => {};
  #stopping: Promise<void> | undefined;

  /** `name` is what people call the node. Throws `UsageError` for options that cannot be. */
  constructor(name: string, options: ReplayNodeOptions) {
    super(REPLAY_NODE_EVENTS);
    const { replay, network } = readReplayOptions(options);
    const { timeline, speed, loop } = replay;
    this.#options = replay;
    this.#clock = (network.net ?? hostNet()).clock;
    this.node = new ZocpNode(name, { meet: "everybody", ...network });
    this.#playing = new Playing(timeline, { clock: this.#clock, speed, loop }, (effect) => this.#perform(effect));
    this.#standIn = this.#makeStandIn(network);
    const about = { access: "rwes", recall: false };
    this.#play = this.node.bool("play", false, { ...about, description: "it plays; off: it pauses" });
    this.#position = this.node.float("position", timeline.start, {
      ...{ ...about, unit: "s", min: timeline.start, max: timeline.end, clamp: true },
      description: "where it is in the recording",
    });
    this.#makeParameters();
  }

  get playing(): boolean {
    return this.#playing.playing;
  }

  /** Seconds of the recording. */
  get position(): number {
    return this.#playing.position;
  }

  /** Opens the network, sees who is here, and plays. Rejects with `NetworkError`. */
  async start(): Promise<void> {
    this.#stopping = undefined;
    try {
      await this.node.start();
      await this.#pause(this.#options.wait ?? WAIT);
      if (this.#stopping === undefined) await this.#standIn.begin();
      // Whoever follows them has found them by then.
      await this.#pause(SETTLE);
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.#stopping !== undefined) return;
    this.#play.set(true);
    this.#playing.play();
    this.#tell();
  }

  /** Stops playing, and leaves the network. */
  stop(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #close(): Promise<void> {
    this.#playing.pause();
    this.#wake();
    this.#cancel?.();
    await this.#standIn.end();
    await this.node.stop();
    this.endStreams();
  }

  #makeStandIn(network: ZocpOptions): StandIn {
    const note = (text: string): void => this.emitEvent({ type: "note", text });
    const { timeline, as = "ghosts" } = this.#options;
    return as === "sets" ? new Setter(this.node, timeline, note) : new Ghosts(this.node, network, timeline, note);
  }

  #makeParameters(): void {
    const about = { access: "rwes", recall: false };
    const speed = this.node.float("speed", this.#playing.speed, {
      ...about,
      min: 0.1,
      max: 100,
      description: "how many times as fast",
    });
    const loop = this.node.bool("loop", this.#playing.loop, { ...about, description: "at its end it begins anew" });
    this.#play.on("changed", ({ value, by }) => {
      if (by === "self" || this.#stopping !== undefined) return;
      if (value) this.#playing.play();
      else this.#playing.pause();
    });
    this.#position.on("changed", ({ value, by }) => {
      if (by !== "self" && this.#stopping === undefined) this.#playing.seek(value);
    });
    speed.on("changed", ({ value }) => this.#playing.pace(value));
    loop.on("changed", ({ value }) => {
      this.#playing.loop = value;
    });
  }

  #perform(effect: PlayEffect): void {
    if (effect.type === "state") this.#standIn.state(effect.values, effect.round);
    else if (effect.type === "value") this.#value(effect);
    else if (effect.type === "event") this.emitEvent({ ...effect, type: "recorded" });
    else {
      this.#play.set(false);
      this.emitEvent({ type: "ended" });
    }
  }

  #value({ time, channel, value }: PlayEffect & { readonly type: "value" }): void {
    this.#standIn.value(channel, value);
    if (!this.listens("value")) return;
    const { node, parameter } = channel;
    this.emitEvent({ type: "value", time, node, parameter, value: value satisfies Json });
  }

  /** Tells where it is, a few times a second. */
  #tell(): void {
    this.#cancel = this.#clock.schedule(TOLD, () => {
      this.#position.set(this.#playing.position);
      this.#tell();
    });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(milliseconds, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** Milliseconds to see who is here. */
const WAIT = 2000;
const SETTLE = 500;
/** Milliseconds between two times that the position is told. */
const TOLD = 200;
