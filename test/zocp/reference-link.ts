import type { Json } from "../../src/bytes/json.ts";
import { iterate, writePython } from "./python-values.ts";
import { die } from "./reference-death.ts";

/** A link in the reference's words: an emitter (null: all) of one node, a receiver (null: none) of another. */
export interface ReferenceLink {
  readonly emit: string;
  readonly emitter: string | null;
  readonly recv: string;
  readonly receiver: string | null;
}

/** The data of SUB and UNSUB. */
export function readLink(data: Json): ReferenceLink {
  const [emit = null, emitter = null, recv = null, receiver = null] = unpack(data, 4);
  return { emit: readUuid(emit), emitter: readName(emitter), recv: readUuid(recv), receiver: readName(receiver) };
}

/** Python's `a, b = data`. */
export function unpack(data: Json, count: number): readonly Json[] {
  const items = iterate(data);
  return items?.length === count ? items : die("Q4", `expected ${count} values, got ${writePython(data)}`);
}

/** What uuid.UUID() takes: dashes, braces, a URN, upper case. */
function readUuid(value: Json): string {
  const digits = String(value).replace(/urn:|uuid:|^[{}]+|[{}]+$|-/g, "");
  return /^[0-9a-f]{32}$/i.test(digits) ? digits.toLowerCase() : die("Q4", `badly formed UUID ${writePython(value)}`);
}

/** A name or None. Numbers would pass in Python, but are the name of nothing. */
export function readName(value: Json): string | null {
  return value === null || typeof value === "string" ? value : die("Q4", `${writePython(value)} is no name`);
}
