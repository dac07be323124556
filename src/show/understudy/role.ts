import type { Json, JsonObject } from "../../index.ts";

/**
 * What a node says of itself as a show, or as its understudy: its metadata `_role`. Between shows of one name it decides who goes on.
 */
export interface Role {
  /** The name of the show. */
  readonly of: string;
  /** The show plays; an understudy follows it. */
  readonly plays: boolean;
  /** Counts take-overs: owners of parameters refuse what is sent with a lower one. From 0 to 2^40. */
  readonly term: number;
  /** How often people pressed it since it plays. */
  readonly presses: number;
  /** Since when it is what it is, in milliseconds since 1970. */
  readonly since: number;
  /** An understudy takes over by itself. */
  readonly auto: boolean;
  /** Whose place it took, by id, and how often that one had been pressed then. */
  readonly over?: { readonly id: string; readonly presses: number } | undefined;
  /** The term that a person gave it: that counts before everything else, as long as nobody has a higher term. */
  readonly claim?: number | undefined;
}

/** A role, and the id of the node that has it. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
}

/**
 * Which of two shows of one name goes on: below 0 the first, above 0 the second, 0 when people played both, so that nobody but people can
 * say. Both come to the same answer: a person's word, who was played since their ways parted, the higher term, the older, the lower id.
 */
export function compareActors(a: Actor, b: Actor): number {
  const claims = claimOver(b, a) - claimOver(a, b);
  if (claims !== 0) return claims;
  const [pressed, other] = [isPlayedSince(a, b), isPlayedSince(b, a)];
  if (pressed && other) return 0;
  if (pressed !== other) return pressed ? -1 : 1;
  return b.role.term - a.role.term || a.role.since - b.role.since || (a.id < b.id ? -1 : 1);
}

export function formatRole({ over, claim, ...role }: Role): JsonObject {
  const more: [string, Json][] = [];
  if (over !== undefined) more.push(["over", [over.id, over.presses]]);
  if (claim !== undefined) more.push(["claim", claim]);
  return new Map<string, Json>([...Object.entries(role), ...more]);
}

/** Undefined for anything else. */
export function readRole(json: Json | undefined): Role | undefined {
  if (!(json instanceof Map)) return undefined;
  const entry = (name: string): Json | undefined => (json as JsonObject).get(name);
  const [of, plays, auto] = [entry("of"), entry("plays"), entry("auto")];
  const [term, presses, since] = [entry("term"), entry("presses"), entry("since")];
  if (typeof of !== "string" || of === "" || typeof plays !== "boolean" || typeof auto !== "boolean") return undefined;
  if (!isCount(term) || !isCount(presses) || typeof since !== "number") return undefined;
  const claim = entry("claim");
  if (claim !== undefined && !isCount(claim)) return undefined;
  return { of, plays, auto, term, presses, since, over: readOver(entry("over")), claim };
}

/** Once a term is higher, somebody has taken over since: an older word counts no more. */
function claimOver({ role: { claim = -1 } }: Actor, { role: { term } }: Actor): number {
  return claim >= term ? claim : -1;
}

function isPlayedSince({ id, role }: Actor, { role: { over } }: Actor): boolean {
  return role.presses > (over?.id === id ? over.presses : 0);
}

function readOver(json: Json | undefined): Role["over"] {
  const [id, presses] = Array.isArray(json) ? (json as readonly Json[]) : [];
  return typeof id === "string" && isCount(presses) ? { id, presses } : undefined;
}

function isCount(json: Json | undefined): json is number {
  return typeof json === "number" && Number.isInteger(json) && json >= 0 && json <= HIGHEST_TERM;
}

/** Only the node itself says it: no SET changes it. */
export const ROLE = "_role";
export const HIGHEST_TERM = 2 ** 40;
/** No take-over makes a term that is so far above another one: owners do not let it grow by more, either. */
export const LEAP = 2 ** 16;
