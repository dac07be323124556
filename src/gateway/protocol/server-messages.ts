import type { Json } from "../../bytes/json.ts";
import { type Ack, type Batch, decodeNumbered } from "./batch.ts";
import { Fields, unknownKind } from "./fields.ts";
import { RIGHTS, type Rights } from "./rights.ts";

/** What the gateway says to a page. */
export type ServerMessage = Welcome | Batch<ServerRecord> | Ack;

/** Answers a join: who the page is on the network. */
export interface Welcome {
  readonly type: "welcome";
  readonly id: string;
  readonly name: string;
  /** What of all that this page sends the gateway passes on. */
  readonly rights: Rights;
  /** The page goes on where it was; otherwise everything begins anew. */
  readonly resumed: boolean;
  /** The last batch of the page that arrived. */
  readonly received: number;
  /** For how many milliseconds a page that lost its connection stays the same node. */
  readonly linger: number;
}

export type ServerRecord =
  | {
      readonly type: "enter";
      readonly peer: string;
      readonly name: string;
      readonly headers: ReadonlyMap<string, string>;
    }
  | { readonly type: "exit"; readonly peer: string; readonly reason: string }
  | { readonly type: "message"; readonly peer: string; readonly text: string }
  /** The peer takes no more for the moment; `drain` follows. */
  | { readonly type: "slow" | "drain"; readonly peer: string }
  /** The peer did not answer for a moment; `recovered` follows when it is heard again. */
  | { readonly type: "suspected" | "recovered"; readonly peer: string }
  /** How many values of this emitter were replaced by newer ones on their way to the page, since the page has joined. */
  | { readonly type: "replaced"; readonly peer: string; readonly emitter: string; readonly count: number }
  /** A whisper was not passed on. */
  | { readonly type: "refused"; readonly peer: string; readonly reason: string }
  /** The network is in trouble; it is tried again. The code is one of `NetworkError`. */
  | { readonly type: "failed"; readonly code: string; readonly reason: string };

export function encodeWelcome({ id, name, rights, resumed, received, linger }: Omit<Welcome, "type">): string {
  return JSON.stringify(["welcome", id, name, rights, resumed, received, linger]);
}

export function encodeServerRecord(record: ServerRecord): string {
  return JSON.stringify([record.type, ...fieldsOf(record)]);
}

/** Throws `ProtocolError` for what is no message of a gateway. */
export function decodeServerMessage(text: string): ServerMessage {
  const { kind, fields } = Fields.parse(text);
  const numbered = decodeNumbered(kind, fields, decodeRecord);
  if (numbered !== undefined) return numbered;
  if (kind !== "welcome") throw unknownKind(kind);
  const [id, name, rights, resumed] = [fields.id(), fields.text(), fields.one(RIGHTS), fields.flag()] as const;
  const [received, linger] = [fields.count(), fields.count()] as const;
  fields.end();
  return { type: "welcome", id, name, rights, resumed, received, linger };
}

function fieldsOf(record: ServerRecord): readonly unknown[] {
  switch (record.type) {
    case "enter":
      return [record.peer, record.name, Object.fromEntries(record.headers)];
    case "message":
      return [record.peer, record.text];
    case "exit":
    case "refused":
      return [record.peer, record.reason];
    case "slow":
    case "drain":
    case "suspected":
    case "recovered":
      return [record.peer];
    case "replaced":
      return [record.peer, record.emitter, record.count];
    case "failed":
      return [record.code, record.reason];
  }
}

function decodeRecord(json: Json): ServerRecord {
  const { kind, fields } = Fields.of(json);
  const record = decodeKnown(kind, fields);
  fields.end();
  return record;
}

function decodeKnown(kind: string, fields: Fields): ServerRecord {
  switch (kind) {
    case "enter":
      return { type: kind, peer: fields.id(), name: fields.text(), headers: fields.texts() };
    case "message":
      return { type: kind, peer: fields.id(), text: fields.text() };
    case "exit":
    case "refused":
      return { type: kind, peer: fields.id(), reason: fields.text() };
    case "slow":
    case "drain":
    case "suspected":
    case "recovered":
      return { type: kind, peer: fields.id() };
    case "replaced":
      return { type: kind, peer: fields.id(), emitter: fields.text(), count: fields.count() };
    case "failed":
      return { type: kind, code: fields.text(), reason: fields.text() };
    default:
      throw unknownKind(kind);
  }
}
