import { type Parameter, type Vector3, ZocpNode, type ZocpOptions } from "../../index.ts";
import { ShowNode } from "../../show.ts";
import type { Colour } from "../screen/ink.ts";
import { cueList } from "./cue-list.ts";
import { Ensemble } from "./ensemble.ts";
import { place } from "./positions.ts";

/** A wire of the show, and whether the network says that it is there. */
export interface ShowWire {
  readonly emitter: string;
  readonly sensor: string;
  readonly made: boolean;
}

/** Where the cue list is: cues by number and name. */
export interface DemoCue {
  /** The one on stage; empty before the first. */
  readonly active: string;
  /** The one that GO plays; empty behind the last. */
  readonly next: string;
  /** How far it is, from 0 to 1. */
  readonly progress: number;
}

/** What can be seen of the show at a moment. */
export interface DemoState {
  /** Seconds since the beginning. */
  readonly time: number;
  readonly wave: number;
  readonly rate: number;
  readonly amplitude: number;
  readonly fader: number;
  /** A brightness is from 0 to 1. */
  readonly lamps: readonly { readonly name: string; readonly brightness: number; readonly colour: Colour }[];
  readonly cue: DemoCue;
  readonly wires: readonly ShowWire[];
  /** Whether each node knows all the others. */
  readonly found: boolean;
  /** Whether a hand has been laid on the fader: then it no longer moves by itself. */
  readonly touched: boolean;
  /** Other nodes that came by. */
  readonly guests: readonly string[];
}

/**
 * The show of the demo: an oscillator, a fader, two lamps, and a cue list. Each is a node with sockets of its own, and knows of the others
 * only what the network tells. The fader drives one lamp and the strength of the oscillator, which drives the other; the cues move colours.
 */
export class Demo {
  readonly #oscillator: ZocpNode;
  readonly #fader: ZocpNode;
  readonly #lamps: readonly ZocpNode[];
  readonly #stage: ZocpNode;
  readonly #show: ShowNode;
  readonly #ensemble: Ensemble | undefined;
  readonly #wave: Parameter<number>;
  readonly #rate: Parameter<number>;
  readonly #amplitude: Parameter<number>;
  readonly #level: Parameter<number>;
  readonly #brightness: readonly Parameter<number>[];
  readonly #colours: readonly Parameter<Vector3>[];
  /** What keeps the nodes from each other: beacons that do not leave. */
  readonly troubles = new Set<string>();
  #touched = false;
  #phase = 0;
  #time = 0;

  /** `whole`: with the rest of the stage, which a terminal has no room for. */
  constructor(network: ZocpOptions, { whole = false }: { readonly whole?: boolean } = {}) {
    // A page that sees these nodes says to whom it is no use.
    const options = { ...network, headers: { "X-ZOCP-DEMO": "loopback" }, broker: false as const };
    const unit = { min: 0, max: 1, step: 0.01 };
    this.#oscillator = new ZocpNode("oscillator", options);
    this.#wave = this.#oscillator.float("wave", 0, { ...unit, access: "re", description: "a slow sine" });
    this.#rate = this.#oscillator.float("rate", 0.2, { access: "rws", min: 0, max: 5, step: 0.05, unit: "Hz" });
    this.#amplitude = this.#oscillator.float("amplitude", 1, {
      ...unit,
      access: "rws",
      description: "how strong the wave is",
    });
    this.#fader = new ZocpNode("fader", options);
    this.#level = this.#fader.float("level", 0.8, {
      ...unit,
      access: "rwes",
      description: "moves by itself until it is set",
    });
    this.#lamps = ["lamp-left", "lamp-right"].map((name) => new ZocpNode(name, options));
    this.#brightness = this.#lamps.map((lamp) => lamp.float("brightness", 0, { ...unit, access: "rws" }));
    this.#colours = this.#lamps.map((lamp) => lamp.vec3f("colour", WARM, { access: "rws" }));
    this.#stage = new ZocpNode("show", options);
    this.#show = ShowNode.from(this.#stage, cueList());
    this.#ensemble = whole ? new Ensemble(options) : undefined;
    this.#level.on("changed", ({ by }) => {
      if (by !== "self") this.#touched = true;
    });
    for (const node of this.nodes) if (whole) place(node);
    for (const node of this.nodes) node.on("failed", ({ error }) => void this.troubles.add(error.message));
  }

  /** Opens the sockets. The wires are made by the nodes that they lead to, as soon as these know the others. */
  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
    await this.#show.start();
    const [left, right] = this.#lamps;
    const link = (node: ZocpNode | undefined, from: Parameter<number>, to: Parameter<number>): void => {
      // Without a time limit: the node keeps wanting this link until the show ends.
      if (node !== undefined) void node.connect(from, to).catch(() => {});
    };
    link(left, this.#wave, this.#sensor(0));
    link(right, this.#level, this.#sensor(1));
    link(this.#oscillator, this.#level, this.#amplitude);
    this.#ensemble?.link();
  }

  async stop(): Promise<void> {
    await this.#show.stop();
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  get nodes(): readonly ZocpNode[] {
    return [this.#oscillator, this.#fader, ...this.#lamps, this.#stage, ...(this.#ensemble?.nodes ?? [])];
  }

  /** Moves what moves by itself. `elapsed`: seconds since the last call. */
  advance(elapsed: number): void {
    this.#time += elapsed;
    this.#phase = (this.#phase + elapsed * this.#rate.value) % 1;
    const wave = this.#amplitude.value * (0.5 - 0.5 * Math.cos(2 * Math.PI * this.#phase));
    this.#wave.set(round(wave));
    if (!this.#touched) this.#level.set(round(0.65 - 0.3 * Math.cos(this.#time * DRIFT + Math.PI)));
    this.#ensemble?.advance(this.#time, elapsed);
  }

  /** Moves the fader by hand. */
  nudge(by: number): void {
    this.#touched = true;
    this.#level.set(round(Math.min(1, Math.max(0, this.#level.value + by))));
  }

  /** Lets the fader move by itself again, or not. */
  toggle(): void {
    this.#touched = !this.#touched;
  }

  /** Plays the next cue; behind the last one the list begins anew. */
  go(): void {
    void (this.#show.state.next === undefined ? this.#show.goto("1") : this.#show.go());
  }

  /** Goes back to what was before the last GO. */
  back(): void {
    void this.#show.back();
  }

  scene(): DemoState {
    const ids = new Set(this.nodes.map(({ id }) => id));
    const strangers = [...this.#fader.peers.values()].filter(({ id }) => !ids.has(id));
    return {
      time: this.#time,
      wave: this.#wave.value,
      rate: this.#rate.value,
      amplitude: this.#amplitude.value,
      fader: this.#level.value,
      lamps: this.#lamps.map(({ name }, at) => ({
        name,
        brightness: this.#sensor(at).value,
        colour: this.#colour(at),
      })),
      cue: this.#cue(),
      wires: this.#wires(),
      found: this.nodes.every(({ id, peers }) =>
        [...ids].every((other) => other === id || peers.get(other)?.complete === true),
      ),
      touched: this.#touched,
      guests: strangers.map(({ name }) => name),
    };
  }

  /** As a node that is no end of them sees them: what others on this network see too. */
  #wires(): readonly ShowWire[] {
    const [left, right] = this.#lamps;
    const seen = (
      from: ZocpNode,
      emitter: string,
      by: ZocpNode | undefined,
      to: ZocpNode | undefined,
      sensor: string,
    ) => ({
      emitter: `${from.name}/${emitter}`,
      sensor: `${to?.name ?? ""}/${sensor}`,
      made: (by?.peers.get(from.id)?.parameter(emitter)?.subscribers ?? []).some(
        ([id, path]) => id === to?.id && path === sensor,
      ),
    });
    return [
      seen(this.#oscillator, "wave", right, left, "brightness"),
      seen(this.#fader, "level", left, right, "brightness"),
      seen(this.#fader, "level", left, this.#oscillator, "amplitude"),
    ];
  }

  #cue(): DemoCue {
    const { active, next, progress, cues } = this.#show.state;
    const named = (id: string | undefined): string => {
      const cue = cues.find((one) => one.id === id);
      return cue === undefined ? "" : `${cue.cue} ${cue.name ?? ""}`;
    };
    return { active: named(active), next: named(next), progress };
  }

  #colour(index: number): Colour {
    const [red = 0, green = 0, blue = 0] = this.#colours[index]?.value ?? WARM;
    return [red * 255, green * 255, blue * 255];
  }

  #sensor(index: number): Parameter<number> {
    return this.#brightness[index] ?? this.#amplitude;
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const WARM: Vector3 = [1, 0.73, 0.36];
/** Radians a second: up and down within half a minute. */
const DRIFT = 0.25;
