import type { Json } from "../../bytes/json.ts";
import type { Fields } from "./fields.ts";

/** What both sides send once a page has joined: records with a number, and up to which number the other side's have arrived. */
export interface Batch<Record> {
  readonly type: "batch";
  /** 1, 2, 3, … */
  readonly number: number;
  /** Everything up to this number has arrived; 0 for nothing yet. */
  readonly received: number;
  readonly records: readonly Record[];
}

/** Says what has arrived when there is nothing else to say. Repeated while all is silent, as a sign of life. */
export interface Ack {
  readonly type: "ack";
  readonly received: number;
}

/** `records` are JSON already: each is encoded once, also when it is sent again. */
export function encodeBatch({ number, records }: { number: number; records: string }, received: number): string {
  return `["batch",${number},${received},[${records}]]`;
}

export function encodeAck(received: number): string {
  return `["ack",${received}]`;
}

/** Reads the fields of a batch or an ack; undefined when it is another kind of message. Throws `ProtocolError`. */
export function decodeNumbered<Record>(
  kind: string,
  fields: Fields,
  decodeRecord: (json: Json) => Record,
): Batch<Record> | Ack | undefined {
  if (kind === "ack") {
    const received = fields.count();
    fields.end();
    return { type: "ack", received };
  }
  if (kind !== "batch") return undefined;
  const number = fields.number();
  const received = fields.count();
  const records = fields.list().map(decodeRecord);
  fields.end();
  return { type: "batch", number, received, records };
}
