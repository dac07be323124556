import { hint } from "../../arguments/suggest.ts";
import type { Json, Registration } from "../../index.ts";
import { CapturePattern } from "./capture-pattern.ts";
import type { BridgeDescription } from "./description.ts";
import type { Dialect } from "./machine/mappings.ts";
import { emptyOf } from "./machine/mappings.ts";
import type { ImportRule } from "./machine/rules.ts";

/** Addresses of what says itself which parameters it has: they are the names of these. */
export const CONTROLS: Dialect = { escape: (name) => name, nameOf: () => undefined, controls: [0, 1] };

/** A parameter that a bridge has by itself. */
export function control(
  name: string,
  typeHint: string,
  about: Partial<Omit<Registration, "typeHint">> = {},
): ImportRule {
  const value: Json = emptyOf({ typeHint });
  return { from: new CapturePattern(name), as: name, registration: { value, ...about, typeHint } };
}

/** A parameter that only tells. */
export function told(name: string, typeHint: string, about: Partial<Omit<Registration, "typeHint">> = {}): ImportRule {
  return control(name, typeHint, { access: "re", ...about });
}

/** Throws `DescriptionError` where the file exports to a parameter that can take nothing, or that there is not. */
export function checkExports({ rules, own }: BridgeDescription): void {
  const known = rules.imports.filter(({ registration }) => registration.access !== "re").map(({ from }) => from.text);
  for (const { of, to } of rules.exports) {
    if (to.includes("{") || known.includes(to)) continue;
    throw own.fields("export").wrong(of.text, `${JSON.stringify(to)} takes no values${hint(to, known, "there are")}`);
  }
}

/** Names that the file gives to what becomes an object with parameters. Returns why one cannot be. */
export function nameFault(name: string): string | undefined {
  return /^[\p{L}\p{N}_-]{1,60}$/u.test(name)
    ? undefined
    : "a name has 1 to 60 letters, digits, signs - and _, and nothing else";
}
