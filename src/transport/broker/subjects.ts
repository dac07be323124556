import { decodeText, encodeText } from "../../bytes/text.ts";
import { ProtocolError } from "../../errors.ts";

/**
 * A name as one segment of a subject or a topic: whatever has a meaning to a broker there is escaped as `%XX`, each octet of its
 * UTF-8. Names of nodes have at most 255 octets, so a segment has at most 765.
 */
export const encodeSegment = remembered((name: string): string => {
  return name.replace(/[^A-Za-z0-9_-]+/g, (odd) => {
    let escaped = "";
    for (const octet of encodeText(odd)) escaped += `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
    return escaped;
  });
});

/** The name that a segment stands for. Throws `ProtocolError` for what {@link encodeSegment} does not write. */
export const decodeSegment = remembered((segment: string): string => {
  const octets: number[] = [];
  for (const [part, hex] of segment.matchAll(/%([0-9A-F]{2})|[^%]/g))
    octets.push(hex === undefined ? part.charCodeAt(0) : Number.parseInt(hex, 16));
  const name = decodeText(Uint8Array.from(octets));
  if (encodeSegment(name) !== segment) throw new ProtocolError("bad-message", `the segment ${segment} is no name`);
  return name;
});

/** There are few owners and many messages: a thousand results are kept. */
function remembered(translate: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let result = known.get(text);
    if (result !== undefined) return result;
    result = translate(text);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, result);
    return result;
  };
}

const MOST_KNOWN = 1000;
