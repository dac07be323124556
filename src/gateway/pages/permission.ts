import type { Json } from "../../index.ts";

/**
 * Why a page that may only look may not send this message to this peer; undefined when it may. It may ask, answer, listen to
 * emitters without driving anything, and say what it is as long as it has no parameters: a parameter could drive others.
 */
export function refusalOf(message: Json | undefined, peer: string, self: string): string | undefined {
  if (!(message instanceof Map)) return "it is no ZOCP message";
  for (const [verb, content] of message as ReadonlyMap<string, Json>) {
    if (!isHarmless(verb, content, peer, self))
      return `this page may only look: ${verb.slice(0, 20)} changes something`;
  }
  return undefined;
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
