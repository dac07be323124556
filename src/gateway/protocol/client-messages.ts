import type { Json } from "../../bytes/json.ts";
import { ProtocolError } from "../../errors.ts";
import { type Ack, type Batch, decodeNumbered } from "./batch.ts";
import { LONGEST_TEXT, MAX_RECORDS } from "./constants.ts";
import { Fields, unknownKind } from "./fields.ts";

/** What a page says to the gateway. */
export type ClientMessage = Join | Batch<ClientRecord> | Ack;

/** The first message on every connection. */
export interface Join {
  readonly type: "join";
  /** Chosen by the page at random and kept while it lives; the id of its node is made of it, so nobody else can have that id. */
  readonly secret: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The number of the last batch that arrived; undefined for a page that begins anew. */
  readonly received: number | undefined;
}

export type ClientRecord =
  /** A text for one peer. */
  | { readonly type: "whisper"; readonly peer: string; readonly text: string }
  /** The emitters of this peer whose values are happenings: none of them may be replaced by a newer one. */
  | { readonly type: "happenings"; readonly peer: string; readonly emitters: readonly string[] };

export function encodeJoin({ secret, name, headers, received }: Omit<Join, "type">): string {
  return JSON.stringify([
    "join",
    secret,
    name,
    Object.fromEntries(headers),
    ...(received === undefined ? [] : [received]),
  ]);
}

export function encodeWhisper(peer: string, text: string): string {
  return JSON.stringify(["whisper", peer, text]);
}

export function encodeHappenings(peer: string, emitters: readonly string[]): string {
  return JSON.stringify(["happenings", peer, emitters]);
}

/** Throws `ProtocolError` for whatever a page should not have sent. */
export function decodeClientMessage(text: string): ClientMessage {
  const { kind, fields } = Fields.parse(text);
  const numbered = decodeNumbered(kind, fields, decodeRecord);
  if (numbered?.type === "batch" && numbered.records.length > MAX_RECORDS)
    throw new ProtocolError(
      "limit-exceeded",
      `a batch has ${numbered.records.length} records; the limit is ${MAX_RECORDS}`,
    );
  if (numbered !== undefined) return numbered;
  if (kind !== "join") throw unknownKind(kind);
  const secret = fields.secret();
  const name = fields.text();
  const headers = fields.texts();
  const received = fields.done ? undefined : fields.count();
  fields.end();
  return { type: "join", secret, name, headers, received };
}

function decodeRecord(json: Json): ClientRecord {
  const { kind, fields } = Fields.of(json);
  const record = decodeKnown(kind, fields);
  fields.end();
  return record;
}

function decodeKnown(kind: string, fields: Fields): ClientRecord {
  if (kind === "whisper") return { type: kind, peer: fields.id(), text: whispered(fields.text()) };
  if (kind === "happenings") return { type: kind, peer: fields.id(), emitters: fields.names() };
  throw unknownKind(kind);
}

function whispered(text: string): string {
  if (text.length <= LONGEST_TEXT.fromPage) return text;
  const what = `a page whispers ${text.length} characters; the limit is ${LONGEST_TEXT.fromPage}`;
  throw new ProtocolError("limit-exceeded", what);
}
