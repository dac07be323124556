import type { Said } from "./zocp.ts";

/** What would end a node of the reference, or mean nothing to it; undefined where it can live with what is said. */
export function breachOf({ verb, data }: Said): string | undefined {
  switch (verb) {
    case "GET":
    case "SET":
    case "MOD":
      return undefined;
    case "SUB":
    case "UNSUB":
      return breachOfLength(verb, data, 4);
    case "SIG":
    case "CALL":
      return breachOfLength(verb, data, 2);
    default:
      return `it says ${verb}, which a node of the reference does not know`;
  }
}

function breachOfLength(verb: string, data: unknown, length: number): string | undefined {
  if (Array.isArray(data) && data.length === length) return undefined;
  return `it says ${verb} with ${JSON.stringify(data)}, which is no list of ${length}: that ends a node of the reference`;
}
