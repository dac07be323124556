/** How a unit is reckoned in the base of its family, and back. */
interface Unit {
  readonly family: string;
  readonly toBase: (x: number) => number;
  readonly fromBase: (x: number) => number;
}

/** How numbers of one unit become those of another; undefined where there is no way. */
export function conversionOf(from: string | undefined, to: string | undefined): ((x: number) => number) | undefined {
  const [a, b] = [unitOf(from), unitOf(to)];
  if (a === undefined || b === undefined || a.family !== b.family) return undefined;
  return a === b ? (x) => x : (x) => b.fromBase(a.toBase(x));
}

/** Whether numbers have to be reckoned when they go from one unit to another. */
export function differs(from: string | undefined, to: string | undefined): boolean {
  return unitOf(from) !== unitOf(to) && conversionOf(from, to) !== undefined;
}

export function isUnit(name: string): boolean {
  return unitOf(name) !== undefined;
}

function unitOf(name: string | undefined): Unit | undefined {
  if (name === undefined) return undefined;
  return UNITS.get(ALIASES.get(name.toLowerCase()) ?? name);
}

function linear(family: string, factor: number, zero = 0): Unit {
  return { family, toBase: (x) => (x + zero) * factor, fromBase: (x) => x / factor - zero };
}

/** Each with its family: only within one is there a way. */
const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ["turn", linear("angle", 1)],
  ["deg", linear("angle", 1 / 360)],
  ["rad", linear("angle", 1 / (2 * Math.PI))],
  ["m", linear("length", 1)],
  ["cm", linear("length", 1 / 100)],
  ["mm", linear("length", 1 / 1000)],
  ["s", linear("time", 1)],
  ["ms", linear("time", 1 / 1000)],
  ["Hz", linear("frequency", 1)],
  ["bpm", linear("frequency", 1 / 60)],
  [
    "midi",
    { family: "frequency", toBase: (x) => 440 * 2 ** ((x - 69) / 12), fromBase: (x) => 69 + 12 * Math.log2(x / 440) },
  ],
  ["gain", linear("level", 1)],
  ["percent", linear("level", 1 / 100)],
  ["dB", { family: "level", toBase: (x) => 10 ** (x / 20), fromBase: (x) => 20 * Math.log10(x) }],
  ["K", linear("temperature", 1)],
  ["C", linear("temperature", 1, 273.15)],
  ["F", linear("temperature", 5 / 9, 459.67)],
]);
const ALIASES: ReadonlyMap<string, string> = new Map([
  ...[...UNITS.keys()].map((name) => [name.toLowerCase(), name] as const),
  ...(["°", "degree", "degrees"] as const).map((name) => [name, "deg"] as const),
  ...(["radian", "radians"] as const).map((name) => [name, "rad"] as const),
  ...(["metre", "metres", "meter", "meters"] as const).map((name) => [name, "m"] as const),
  ...(["sec", "second", "seconds"] as const).map((name) => [name, "s"] as const),
  ["hertz", "Hz"],
  ["%", "percent"],
  ["°c", "C"],
  ["celsius", "C"],
  ["°f", "F"],
  ["kelvin", "K"],
]);
export const UNIT_NAMES: string = [...UNITS.keys()].join(" ");
