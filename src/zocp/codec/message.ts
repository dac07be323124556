import { type Json, type JsonObject, parseJson } from "../../bytes/json.ts";
import { formatJson, formatStart, formatString } from "../../bytes/json-format.ts";
import { ProtocolError } from "../../errors.ts";
import { decodeSampling, encodeSampling, type Sampling } from "./sampling.ts";
import { parseUuid } from "./uuid.ts";
import { formatValueVersion, readValueVersion, type ValueVersion } from "./value-version.ts";

/** A link as SUB and UNSUB name it: an emitter (null: all) of one node, a sensor (null: none) of another. */
export interface Subscription {
  readonly emitterNode: string;
  readonly emitter: string | null;
  readonly sensorNode: string;
  readonly sensor: string | null;
  /** How the sensor's node wants the values; undefined: as they come, or as before. */
  readonly sampling?: Sampling | undefined;
}

/** One verb of a ZOCP message. `malformed`: the verb or its data is not what ZOCP knows; it has no effect. */
export type ZocpMessage =
  /** `names` undefined asks for everything. */
  | { readonly verb: "GET"; readonly names: readonly string[] | undefined }
  | { readonly verb: "SET" | "MOD"; readonly tree: JsonObject }
  | ({ readonly verb: "SUB" | "UNSUB" } & Subscription)
  /** `version` only from nodes of ours, of a value on a ring. */
  | { readonly verb: "SIG"; readonly emitter: string; readonly value: Json; readonly version?: ValueVersion }
  /** `id` is there when the caller can receive an answer. */
  | {
      readonly verb: "CALL";
      readonly method: string;
      readonly args: readonly Json[];
      readonly id: string | undefined;
      /** Of a show: its name and its term, as they were said. */
      readonly sender?: JsonObject | undefined;
    }
  | { readonly verb: "REP"; readonly about: string; readonly detail: JsonObject }
  | { readonly verb: "malformed"; readonly reason: string };

/** All verbs of one message, in order. Throws `ProtocolError` when the text is no JSON object. */
export function decodeMessages(text: string): readonly ZocpMessage[] {
  const signal = text.startsWith(SIG_START) ? decodeBareSig(text) : undefined;
  if (signal !== undefined) return [signal];
  const json = parseJson(text);
  if (!(json instanceof Map))
    throw new ProtocolError("bad-message", `a message is ${formatStart(json, 40).slice(0, 40)}, not an object`);
  const messages: ZocpMessage[] = [];
  for (const [verb, content] of json) messages.push(decodeVerb(verb, content));
  return messages;
}

export function encodeGet(): string {
  return '{"GET": null}';
}

/** `tree` is JSON already. */
export function encodeMod(tree: string): string {
  return `{"MOD": ${tree}}`;
}

export function encodeSet(tree: string): string {
  return `{"SET": ${tree}}`;
}

/** `quoted` and `value` are JSON already: a signal is encoded often, its name never changes. */
export function encodeSig(quoted: string, value: string, version?: ValueVersion): string {
  return `{"SIG": [${quoted}, ${value}${version === undefined ? "" : `, ${formatValueVersion(version)}`}]}`;
}

export function encodeSub(verb: "SUB" | "UNSUB", { emitterNode, emitter, sensorNode, sensor }: Subscription): string {
  return `{"${verb}": ["${emitterNode}", ${formatJson(emitter)}, "${sensorNode}", ${formatJson(sensor)}]}`;
}

/** A SUB as this peer may be sent it: a peer that does not announce the word `pace` is sent no sampling. */
export function encodeSubTo(to: { readonly pace: boolean } | undefined, subscription: Subscription): string {
  const text = encodeSub("SUB", subscription);
  const { sampling } = subscription;
  return to?.pace !== true || sampling === undefined ? text : `${text.slice(0, -2)}, ${encodeSampling(sampling)}]}`;
}

/** Without an id it is the call that the reference knows (and ignores). */
export function encodeCall(method: string, args: readonly Json[], id: string | undefined, sender?: JsonObject): string {
  const more = sender !== undefined ? [id ?? null, sender] : id === undefined ? [] : [id];
  return `{"CALL": ${formatJson([method, args, ...more])}}`;
}

/** Answers a GET or a SET of a node of ours: first the values, then what the answer is about and what became of it. */
export function encodeAnswer(tree: string, about: string, detail: string): string {
  return `{"MOD": ${tree}, "REP": [${formatString(about)}, ${detail}]}`;
}

/** Puts what is said of a parameter where it belongs in a tree: under its name, or under its object. */
export function nest(
  { object, name }: { readonly object: string | undefined; readonly name: string },
  text: string,
): string {
  const entry = `{${formatString(name)}: ${text}}`;
  return object === undefined ? entry : `{"objects": {${formatString(object)}: ${entry}}}`;
}

/** The same for several at once: one tree. */
export function nestAll(
  parts: readonly { readonly object: string | undefined; readonly name: string; readonly text: string }[],
): string {
  const entries: string[] = [];
  const objects = new Map<string, string[]>();
  for (const { object, name, text } of parts) {
    const entry = `${formatString(name)}: ${text}`;
    if (object === undefined) entries.push(entry);
    else objects.set(object, [...(objects.get(object) ?? []), entry]);
  }
  const grouped = [...objects].map(([object, fields]) => `${formatString(object)}: {${fields.join(", ")}}`);
  if (grouped.length > 0) entries.push(`"objects": {${grouped.join(", ")}}`);
  return `{${entries.join(", ")}}`;
}

export function encodeRep(about: string, detail: string): string {
  return `{"REP": [${formatString(about)}, ${detail}]}`;
}

/** A link as {@link decodeLink} reads it. */
export function encodeLink({ emitterNode, emitter, sensorNode, sensor }: Subscription): Json {
  return [emitterNode, emitter, sensorNode, sensor];
}

/** The link that an answer is about; undefined when it names none. */
export function decodeLink(json: Json | undefined): Subscription | undefined {
  const message = Array.isArray(json) && json.length === 4 ? decodeSub("UNSUB", json) : undefined;
  return message?.verb === "UNSUB" ? message : undefined;
}

/** One verb and what it is about. */
export function decodeVerb(verb: string, content: Json): ZocpMessage {
  switch (verb) {
    case "SIG":
      return decodeSig(content);
    case "GET":
      return { verb, names: decodeNames(content) };
    case "SET":
    case "MOD":
      return content instanceof Map ? { verb, tree: content } : malformed(verb, content);
    case "SUB":
    case "UNSUB":
      return decodeSub(verb, content);
    case "CALL":
      return decodeCall(content);
    case "REP":
      return decodeRep(content);
    default:
      return { verb: "malformed", reason: `there is no verb ${formatString(verb.slice(0, 40))}` };
  }
}

/** Nearly all messages are signals: their list is read without the object around it. */
function decodeBareSig(text: string): ZocpMessage | undefined {
  if (!text.endsWith("]}")) return undefined;
  return decodeNumberSig(text) ?? decodeListSig(text);
}

/** And nearly all values are numbers. */
function decodeNumberSig(text: string): ZocpMessage | undefined {
  const quote = text.indexOf('"', NAME_START);
  if (text[SIG_START.length] !== '"' || !text.startsWith(", ", quote + 1)) return undefined;
  const number = text.slice(quote + 3, -2);
  if (!PLAIN_NUMBER.test(number)) return undefined;
  const emitter = text.slice(NAME_START, quote);
  return emitter.includes("\\") ? undefined : { verb: "SIG", emitter, value: Number(number) };
}

function decodeListSig(text: string): ZocpMessage | undefined {
  try {
    return decodeSig(parseJson(text.slice(SIG_START.length - 1, -1)));
  } catch {
    // More verbs follow, or it is no JSON: the whole text tells.
    return undefined;
  }
}

function decodeSig(content: Json): ZocpMessage {
  if (!Array.isArray(content) || typeof content[0] !== "string") return malformed("SIG", content);
  const [emitter, value = null, third] = content;
  if (content.length === 2) return { verb: "SIG", emitter, value };
  const version = readValueVersion(third);
  return content.length === 3 && version !== undefined
    ? { verb: "SIG", emitter, value, version }
    : malformed("SIG", content);
}

/** The reference iterates whatever it is given: a list, the names of an object, a single text. */
function decodeNames(content: Json): readonly string[] | undefined {
  if (!content || content === 0n) return undefined;
  if (typeof content === "string") return [content];
  const names: readonly Json[] = content instanceof Map ? [...content.keys()] : Array.isArray(content) ? content : [];
  return names.length === 0 ? undefined : names.filter((name) => typeof name === "string");
}

function decodeSub(verb: "SUB" | "UNSUB", content: Json): ZocpMessage {
  const [emitNode, emitter, recvNode, sensor, options, ...more] = Array.isArray(content) ? content : [];
  const emitterNode = parseUuid(emitNode);
  const sensorNode = parseUuid(recvNode);
  const named = isNameOrNull(emitter) && isNameOrNull(sensor);
  const fits = options === undefined || (verb === "SUB" && options instanceof Map);
  if (emitterNode === undefined || sensorNode === undefined || !named || !fits || more.length > 0)
    return malformed(verb, content);
  const sampling = decodeSampling(options);
  const link = { verb, emitterNode, emitter, sensorNode, sensor };
  return sampling === undefined ? link : { ...link, sampling };
}

function decodeCall(content: Json): ZocpMessage {
  const [method, args, id, sender] = Array.isArray(content) ? (content as readonly Json[]) : [];
  if (typeof method !== "string" || !Array.isArray(args)) return malformed("CALL", content);
  if (sender !== undefined && !(sender instanceof Map)) return malformed("CALL", content);
  const call = { verb: "CALL", method, args, id: typeof id === "string" ? id : undefined } as const;
  return sender === undefined ? call : { ...call, sender };
}

function decodeRep(content: Json): ZocpMessage {
  const [about, detail] = Array.isArray(content) ? content : [];
  return typeof about === "string" && detail instanceof Map
    ? { verb: "REP", about, detail }
    : malformed("REP", content);
}

/** Subscriptions are kept, thousands of them: a name in them must not be longer than one that exists could be. */
function isNameOrNull(value: Json | undefined): value is string | null {
  return value === null || (typeof value === "string" && value.length <= LONGEST_NAME);
}

function malformed(verb: string, content: Json): ZocpMessage {
  return { verb: "malformed", reason: `${verb} with ${formatStart(content, 80).slice(0, 80)} has no meaning` };
}

/** An object's name, a point, and a parameter's. */
const LONGEST_NAME = 511;
const SIG_START = '{"SIG": [';
const NAME_START = SIG_START.length + 1;
/** A number that no digit is lost of, and that JSON spells in the same way. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:e-?\d+)?$/;
