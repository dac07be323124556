import { readFileSync } from "node:fs";
import { formatJson, type Json, type JsonObject, ProtocolError, parseJson } from "../../index.ts";
import type { PlayerPosition } from "../cues/inputs.ts";
import type { KnownNode } from "../cues/stage.ts";
import { Keeper } from "./keeper.ts";

/** Where a show was when it was played last, and since when, in milliseconds since 1970. */
export interface KeptPosition extends PlayerPosition {
  readonly since: number | undefined;
  /** Counts take-overs. */
  readonly term: number;
}

/** The file that a position is kept in: beside that of the show. */
function positionFile(path: string): string {
  return `${path}.position`;
}

/** Undefined when there is none, or none that can be read: then the show begins at its beginning. */
export function readPosition(path: string): KeptPosition | undefined {
  try {
    return decodePosition(parseJson(readFileSync(positionFile(path), "utf8")));
  } catch (error) {
    // Nothing is lost with it but a place in a list.
    if (error instanceof ProtocolError || (error instanceof Error && "code" in error && error.code === "ENOENT"))
      return undefined;
    throw error;
  }
}

function formatPosition({ active, next, starts, nodes, blackout, since, term }: KeptPosition): string {
  const known = [...nodes].map(([name, { id, heard }]): [string, Json] => [name, [id, heard]]);
  return `${formatJson({ active, next, starts, blackout, since, term, nodes: new Map(known) })}\n`;
}

/** Keeps where a show is, beside its file. */
export class PositionKeeper {
  readonly #keeper: Keeper;
  #kept = "";

  /** `failed` hears of what could not be written, in words for people. */
  constructor(file: string, failed: (reason: string) => void) {
    this.#keeper = new Keeper(positionFile(file), 0, failed);
  }

  /** Where it is from now on. Nothing is kept of a show that has played nothing, and took the place of nobody. */
  keep(position: KeptPosition): void {
    const text = position.starts === 0 && position.term === 0 ? this.#kept : formatPosition(position);
    if (text !== this.#kept) this.#keeper.keep(text);
    this.#kept = text;
  }

  /** Everything is written. */
  settled(): Promise<void> {
    return this.#keeper.settled();
  }
}

function decodePosition(json: Json): KeptPosition | undefined {
  if (!(json instanceof Map)) return undefined;
  const [active, next, since] = [json.get("active"), json.get("next"), json.get("since")];
  const [starts, term] = [json.get("starts"), json.get("term")];
  const nodes = json.get("nodes");
  if (typeof starts !== "number" || !(nodes instanceof Map)) return undefined;
  const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
  const known = [...(nodes as JsonObject)].flatMap(([name, node]): [string, KnownNode][] => {
    const [id, heard] = Array.isArray(node) ? (node as readonly Json[]) : [];
    return typeof id === "string" && typeof heard === "number" ? [[name, { id, heard }]] : [];
  });
  return {
    active: text(active),
    next: text(next),
    starts,
    blackout: json.get("blackout") === true,
    term: typeof term === "number" ? term : 0,
    since: typeof since === "number" ? since : undefined,
    nodes: new Map(known),
  };
}
