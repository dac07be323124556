import type { ForeignValue } from "../conversion.ts";
import type { Kind } from "../kind.ts";

/** The type of a parameter that is made of what came first. */
export function kindOfArgs(args: readonly ForeignValue[]): Kind {
  const [first] = args;
  if (args.length === 0) return { typeHint: "bool", event: true };
  if (args.length > 1) {
    const vector = args.length <= 4 && args.every((one) => typeof one === "number");
    return { typeHint: vector ? `vec${args.length}f` : "any" };
  }
  if (typeof first === "boolean") return { typeHint: "bool" };
  if (typeof first === "string") return { typeHint: "string" };
  return { typeHint: typeof first === "number" || typeof first === "bigint" ? "flt" : "any" };
}
