import { type Parameter, type Vector2, type Vector3, ZocpNode, type ZocpOptions } from "../../index.ts";

/**
 * The rest of the stage, for those who see the demo in the composer: a beat, a floor that feels who walks on it and a hand that is
 * tracked drive a strobe, a lamp at the back and the sound.
 */
export class Ensemble {
  readonly nodes: readonly ZocpNode[];
  readonly #pulse: Parameter<boolean>;
  readonly #bar: Parameter<number>;
  readonly #tempo: Parameter<number>;
  readonly #position: Parameter<Vector2>;
  readonly #weight: Parameter<number>;
  readonly #location: Parameter<Vector3>;
  readonly #grip: Parameter<number>;
  #beats = 0;

  constructor(options: ZocpOptions) {
    const [beat, floor, hand] = ["beat", "floor", "hand"].map((name) => new ZocpNode(name, options)) as Three;
    this.#pulse = beat.bool("pulse", false, { access: "re" });
    this.#bar = beat.int("bar", 0, { access: "re" });
    this.#tempo = beat.int("tempo", 92, { access: "rws", min: 40, max: 220, step: 1, unit: "bpm" });
    this.#position = floor.vec2f("position", [0.5, 0.5], { access: "re", min: 0, max: 1 });
    this.#weight = floor.float("weight", 0, { access: "re", min: 0, max: 100, unit: "kg" });
    this.#location = hand.vec3f("location", [0.5, 0.5, 0.5], { access: "re", min: 0, max: 1 });
    this.#grip = hand.float("grip", 0, { ...UNIT, access: "re" });
    this.nodes = [beat, floor, hand, ...lit(options), sound(options)];
  }

  /** The wires are wanted by the nodes that they lead to, as soon as these know the others, and for as long as they are there. */
  link(): void {
    for (const [emitter, sensor, options] of WIRES) {
      const node = this.nodes.find(({ name }) => sensor.startsWith(`${name}/`));
      // Without a time limit nothing refuses but the end of the node.
      void node?.connect(emitter, sensor, options).catch(() => {});
    }
  }

  /** `time`: seconds since the show began; `elapsed`: since the last call. */
  advance(time: number, elapsed: number): void {
    this.#beats += (elapsed * this.#tempo.value) / 60;
    this.#pulse.set(this.#beats % 1 < LIT);
    this.#bar.set(Math.floor(this.#beats / BEATS));
    this.#position.set([wave(time, 0.53), wave(time, 0.37, 1)]);
    this.#weight.set(Math.round(74 * wave(time, 0.9, 2)));
    this.#location.set([wave(time, 0.41, 2), wave(time, 0.29), wave(time, 0.35, 4)]);
    this.#grip.set(wave(time, 0.7, 3));
  }
}

/** Two more lights. */
function lit(options: ZocpOptions): readonly ZocpNode[] {
  const back = new ZocpNode("lamp-back", options);
  back.float("brightness", 0, { ...UNIT, access: "rws" });
  back.vec3f("colour", [1, 1, 1], { access: "rws", min: 0, max: 1 });
  const strobe = new ZocpNode("strobe", options);
  strobe.bool("flash", false, { access: "rws" });
  strobe.vec3f("colour", [0.8, 0.9, 1], { access: "rws", min: 0, max: 1 });
  return [back, strobe];
}

function sound(options: ZocpOptions): ZocpNode {
  const node = new ZocpNode("sound", options);
  node.float("volume", 0, { ...UNIT, access: "rws" });
  node.vec2f("pan", [0.5, 0.5], { access: "rws", min: 0, max: 1 });
  node.bool("mute", false, { access: "rws" });
  return node;
}

/** Up and down between 0 and 1; `speed` in radians a second. */
function wave(time: number, speed: number, shift = 0): number {
  return Math.round((0.5 + 0.5 * Math.sin(time * speed + shift)) * 1000) / 1000;
}

type Three = [ZocpNode, ZocpNode, ZocpNode];

const UNIT = { min: 0, max: 1, step: 0.01 };
const WIRES = [
  ["beat/pulse", "strobe/flash", {}],
  ["hand/grip", "lamp-back/brightness", {}],
  ["hand/location", "lamp-back/colour", {}],
  ["floor/weight", "sound/volume", { map: [{ range: [0, 100, 0, 1] }] }],
  ["floor/position", "sound/pan", {}],
] as const;
/** Parts of a beat, and beats of a bar. */
const LIT = 0.2;
const BEATS = 4;
