import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { fitsName, type Parameter } from "../tree/parameter.ts";
import type { Fades } from "./fades.ts";
import { TAG } from "./timing.ts";

/** Who holds a parameter: a fade waits or runs there, or an overlay lies on top of it. */
export interface Owner {
  readonly kind: "fade" | "overlay";
  /** The name of the node that began it. */
  readonly name: string;
  /** What caused it (`show/1.5#87`); empty when nobody said so. */
  readonly tag: string;
  readonly priority: number;
  /** When that began, in milliseconds of the node's clock; of a `ZocpNode`, since 1970. */
  readonly since: number;
  /** When the node that put an overlay there left; undefined while it is here. */
  readonly gone?: number | undefined;
}

/** As the field `owner` of a description. Moments are told as seconds ago: the clocks of two machines differ. */
export function formatOwner(owner: Owner | undefined, now: number): string {
  if (owner === undefined) return "null";
  const { since, gone, ...who } = owner;
  const ago = { ago: seconds(now - since), ...(gone === undefined ? {} : { gone: seconds(now - gone) }) };
  return formatJson(new Map<string, Json>(Object.entries({ ...who, ...ago })));
}

/** What another node says of its parameter; undefined for nobody, and for what says nothing. */
export function readOwner(told: Json | undefined, now: number): Owner | undefined {
  if (!(told instanceof Map)) return undefined;
  const entry = (name: string): Json | undefined => (told as JsonObject).get(name);
  const [kind, name, tag, priority] = ["kind", "name", "tag", "priority"].map(entry);
  if ((kind !== "fade" && kind !== "overlay") || typeof name !== "string" || typeof tag !== "string") return undefined;
  const since = momentOf(entry("ago"), now);
  if (!fitsName(name) || tag.length > TAG || typeof priority !== "number" || since === undefined) return undefined;
  const gone = momentOf(entry("gone"), now);
  return { kind, name, tag, priority, since, ...(gone === undefined ? {} : { gone }) };
}

/**
 * Who holds a parameter, as whoever asks is told: what moved it last (`self`, `set`, `signal`, `fade`), whose that was, and how many seconds
 * ago; whether it was only the value that a link began with (`greeting`). What lies on top (`overlay`), and the value `below` it. While a fade waits or runs, also its tag, its priority, its target and how many seconds are left (null: paused).
 */
export function describeOwner(parameter: Parameter, fades: Fades, now: number): Json {
  const owner = new Map<string, Json>();
  const fade = fades.running.get(parameter.path);
  const cover = fades.overlays.ownerOf(parameter.path);
  if (cover !== undefined)
    owner.set("overlay", describeCover(cover, now)).set("below", fades.overlays.baseOf(parameter));
  if (fade !== undefined) {
    const left = fade.left(now);
    owner.set("by", "fade").set("name", fade.starter.who.name).set("tag", fade.timing.tag);
    owner.set("priority", fade.timing.priority).set("target", fade.target);
    owner.set("left", Number.isFinite(left) ? seconds(left) : null);
    return owner;
  }
  const ago = now - parameter.handAt;
  owner.set("by", parameter.hand).set("name", parameter.handName);
  if (parameter.handGreets) owner.set("greeting", true);
  return owner.set("ago", Number.isFinite(ago) ? seconds(ago) : null);
}

/** Whether two say the same; when it was told does not matter. */
export function sameOwner(a: Owner | undefined, b: Owner | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const same = a.kind === b.kind && a.name === b.name && a.tag === b.tag && a.priority === b.priority;
  return same && Math.abs(a.since - b.since) < CLOSE && (a.gone === undefined) === (b.gone === undefined);
}

function describeCover({ tag, name, priority, gone }: Owner, now: number): Json {
  const cover = new Map<string, Json>(Object.entries({ tag, name, priority }));
  return gone === undefined ? cover : cover.set("gone", seconds(now - gone));
}

function momentOf(ago: Json | undefined, now: number): number | undefined {
  return typeof ago === "number" && ago >= 0 && ago < LONG_AGO ? now - ago * 1000 : undefined;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

/** Milliseconds by which a moment differs that was told twice: messages take their time. */
const CLOSE = 1000;
/** Seconds: a hundred years. */
const LONG_AGO = 3.2e9;
