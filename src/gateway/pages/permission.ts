import type { Json, JsonObject } from "../../index.ts";
import type { Rights } from "../protocol/rights.ts";

/** Who sends something to whom, and what it may do. */
export interface Sent {
  readonly rights: Exclude<Rights, "all">;
  /** The ids of the node to which it goes, and of the page's. */
  readonly peer: string;
  readonly self: string;
  /** The names with an underscore in front that are parameters of that node. */
  readonly described?: ReadonlySet<string> | undefined;
}

/**
 * Why a page that may not do everything may not send this message to this peer; undefined when it may. Who only looks may ask, answer, listen to
 * emitters without driving anything, and say what it is as long as it has no parameters: a parameter could drive others. Who performs may also set
 * values and play cues. All verbs of a message have to be allowed.
 */
export function refusalOf(message: Json | undefined, { rights, peer, self, described }: Sent): string | undefined {
  if (!(message instanceof Map)) return "it is no ZOCP message";
  for (const [verb, content] of message as ReadonlyMap<string, Json>) {
    if (isHarmless(verb, content, peer, self) || (rights === "perform" && isPlayed(verb, content, described))) continue;
    const may = rights === "perform" ? "set values and play cues" : "only look";
    return `this page may ${may}: ${verb.slice(0, 20)} ${rights === "perform" ? "does more" : "changes something"}`;
  }
  return undefined;
}

/** Whether a method may be called with these rights: one who performs plays cues, and asks. */
export function mayCall(method: string, rights: Rights): boolean {
  return rights === "all" || HARMLESS_CALLS.has(method) || (rights === "perform" && PLAYING_CALLS.has(method));
}

/** A SET of nothing but values, at once; or a call that plays a cue, by no show. */
function isPlayed(verb: string, content: Json, described: ReadonlySet<string> = NONE): boolean {
  if (verb === "CALL") return Array.isArray(content) && content.length <= 3 && PLAYING_CALLS.has(content[0] ?? null);
  if (verb !== "SET" || !(content instanceof Map)) return false;
  return [...content].every(([name, entry]) => {
    if (name === "objects") return areObjects(entry);
    // Else it is metadata: where a node stands, what it says of itself.
    return isValue(entry) && (!name.startsWith("_") || described.has(name));
  });
}

/** Parameters of objects, by these: a node takes whatever stands under this name for that. */
function areObjects(entry: Json): boolean {
  return isMap(entry) && [...entry.values()].every((fields) => isMap(fields) && [...fields.values()].every(isValue));
}

function isValue(entry: Json): boolean {
  return isMap(entry) && entry.size === 1 && entry.has("value");
}

function isMap(json: Json): json is JsonObject {
  return json instanceof Map;
}

function isHarmless(verb: string, content: Json, peer: string, self: string): boolean {
  if (verb === "GET" || verb === "REP") return true;
  if (verb === "CALL") return Array.isArray(content) && HARMLESS_CALLS.has(content[0] ?? null);
  if (verb === "MOD") return content instanceof Map && [...content].every(isMetadata);
  if (verb !== "SUB" && verb !== "UNSUB") return false;
  const [emitterNode, , sensorNode, sensor, ...more] = Array.isArray(content) ? content : [];
  // The fifth says how the page wants the values.
  return emitterNode === peer && sensorNode === self && sensor === null && more.length <= 1;
}

/** A parameter is described by an object, whatever its name. */
function isMetadata([name, value]: readonly [string, Json]): boolean {
  return name.startsWith("_") && !(value instanceof Map);
}

/**
 * Ask which version a node runs, which links a node keeps, how they fare, who holds its parameters, what time it has, what a show is, and which operators there are;
 * tell other pages who is in front of this one, and ask them what people did and where nodes belong.
 */
const HARMLESS_CALLS: ReadonlySet<Json> = new Set([
  ...["zocp.about", "zocp.links", "zocp.wires", "zocp.owners", "zocp.clock"],
  ...["show.state", "show.file", "show.scenes", "show.dashboards", "show.canvas", "show.places", "show.sheet"],
  ...["show.preflight", "show.preview"],
  ...["operators.list", "operators.kinds", "composer.here", "composer.acts", "composer.places"],
]);

/** What the tiles of a dashboard call; and what a person did is told to other pages. */
const PLAYING_CALLS: ReadonlySet<Json> = new Set(["show.go", "show.goto", "composer.acted"]);
const NONE: ReadonlySet<string> = new Set();
