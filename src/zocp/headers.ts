/** The headers of a node of ours: that it speaks ZOCP, and which extensions it understands. */
export const OWN_HEADERS: ReadonlyMap<string, string> = new Map([
  ["X-ZOCP", "1"],
  ["X-ZOCP-EXTENSIONS", "call refuse remove"],
]);

export function speaksZocp(headers: ReadonlyMap<string, string>): boolean {
  return headers.has("X-ZOCP");
}

/** Whether a peer understands what the reference does not. Everything else must be spared the extensions: it would end. */
export function speaksExtensions(headers: ReadonlyMap<string, string>): boolean {
  return headers.has("X-ZOCP-EXTENSIONS");
}

/** How a peer counts its messages: the reference rides on pyre, which starts again after 65534. */
export function sequenceWrap(headers: ReadonlyMap<string, string>): 65535 | 65536 {
  return speaksZocp(headers) && !speaksExtensions(headers) ? 65535 : 65536;
}
