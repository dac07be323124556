import type { Json } from "../../../src/index.ts";
import { formatAge, roundFigure } from "../view/format.ts";
import { describeStanding, mappedPart, type ShownWire } from "./shown-wire.ts";

/** How a wire fares, as the node of its emitter tells. */
export interface Figures {
  /** Values a second. */
  readonly rate: number;
  /** Milliseconds since the last value left; undefined when none has. */
  readonly age: number | undefined;
  /** Values in whose place a newer one was sent. */
  readonly conflated: number;
  /** Values that were lost although every one was wanted. */
  readonly dropped: number;
  /** Milliseconds that the sensor's node took to answer last; undefined when that is not known. */
  readonly roundTrip: number | undefined;
}

/** Asks how a wire fares. Undefined when nobody can say: the node is of another make, or it does not answer. */
export async function askFigures(wire: ShownWire): Promise<Figures | undefined> {
  if (wire.cut === true) return undefined;
  const { emitter, sensor } = mappedPart(wire);
  const { remote, extensions } = emitter.node;
  const receiver = sensor.node.remote?.id;
  if (remote === undefined || !extensions || receiver === undefined) return undefined;
  try {
    return readFigures(await remote.call("zocp.links", [], { timeout: FIGURES_TIMEOUT_MS }), emitter.path, receiver);
  } catch {
    return undefined;
  }
}

/** Finds what is told of one emitter and one receiver. What came from the network may be anything. */
function readFigures(told: Json, emitter: string, receiver: string): Figures | undefined {
  if (!Array.isArray(told)) return undefined;
  for (const entry of told as readonly Json[]) {
    if (!(entry instanceof Map) || entry.get("emitter") !== emitter || entry.get("peer") !== receiver) continue;
    const number = (name: string): number | undefined => {
      const value = entry.get(name);
      return typeof value === "number" ? value : undefined;
    };
    return {
      rate: number("rate") ?? 0,
      age: number("age"),
      conflated: number("conflated") ?? 0,
      dropped: number("dropped") ?? 0,
      roundTrip: number("roundTrip"),
    };
  }
  return undefined;
}

/** The same in words, with what this page itself left out; without figures it is what this page saw of the emitter. */
export function describeWire(wire: ShownWire, figures: Figures | undefined, now: number): string {
  const { emitter, made } = wire;
  if (!made) return describeStanding(wire);
  const left = emitter.conflated + emitter.skipped;
  const here = left > 0 ? [`${left} not drawn here`] : [];
  if (figures === undefined) return [pace(emitter.rate), since(now - emitter.at), ...here].join(" · ");
  const { rate, age, conflated, dropped, roundTrip } = figures;
  const lost = dropped > 0 ? [`${dropped} lost`] : [];
  const trip = roundTrip === undefined ? [] : [`round trip ${roundFigure(roundTrip, 2)} ms`];
  const told = [pace(rate), since(age ?? Number.POSITIVE_INFINITY), `${conflated} conflated`];
  return [...told, ...lost, ...trip, ...here].join(" · ");
}

function pace(rate: number): string {
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} values/s`;
}

function since(age: number): string {
  if (!Number.isFinite(age)) return "none yet";
  return age < 1000 ? "last one now" : `last one ${formatAge(age)} ago`;
}

const FIGURES_TIMEOUT_MS = 2000;
