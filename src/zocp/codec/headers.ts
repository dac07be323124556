/** The group that every ZOCP node is in. */
export const ZOCP_GROUP = "ZOCP";

/** The ZRE headers that every node of this implementation announces. The second is harmless to pyZOCP, which never looks at it. */
export const OWN_HEADERS: ReadonlyMap<string, string> = new Map([
  ["X-ZOCP", "1"],
  ["X-ZOCP-EXTENSIONS", "call refuse remove pace origin links fade priority clock map term"],
]);

/** Those of a node that takes the frames of a whisper as messages. A page behind a gateway hears texts, one by one. */
export const PACKING_HEADERS: ReadonlyMap<string, string> = new Map([
  ...OWN_HEADERS,
  ["X-ZOCP-EXTENSIONS", "call refuse remove pace origin links fade priority clock map term pack"],
]);

/** Whether a peer with these headers is a ZOCP node. */
export function speaksZocp(headers: ReadonlyMap<string, string>): boolean {
  return headers.has("X-ZOCP");
}

/** Whether a peer answers calls, says why it refuses, and removes parameters: verbs that end a pyZOCP node must not go elsewhere. */
export function speaksExtensions(headers: ReadonlyMap<string, string>): boolean {
  return speaksZocp(headers) && headers.has("X-ZOCP-EXTENSIONS");
}

/** Whether a peer understands how a receiver wants its values: the fifth element of a SUB, which ends others. */
export function speaksPace(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "pace");
}

/** Whether a peer understands where a value on a ring comes from: the third element of a SIG, which ends others. */
export function speaksOrigin(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "origin");
}

/** Whether a peer keeps records of links, and takes those of others. */
export function speaksLinks(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "links");
}

/** Whether a peer runs fades of its parameters: values with a time, which others would take at once. */
export function speaksFades(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "fade");
}

/** Whether a peer knows the priority of links, and links that are muted: others would let all of their values through. */
export function speaksPriority(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "priority");
}

/** Whether a peer shares a clock with others, and knows values that begin at a moment of it. */
export function speaksClock(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "clock");
}

/** Whether a peer maps the values of links: others would let them through as they are. */
export function speaksMaps(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "map");
}

/** Whether a peer tells shows of one name apart by their terms: others would take what one sends that was replaced. */
export function speaksTerms(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "term");
}

/** Whether a peer takes several messages as the frames of one whisper: others ignore all but the first. */
export function speaksPacks(headers: ReadonlyMap<string, string>): boolean {
  return says(headers, "pack");
}

/** Whether a peer answers a PING of ZMTP with the same loop that runs its program: one that does not answer is not well. */
export function answersPromptly(headers: ReadonlyMap<string, string>): boolean {
  return speaksExtensions(headers);
}

/** After how many messages this peer's ZRE counter begins again: pyre, on which pyZOCP rides, counts modulo 65535. */
export function sequenceWrap(headers: ReadonlyMap<string, string>): 65535 | 65536 {
  return speaksZocp(headers) && !speaksExtensions(headers) ? 65535 : 65536;
}

function says(headers: ReadonlyMap<string, string>, word: string): boolean {
  return speaksZocp(headers) && headers.get("X-ZOCP-EXTENSIONS")?.split(" ").includes(word) === true;
}
