import type { Json } from "../../src/bytes/json.ts";
import { iterate, writePython } from "./python-values.ts";
import { die } from "./reference-death.ts";

/**
 * A link in the reference's words: an emitter (null: all) of one node, a receiver (null: none) of another. From the network
 * both may be anything that JSON can say.
 */
export interface ReferenceLink {
  readonly emit: string;
  readonly emitter: Json;
  readonly recv: string;
  readonly receiver: Json;
}

/** The data of SUB and UNSUB. */
export function readLink(data: Json): ReferenceLink {
  const [emitNode = null, emitter = null, recvNode = null, receiver = null] = unpack(data, 4);
  const recv = readUuid(recvNode);
  return { emit: readUuid(emitNode), emitter, recv, receiver };
}

/** Python's `a, b = data`. */
export function unpack(data: Json, count: number): readonly Json[] {
  const items = iterate(data) ?? die("Q4", "TypeError", `cannot unpack ${writePython(data)}`);
  return items.length === count ? items : die("Q4", "ValueError", `expected ${count} values, got ${writePython(data)}`);
}

/** What uuid.UUID() takes: dashes, braces, a URN, upper case, and what else int() takes for 32 characters. */
function readUuid(value: Json): string {
  if (value === null) return die("Q4", "TypeError", "no UUID");
  if (typeof value !== "string") return die("Q4", "AttributeError", `${writePython(value)} has no attribute 'replace'`);
  const digits = value
    .replaceAll("urn:", "")
    .replaceAll("uuid:", "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  const [, hex] = HEXADECIMAL.exec(digits) ?? [];
  if ([...digits].length !== 32 || hex === undefined) return die("Q4", "ValueError", `badly formed UUID ${value}`);
  return hex.replaceAll("_", "").toLowerCase().padStart(32, "0");
}

/** Python's int(text, 16): space around it, a sign, 0x, and single underscores between the digits. */
const HEXADECIMAL = /^\s*\+?(?:0[xX]_?)?([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)\s*$/;
