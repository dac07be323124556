import type { Json } from "../../../src/index.ts";
import type { Edits } from "../edit/edits.ts";
import type { Drivers } from "../network/drivers.ts";
import { boundOf, numberOf } from "../network/kind.ts";
import type { Network } from "../network/network.ts";
import { drawnSpan, isWhole, onStep, type Range, rangeOf, widened, withComponent } from "../network/range.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { Valves } from "../network/valves.ts";
import type { PadSpans } from "../view/pad-spans.ts";
import { partOf } from "../view/slide.ts";
import type { Tile } from "./dashboard.ts";
import type { ControlInput } from "./inputs.ts";
import { Pickup } from "./pickup.ts";

/** What a device does to the controls of a dashboard. What rests stays, and nothing jumps. */
export class LearnedHands {
  readonly #tools: HandTools;
  readonly #pickups = new Map<string, Pickup>();
  readonly #on = new Set<string>();
  readonly #sticks = new Map<string, Pushed>();

  constructor(tools: HandTools) {
    this.#tools = tools;
  }

  /** A knob, a button or a stick that moves this tile has moved. */
  move(tile: Tile, side: number, input: ControlInput): void {
    if (tile.kind === "cue") return void (this.#presses(input) && this.#tools.cue(tile));
    const parameter = this.#free(tile);
    if (parameter === undefined) return;
    if (tile.kind === "fader" || tile.kind === "pad") this.#slide(tile, side, { parameter, input });
    else if (tile.kind === "momentary") this.#hold(parameter, input);
    else if (!this.#presses(input)) return;
    else if (tile.kind === "trigger") this.#tools.edits.fire([parameter]);
    else if (tile.kind === "toggle") this.#set(parameter, !this.#isOn(parameter));
  }

  /** A knob for GO. */
  go(input: ControlInput): void {
    if (this.#presses(input)) this.#tools.cue(undefined);
  }

  /** Whether a stick is pushed: then {@link pass} has to be told how time passes. */
  get pushed(): boolean {
    return this.#sticks.size > 0;
  }

  /** Sticks move what they move as fast as they are pushed. */
  pass(seconds: number): void {
    for (const stick of this.#sticks.values()) {
      const { tile, side, push } = stick;
      const parameter = this.#free(tile);
      if (parameter === undefined) continue;
      const before = this.#partOf(parameter, tile, side);
      // In one picture it may go less than a step: what it has gone so far counts, unless something else has moved the parameter.
      const from = stick.left === before ? stick.at : before;
      // A stick that points up has a value below zero.
      const way = tile.kind === "pad" && side === 1 ? -push : push;
      stick.at = Math.min(1, Math.max(0, from + way * seconds * SPEED));
      this.#put(parameter, tile, { side, part: stick.at });
      stick.left = this.#partOf(parameter, tile, side);
    }
  }

  #slide(tile: Tile, side: number, { parameter, input }: { parameter: ShownParameter; input: ControlInput }): void {
    if (input.how === "stick") {
      const before = this.#sticks.get(input.source);
      if (input.value === 0) this.#sticks.delete(input.source);
      else this.#sticks.set(input.source, { at: 0, left: undefined, ...before, tile, side, push: input.value });
      return;
    }
    const part = this.#partOf(parameter, tile, side);
    if (input.how === "button") {
      const size = this.#stepOf(parameter, tile, side);
      const step = input.back === true ? -size : size;
      if (input.value > 0) this.#put(parameter, tile, { side, part: Math.min(1, Math.max(0, part + step)) });
      return;
    }
    const pickup = this.#pickups.get(input.source) ?? new Pickup();
    this.#pickups.set(input.source, pickup);
    const there = pickup.move(input.value, part);
    if (there === undefined) return;
    this.#put(parameter, tile, { side, part: there });
    pickup.left(this.#partOf(parameter, tile, side));
  }

  /** Where it is on its way: 0 to 1, where it is within what is drawn. */
  #partOf(parameter: ShownParameter, tile: Tile, side: number): number {
    return partOf(numberOf(this.#wanted(parameter), componentOf(tile, side)), this.#rangeOf(parameter, tile, side));
  }

  /** How far a key moves it: never less than what it can move. */
  #stepOf(parameter: ShownParameter, tile: Tile, side: number): number {
    const { least, most, step } = this.#rangeOf(parameter, tile, side);
    return Math.max(STEP, step / (most - least) || 0);
  }

  #put(parameter: ShownParameter, tile: Tile, { side, part }: { side: number; part: number }): void {
    const range = this.#rangeOf(parameter, tile, side);
    const component = componentOf(tile, side);
    const before = this.#wanted(parameter);
    const number = range.least + part * (range.most - range.least);
    const stepped = onStep(number, widened(range, numberOf(before, component) || 0), isWhole(parameter));
    if (stepped === numberOf(before, component)) return;
    this.#tools.edits.set([parameter], component === undefined ? stepped : withComponent(before, component, stepped));
  }

  #hold(parameter: ShownParameter, { how, value }: ControlInput): void {
    const on = how === "button" ? value > 0 : value >= HALF;
    if (on !== this.#isOn(parameter)) this.#set(parameter, on);
  }

  /** Whether a button is pressed now, or a knob passes the middle of its way upwards. */
  #presses({ source, how, value }: ControlInput): boolean {
    const on = how === "button" ? value > 0 : value >= HALF;
    const was = this.#on.has(source);
    if (on) this.#on.add(source);
    else this.#on.delete(source);
    return on && !was;
  }

  #set(parameter: ShownParameter, on: boolean): void {
    const number = on ? (boundOf(parameter.max) ?? 1) : (boundOf(parameter.min) ?? 0);
    this.#tools.edits.set([parameter], parameter.kind === "switch" ? on : number);
  }

  #isOn(parameter: ShownParameter): boolean {
    return numberOf(this.#wanted(parameter)) > (boundOf(parameter.min) ?? 0);
  }

  #wanted(parameter: ShownParameter): Json | undefined {
    return this.#tools.valves.wanted(parameter);
  }

  #rangeOf(parameter: ShownParameter, tile: Tile, side: number): Range {
    if (tile.kind !== "pad") return rangeOf(parameter);
    const span = drawnSpan(parameter, side) ?? this.#tools.pads.of(parameter, side);
    return { ...span, step: (span.most - span.least) / FINE };
  }

  /** Its parameter, when a hand may move it: whoever turns a knob reads on the tile why it rests. */
  #free({ parameter: named }: Tile): ShownParameter | undefined {
    const { network, drivers, sets } = this.#tools;
    const parameter = named && network.find(named.node, named.path);
    return parameter?.writable === true && sets() && drivers.why(parameter) === undefined ? parameter : undefined;
  }
}

function componentOf({ kind }: Tile, side: number): number | undefined {
  return kind === "pad" ? side : undefined;
}

/** A stick that is pushed: where it has brought what it moves, and where that stood then. */
interface Pushed {
  readonly tile: Tile;
  readonly side: number;
  readonly push: number;
  at: number;
  left: number | undefined;
}

export interface HandTools {
  readonly network: Network;
  readonly drivers: Drivers;
  readonly valves: Valves;
  readonly edits: Pick<Edits, "set" | "fire">;
  readonly pads: PadSpans;
  /** Whether values may be set. */
  readonly sets: () => boolean;
  /** Presses GO, or goes to the cue of a tile. */
  readonly cue: (tile: Tile | undefined) => void;
}

const HALF = 0.5;
/** The part of a range by which a key moves a fader, and a stick that is pushed all the way in a second. */
const STEP = 0.05;
const SPEED = 0.7;
const FINE = 1000;
