import type { Json } from "../../bytes/json.ts";

/** What a node says of itself when it is asked; nothing of it is announced. */
export interface About {
  /** The version of this package that it runs; empty when it does not say. */
  readonly version: string;
  /** Milliseconds since it was started. */
  readonly uptime: number | undefined;
  /** Where others connect to it: `tcp://192.168.1.7:49152`, one for each of its networks; none of a page, and on a broker. */
  readonly endpoints: readonly string[];
}

/** Reads what another node answers to `zocp.about`. */
export function readAbout(json: Json): About {
  const field = (name: string): Json | undefined => (json instanceof Map ? (json.get(name) as Json) : undefined);
  const [version, uptime, endpoints] = [field("version"), field("uptime"), field("endpoints")];
  const texts = Array.isArray(endpoints) ? (endpoints as readonly Json[]).slice(0, MOST) : [];
  return {
    version: typeof version === "string" ? version.slice(0, LONGEST) : "",
    uptime: typeof uptime === "number" && uptime >= 0 ? uptime : undefined,
    endpoints: texts.filter((one): one is string => typeof one === "string").map((one) => one.slice(0, LONGEST)),
  };
}

const MOST = 16;
const LONGEST = 100;
