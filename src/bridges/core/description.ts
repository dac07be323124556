import { hint } from "../../arguments/suggest.ts";
import type { Json, Registration } from "../../index.ts";
import { CapturePattern, placesIn } from "./capture-pattern.ts";
import { DescriptionError, Fields, kindOf } from "./fields.ts";
import { emptyOf } from "./machine/mappings.ts";
import type { BridgeRules, ExportRule, ImportRule, SafeRule } from "./machine/rules.ts";

/** A bridge as its file describes it. */
export interface BridgeDescription {
  /** The name of its node. */
  readonly name: string;
  readonly kind: string;
  readonly rules: BridgeRules;
  readonly connect: readonly (readonly [emitter: string, sensor: string])[];
  /** Whether a `connect` that somebody cut since is made again. */
  readonly connectAnyway: boolean;
  /** Whether values are kept in a file beside the description. */
  readonly keep: boolean;
  /** The fields that only this kind of bridge has. */
  readonly own: Fields;
}

/** What a kind of bridge says of its descriptions. */
export interface KindOfDescription {
  /** Its own fields. */
  readonly fields: readonly string[];
  /** Throws where a foreign address of the file cannot be one. */
  readonly checkAddress: (address: string) => string | undefined;
  /** Imports that its own fields mean, besides those of `import`. */
  readonly imports?: ((fields: Fields) => readonly ImportRule[]) | undefined;
  /** Values a second of an address, where the file says nothing. */
  readonly rate: number;
  /** Messages a second to one target. */
  readonly packets: number;
  /** What is sent arrives, or the connection is over. */
  readonly reliable?: boolean;
  /** Fields that its imports have besides. */
  readonly importFields?: readonly string[];
  /** The pattern of an import as rules know it, where the other side writes patterns in its own way. */
  readonly patternOf?: (from: string, rule: Fields) => string;
  /** Devices announce what becomes a parameter by itself: what only speaks does not. */
  readonly announces?: boolean;
}

/** Reads the descriptions of a file: one object, or a list of them. Throws {@link DescriptionError}. */
export function readDescriptions(
  json: Json,
  kinds: ReadonlyMap<string, KindOfDescription>,
): readonly BridgeDescription[] {
  const all = Array.isArray(json) ? (json as readonly Json[]) : [json];
  if (all.length === 0) throw new DescriptionError("", "the list of bridges is empty");
  const read = all.map((one, index) => readOne(new Fields(one, Array.isArray(json) ? `[${index}]` : ""), kinds));
  read.forEach(({ name }, index) => {
    if (read.findIndex((other) => other.name === name) < index)
      throw new DescriptionError(`[${index}].name`, `there is another bridge ${JSON.stringify(name)} in this file`);
  });
  return read;
}

function readOne(fields: Fields, kinds: ReadonlyMap<string, KindOfDescription>): BridgeDescription {
  const kind = fields.text("bridge");
  const about = kind === undefined ? undefined : kinds.get(kind);
  if (kind === undefined || about === undefined) {
    const why = kind === undefined ? "it is missing" : `there is no bridge ${JSON.stringify(kind)}`;
    throw fields.wrong("bridge", `${why}${hint(kind ?? "", kinds.keys(), "there are")}`);
  }
  fields.checkNames([...FIELDS, ...about.fields], (name, known) => hint(name, known, "there are"));
  return {
    name: fields.text("name") ?? kind,
    kind,
    rules: readRules(fields, about),
    connect: readConnect(fields),
    connectAnyway: fields.flag("connectAnyway") ?? false,
    keep: fields.flag("keep") ?? false,
    own: fields,
  };
}

function readRules(fields: Fields, about: KindOfDescription): BridgeRules {
  const [imports, exports] = [fields.fields("import"), fields.fields("export")];
  const read = imports.names.filter((name) => name !== "auto").map((name) => readImport(imports, name, about));
  // What the file says of a control counts: another name, another range.
  const controls = (about.imports?.(fields) ?? []).filter(
    ({ from }) => !read.some((rule) => rule.from.text === from.text),
  );
  return {
    imports: [...controls, ...read],
    exports: exports.names.map((name) => readExport(exports, name, about)),
    auto: (imports.flag("auto") ?? false) && about.announces !== true,
    rate: fields.number("rate", 0.1, 1000) ?? about.rate,
    packets: about.packets,
    reliable: about.reliable,
    refresh: fields.number("refresh", 0.1, 86_400),
    safe: fields.has("safe") ? readSafe(fields.fields("safe")) : undefined,
  };
}

function readImport(all: Fields, from: string, about: KindOfDescription): ImportRule {
  const fields = all.fields(from);
  fields.checkNames([...IMPORT_FIELDS, ...(about.importFields ?? [])], (name, known) => hint(name, known, "there are"));
  const text = about.patternOf?.(from, fields) ?? from;
  const wrong = about.checkAddress(text.replaceAll(/[{}*?]/g, "x"));
  if (wrong !== undefined) throw all.wrong(from, wrong);
  const pattern = new CapturePattern(text);
  const as = fields.text("as");
  checkPlaces(fields, "as", as ?? "", pattern.names);
  if (as !== undefined && !pattern.literal && placesIn(as).length < pattern.names.length)
    throw fields.wrong(
      "as",
      `every name in braces of the address must stand in it: ${pattern.names.map((name) => `{${name}}`).join(" ")}`,
    );
  const { range, round } = { range: fields.range("range"), round: fields.flag("round") };
  const registration = readRegistration(fields);
  const bounded = registration.min !== undefined && registration.max !== undefined;
  if (range !== undefined && !bounded && !["bool", "percent", "string"].includes(registration.typeHint))
    throw fields.wrong("range", "min and max are missing: what the ends of the range become");
  return { from: pattern, as, registration, range, round, pickup: fields.flag("pickup"), safe: fields.get("safe") };
}

/** What a parameter is, as a description says it by {@link REGISTRATION_FIELDS}. */
export function readRegistration(fields: Fields): Registration {
  const typeHint = readType(fields);
  const [min, max] = [fields.bound("min"), fields.bound("max")];
  const rest = typeof min === "number" && min > 0 ? min : undefined;
  const value = fields.get("value") ?? rest ?? emptyOf({ typeHint });
  const about = { description: fields.text("description"), unit: fields.text("unit"), step: fields.bound("step") };
  return {
    typeHint,
    value,
    min,
    max,
    ...about,
    clamp: fields.flag("clamp"),
    event: fields.flag("event"),
  } as Registration;
}

function readType(fields: Fields): string {
  const word = fields.text("type") ?? "float";
  if (word === "float") return "flt";
  if (
    word === "flt" ||
    word === "any" ||
    (TYPES as readonly string[]).includes(word) ||
    /^vec[1-9]\d{0,2}f$/.test(word)
  )
    return word;
  throw fields.wrong("type", `"${word}" is no type${hint(word, TYPES, "there are")}`);
}

function readExport(all: Fields, of: string, about: KindOfDescription): ExportRule {
  const short = all.get(of);
  const fields = typeof short === "string" ? new Fields(new Map([["to", short]]), all.at(of)) : all.fields(of);
  fields.checkNames(EXPORT_FIELDS, (name, known) => hint(name, known, "there are"));
  if (!of.includes("/")) throw all.wrong(of, 'it must be a pattern of "node/parameter", for instance "lamp*/*"');
  const pattern = new CapturePattern(of);
  const to = fields.text("to");
  if (to === undefined) throw fields.wrong("to", `it is missing, not a text such as "/{node}/{parameter}"`);
  checkPlaces(fields, "to", to, [...pattern.names, "node", "parameter"]);
  const wrong = about.checkAddress(to.replaceAll(/\{[^{}]*\}/g, "x"));
  if (wrong !== undefined) throw fields.wrong("to", wrong);
  const numbers = { range: fields.range("range"), round: fields.flag("round"), rate: fields.number("rate", 0.1, 1000) };
  return { of: pattern, to, ...numbers, write: fields.flag("write"), pickup: fields.flag("pickup") };
}

function checkPlaces(fields: Fields, name: string, template: string, known: readonly string[]): void {
  for (const place of placesIn(template)) {
    if (known.includes(place)) continue;
    const there = known.length === 0 ? "" : `; there are ${known.map((one) => `{${one}}`).join(" ")}`;
    throw fields.wrong(name, `nothing is called {${place}}${there}`);
  }
}

function readSafe(fields: Fields): SafeRule {
  fields.checkNames(["after", "do"], (name, known) => hint(name, known, "there are"));
  return {
    after: fields.number("after", 0.1, 3600) ?? 2,
    do: fields.oneOf("do", ["hold", "value", "release"]) ?? "hold",
  };
}

function readConnect(fields: Fields): BridgeDescription["connect"] {
  const all = fields.get("connect") ?? [];
  if (!Array.isArray(all)) throw fields.wrong("connect", `it must be a list of pairs, not ${kindOf(all)}`);
  return all.map((pair: Json, index) => {
    const [emitter, sensor, more] = Array.isArray(pair) ? (pair as readonly Json[]) : [];
    if (typeof emitter === "string" && typeof sensor === "string" && more === undefined)
      return [emitter, sensor] as const;
    throw fields.wrong("connect", `entry ${index} must be a pair ["node/emitter", "node/sensor"]`);
  });
}

const FIELDS = [
  "name",
  "bridge",
  "rate",
  "refresh",
  "safe",
  "keep",
  "import",
  "export",
  "connect",
  "connectAnyway",
] as const;
export const REGISTRATION_FIELDS = [
  "type",
  "value",
  "min",
  "max",
  "step",
  "description",
  "unit",
  "clamp",
  "event",
] as const;
const IMPORT_FIELDS = [...REGISTRATION_FIELDS, "as", "range", "round", "pickup", "safe"];
const EXPORT_FIELDS = ["to", "range", "round", "rate", "write", "pickup"];
const TYPES = ["int", "float", "percent", "bool", "string", "vec2f", "vec3f", "vec4f"] as const;
