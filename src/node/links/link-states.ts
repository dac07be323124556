import type { Json, JsonObject } from "../../bytes/json.ts";
import { decodeSampling } from "../../zocp/codec/sampling.ts";
import { weightOf } from "../../zocp/codec/weight.ts";
import type { LinkState, Port } from "../../zocp/core/link.ts";
import type { JsonInput } from "../json-input.ts";

/** What a node answers to `zocp.wires`: every link that it keeps, and how it stands with it. */
export function formatLinkState({ emitter, sensor, ...link }: LinkState): JsonInput {
  const { state, reason, options, by, at, declared, dropped, refusals } = link;
  const ends = { emitter: [emitter.node, emitter.parameter], sensor: [sensor.node, sensor.parameter] };
  const values = { ...(dropped && { dropped }), ...(refusals && { refusals: { ...refusals } }) };
  return { ...ends, state, reason, options, by, at, ...(declared && { declared }), ...values };
}

/** Reads such an answer; what is of another kind is left out. */
export function readLinkStates(json: Json): readonly LinkState[] {
  return Array.isArray(json) ? json.flatMap((one: Json) => (one instanceof Map ? readLinkState(one) : [])) : [];
}

function readLinkState(fields: JsonObject): readonly LinkState[] {
  const [emitter, sensor] = [readPort(fields.get("emitter")), readPort(fields.get("sensor"))];
  const state = STATES.find((one) => one === fields.get("state"));
  if (emitter === undefined || sensor === undefined || state === undefined) return [];
  const [given, at] = [fields.get("options"), fields.get("at")];
  const options = given instanceof Map ? (given as JsonObject) : new Map<string, Json>();
  const [reason, by] = ["reason", "by"].map((name) => String(fields.get(name) ?? ""));
  const declared = fields.get("declared") === true ? { declared: true as const } : {};
  const lost = fields.get("dropped");
  const dropped = typeof lost === "number" && lost > 0 ? { dropped: lost } : {};
  const told = { reason: reason ?? "", by: by ?? "", at: typeof at === "number" ? at : 0, ...declared, ...dropped };
  const values = readRefusals(fields.get("refusals"));
  return [{ emitter, sensor, ...decodeSampling(options), ...weightOf(options), options, state, ...told, ...values }];
}

function readRefusals(json: Json | undefined): Pick<LinkState, "refusals"> {
  if (!(json instanceof Map)) return {};
  const [count, of, reason] = ["count", "of", "reason"].map((name) => (json as JsonObject).get(name));
  if (typeof count !== "number" || typeof of !== "number" || typeof reason !== "string") return {};
  return count > 0 && of >= count ? { refusals: { count, of, reason } } : {};
}

function readPort(json: Json | undefined): Port | undefined {
  const [node, parameter] = Array.isArray(json) ? (json as readonly Json[]) : [];
  return typeof node === "string" && typeof parameter === "string" ? { node, parameter } : undefined;
}

const STATES = [
  "waiting",
  "asked",
  "refused",
  "made",
  "cut",
  "disputed",
] as const satisfies readonly LinkState["state"][];
