import type { TransportNode } from "../../src/index.ts";

/** Makes a node on whatever network the show is on. */
export type Maker = (name: string) => TransportNode;

/** A small network: a desk, a floor that feels steps, a beat; they drive light, sound and video. */
export class SimulatedShow {
  readonly nodes = new Map<string, TransportNode>();
  readonly #make: Maker;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(make: Maker) {
    this.#make = make;
    for (const [name, build] of Object.entries(BUILDERS)) this.add(name, build);
  }

  add(name: string, build: (node: TransportNode) => void = BUILDERS[name] ?? (() => {})): TransportNode {
    const node = this.#make(name);
    build(node);
    this.nodes.set(name, node);
    return node;
  }

  async start(): Promise<void> {
    for (const node of this.nodes.values()) await node.start();
    const [patcher] = this.nodes.values();
    for (const [emitter, sensor] of WIRES) patcher?.connect(emitter, sensor).catch(() => {});
    this.#timer = setInterval(() => this.#advance(performance.now() / 1000), 25);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.nodes.values()].map((node) => node.stop()));
  }

  #advance(time: number): void {
    const set = (name: string, path: string, value: number | boolean | number[]): void => {
      const node = this.nodes.get(name);
      if (node?.started === true && node.parameters.has(path)) node.set(path, value);
    };
    const wave = (speed: number, shift = 0): number => round(0.5 + 0.5 * Math.sin(time * speed + shift));
    set("oscillator", "sine", wave(1.9));
    set("oscillator", "saw", round((time * 0.4) % 1));
    set("floor", "position", [wave(0.7), wave(0.43, 1)]);
    set("floor", "pressure", round(wave(1.3) * 80));
    set("floor", "occupied", wave(0.5) > 0.4);
    set("beat", "pulse", time % 0.5 < 0.12);
    set("beat", "bar", Math.floor(time / 2) % 64);
    set("hand", "left.location", [wave(0.9), wave(1.1, 2), wave(0.6, 1)]);
    set("hand", "right.location", [wave(0.8, 3), wave(1.2), wave(0.5)]);
    set("hand", "left.grip", wave(1.4));
    set("meter", "loudness", round(-40 + 34 * wave(3.1) * wave(0.4)));
  }
}

/** Many nodes with many parameters, and as many signals a second as a big show has. */
export class CrowdedShow {
  readonly nodes: readonly TransportNode[];

  constructor(make: Maker, count: number) {
    this.nodes = Array.from({ length: count }, (_, index) => {
      const node = make(`${["lamp", "fan", "sensor", "motor"][index % 4]}-${index}`);
      for (let each = 0; each < 10; each += 1) node.float(`out-${each}`, 0, { access: "re", min: 0, max: 1 });
      for (let each = 0; each < 10; each += 1) node.float(`in-${each}`, 0, { access: "rws", min: 0, max: 1 });
      return node;
    });
  }

  async start(): Promise<void> {
    for (const node of this.nodes) await node.start();
    for (const [index, node] of this.nodes.entries()) {
      const next = this.nodes[index + 7];
      if (next !== undefined && index % 3 === 0)
        node.connect(`${node.name}/out-0`, `${next.name}/in-0`).catch(() => {});
    }
    let turn = 0;
    setInterval(() => {
      for (let each = 0; each < 40; each += 1) {
        turn += 1;
        this.nodes[turn % this.nodes.length]?.set(`out-${Math.floor(turn / 7) % 10}`, Math.random());
      }
    }, 20);
  }
}

const unit = { min: 0, max: 1, step: 0.01 };
const BUILDERS: Readonly<Record<string, (node: TransportNode) => void>> = {
  desk: (node) => {
    node.float("master", 0.8, { ...unit, access: "rwe", description: "the grand master" });
    node.float("warm", 0.65, { ...unit, access: "rwe" });
    node.float("cold", 0.3, { ...unit, access: "rwe" });
    node.bool("blackout", false, { access: "rwe" });
    node.vec3f("colour", [1, 0.42, 0.2], { access: "rwe", min: 0, max: 1 });
    node.string("cue", "Act 1, the harbour", { access: "rwe" });
  },
  oscillator: (node) => {
    node.float("sine", 0, { ...unit, access: "re" });
    node.float("saw", 0, { ...unit, access: "re" });
    node.float("rate", 1.9, { access: "rws", min: 0, max: 5, step: 0.05, unit: "Hz" });
    node.float("amplitude", 1, { ...unit, access: "rws" });
  },
  floor: (node) => {
    node.vec2f("position", [0.5, 0.5], { access: "re", min: 0, max: 1 });
    node.float("pressure", 0, { access: "re", min: 0, max: 100, unit: "kg" });
    node.bool("occupied", false, { access: "re" });
    node.percent("sensitivity", 60, { access: "rw", min: 0, max: 100, step: 1, unit: "%" });
  },
  beat: (node) => {
    node.bool("pulse", false, { access: "re" });
    node.int("bar", 0, { access: "re" });
    node.int("bpm", 120, { access: "rws", min: 40, max: 220, step: 1 });
  },
  hand: (node) => {
    const left = node.object("left", "Tracker");
    left.vec3f("location", [0, 0, 0], { access: "re", min: 0, max: 1, unit: "m" });
    left.float("grip", 0, { ...unit, access: "re" });
    const right = node.object("right", "Tracker");
    right.vec3f("location", [0, 0, 0], { access: "re", min: 0, max: 1, unit: "m" });
    right.float("grip", 0, { ...unit, access: "re" });
  },
  "lamp-left": lamp,
  "lamp-right": lamp,
  sound: (node) => {
    node.float("volume", 0.7, { ...unit, access: "rws" });
    node.int("cutoff", 2400, { access: "rws", min: 20, max: 20000, step: 10, unit: "Hz" });
    node.vec2f("pan", [0.5, 0.5], { access: "rws", min: 0, max: 1 });
    node.bool("mute", false, { access: "rws" });
  },
  video: (node) => {
    node.string("clip", "waves.mp4", { access: "rws" });
    node.float("speed", 1, { access: "rws", min: -2, max: 2, step: 0.01 });
    node.vec3f("tint", [0.2, 0.6, 1], { access: "rws", min: 0, max: 1 });
    node.vec2f("position", [0.5, 0.5], { access: "rws", min: 0, max: 1 });
    node.vec4f("crop", [0, 0, 1, 1], { access: "rw", min: 0, max: 1 });
    node.bool("trigger", false, { access: "rws" });
    node.float("level", -60, { access: "rws", min: -60, max: 0, unit: "dB" });
  },
  meter: (node) => {
    node.float("loudness", -20, { access: "re", min: -60, max: 0, unit: "dB" });
  },
};

function lamp(node: TransportNode): void {
  node.float("brightness", 0, { ...unit, access: "rws" });
  node.vec3f("colour", [1, 0.8, 0.5], { access: "rws", min: 0, max: 1 });
  node.bool("strobe", false, { access: "rws" });
  node.int("channel", 12, { access: "rw", min: 1, max: 512, step: 1 });
}

const WIRES = [
  ["oscillator/sine", "lamp-left/brightness"],
  ["desk/warm", "lamp-right/brightness"],
  ["desk/master", "oscillator/amplitude"],
  ["desk/colour", "lamp-left/colour"],
  ["desk/colour", "lamp-right/colour"],
  ["desk/blackout", "sound/mute"],
  ["floor/position", "sound/pan"],
  ["floor/position", "video/position"],
  ["beat/pulse", "video/trigger"],
  ["beat/pulse", "lamp-right/strobe"],
  ["hand/left.grip", "sound/volume"],
  ["meter/loudness", "video/level"],
  ["hand/left.location", "video/tint"],
] as const;

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
