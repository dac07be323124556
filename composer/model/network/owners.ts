import type { Owner } from "../../../src/index.ts";

/** Who holds a parameter, in words: what a hand sets there is not what it has, or not for long. Empty for nobody. */
export function describeOwner(owner: Owner | undefined): string {
  if (owner === undefined) return "";
  const { kind, name, tag, gone } = owner;
  const who = `${tag === "" ? name : `${tag} of ${name}`}${gone === undefined ? "" : ", which left"}`;
  return kind === "fade" ? `fades: ${who}` : `covered by ${who}: what is set lies below`;
}
