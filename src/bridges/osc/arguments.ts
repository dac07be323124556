import type { ForeignValue } from "../core/conversion.ts";
import type { Outgoing } from "../core/machine/messages.ts";
import type { OscArgument } from "./codec/packet.ts";

/** What the core knows of arguments: numbers, texts and switches. Octets have no place there; an impulse alone is no value at all. */
export function fromOsc(args: readonly OscArgument[]): readonly ForeignValue[] {
  return args.length === 1 && args[0]?.type === "I" ? [] : args.flatMap(valuesOf);
}

/** Numbers travel as the type of the parameter says: a float is a float also where it is whole. */
export function toOsc({ args, typeHint, whole }: Outgoing): readonly OscArgument[] {
  return args.map((value) => argumentOf(value, whole || typeHint === "int" || !FLOATS.test(typeHint)));
}

function valuesOf(argument: OscArgument): readonly ForeignValue[] {
  switch (argument.type) {
    case "i":
    case "d":
    case "r":
      return [argument.value];
    case "f":
      return [shortest(argument.value)];
    case "h":
      return [Number.isSafeInteger(Number(argument.value)) ? Number(argument.value) : argument.value];
    case "t":
      return [argument.value];
    case "s":
    case "S":
    case "c":
      return [argument.value];
    case "T":
    case "I":
      return [true];
    case "F":
      return [false];
    case "[":
      return argument.value.flatMap(valuesOf);
    default:
      return [null];
  }
}

/** 0.7 as a float of 32 bits is 0.699999988…: the shortest number that is the same float is what was meant. */
function shortest(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  for (let digits = 7; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function argumentOf(value: ForeignValue, wholes: boolean): OscArgument {
  if (typeof value === "boolean") return { type: value ? "T" : "F" };
  if (typeof value === "string") return { type: "s", value: value.replaceAll("\0", "") };
  if (value === null) return { type: "N" };
  if (typeof value === "bigint")
    return BigInt.asIntN(64, value) === value ? { type: "h", value } : { type: "d", value: Number(value) };
  if (!wholes || !Number.isInteger(value)) return { type: "f", value };
  if (value === (value | 0)) return { type: "i", value };
  return Number.isSafeInteger(value) ? { type: "h", value: BigInt(value) } : { type: "d", value };
}

const FLOATS = /^(flt|percent|vec\d+f)$/;
