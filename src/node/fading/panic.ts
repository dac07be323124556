import type { Json, JsonObject } from "../../bytes/json.ts";

/** What became of a panic: nodes by name. */
export interface PanicOutcome {
  readonly answered: readonly string[];
  /** Those that refused it or did not answer, and why. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
  /** Those that know no panic: pyZOCP, and earlier versions. */
  readonly old: readonly string[];
}

/** What the machine settles a panic with. */
export function readPanic(result: Json): PanicOutcome {
  const said: JsonObject = result instanceof Map ? result : new Map<string, Json>();
  const [answered, failed, old] = ["answered", "failed", "old"].map((name) => said.get(name));
  const why: JsonObject = failed instanceof Map ? failed : new Map<string, Json>();
  return {
    answered: texts(answered),
    failed: [...why].map(([name, reason]) => ({ name, reason: String(reason) })),
    old: texts(old),
  };
}

function texts(json: Json | undefined): readonly string[] {
  return Array.isArray(json) ? json.filter((one) => typeof one === "string") : [];
}
