import {
  compileMap,
  type Json,
  type JsonObject,
  type LinkOptions,
  type MapStage,
  parseAddress,
  type Registration,
  UsageError,
} from "../../index.ts";
import { describeOperator, type OperatorSettings } from "../../show.ts";
import { hint } from "../targets/suggest.ts";
import { TYPE_NAMES, typeHintOf } from "./types.ts";

/** A node as its file describes it. */
export interface NodeDescription {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Registration>;
  readonly operators: ReadonlyMap<string, OperatorSettings>;
  readonly connect: readonly Connection[];
}

/** A link to make: both ends as written, addresses or own parameters, and how its values are wanted. */
export type Connection = readonly [emitter: string, sensor: string, options?: LinkOptions];

/** Says which field of a description is wrong: `parameters.level.min`. */
export class DescriptionError extends Error {
  constructor(field: string, why: string) {
    super(field === "" ? why : `${field}: ${why}`);
  }
}

/** Reads the description of a node. Throws {@link DescriptionError}. */
export function readDescription(json: Json): NodeDescription {
  const fields = objectOf(json, "");
  checkNames(fields, ["name", "parameters", "operators", "connect"], "");
  const parameters = readRegistrations(fields.get("parameters") ?? new Map(), "parameters");
  const name = textOf(fields.get("name"), "name");
  if (name === "") throw new DescriptionError("name", "it is empty");
  const operators = readOperators(fields.get("operators") ?? new Map(), parameters);
  const own = { own: name, parameters: new Map([...accessOf(parameters), ...endsOf(operators)]) };
  return { name, parameters, operators, connect: readConnections(fields.get("connect") ?? [], own) };
}

function readOperators(json: Json, parameters: NodeDescription["parameters"]): NodeDescription["operators"] {
  const entries = [...objectOf(json, "operators")].map(([name, said]) => {
    const field = join("operators", name);
    const settings = Object.fromEntries(objectOf(said, field)) as unknown as OperatorSettings;
    const taken = [...endsOf(new Map([[name, settings]])).keys()].find((path) => parameters.has(path));
    if (taken !== undefined) throw new DescriptionError(field, `there is a parameter "${taken}" already`);
    return [name, settings] as const;
  });
  return new Map(entries);
}

function accessOf(parameters: NodeDescription["parameters"]): readonly (readonly [string, string])[] {
  return [...parameters].map(([path, { access = "r" }]) => [path, access]);
}

/** The paths of the parameters of operators, and their access letters. */
function endsOf(operators: NodeDescription["operators"]): ReadonlyMap<string, string> {
  const all = [...operators].map(([name, settings]) => {
    try {
      return [...describeOperator(name, settings)].map(([part, access]) => [`${name}.${part}`, access] as const);
    } catch (error) {
      if (error instanceof UsageError) throw new DescriptionError(join("operators", name), error.message);
      throw error;
    }
  });
  return new Map(all.flat());
}

/** Reads `{name: {"type": …, "value": …}}`. `field` says where it stands. Throws {@link DescriptionError}. */
export function readRegistrations(json: Json, field: string): ReadonlyMap<string, Registration> {
  const entries = objectOf(json, field);
  return new Map([...entries].map(([name, entry]) => [name, readRegistration(entry, join(field, name))]));
}

/** Reads `["a/x", "b/y"]` or `["a/x", "b/y", {"rate": 30}]`. Throws {@link DescriptionError}. */
export function readConnection(json: Json, field: string): Connection {
  if (!Array.isArray(json) || json.length !== 3) return readPair(json, field);
  return [...readPair(json.slice(0, 2), field), readLinkOptions(json[2] ?? null, `${field}[2]`)];
}

/** Reads `["a/x", "b/y"]`. Throws {@link DescriptionError}. */
export function readPair(json: Json, field: string): readonly [string, string] {
  if (!Array.isArray(json) || json.length !== 2)
    throw new DescriptionError(field, 'it must be a pair ["node/emitter", "node/sensor"]');
  return [textOf(json[0], `${field}[0]`), textOf(json[1], `${field}[1]`)];
}

function readLinkOptions(json: Json, field: string): LinkOptions {
  const fields = objectOf(json, field);
  checkNames(fields, ["rate", "every", "priority", "fresh", "mute", "map", "options"], field);
  const [rate, every, options] = [fields.get("rate"), fields.get("every"), fields.get("options")];
  const [priority, fresh] = [fields.get("priority"), fields.get("fresh")];
  const [mute, map] = [fields.get("mute"), fields.get("map")];
  return {
    ...(options !== undefined && { options: Object.fromEntries(objectOf(options, `${field}.options`)) }),
    rate: rate === undefined ? undefined : numberOf(rate, `${field}.rate`),
    every: every === undefined ? undefined : switchOf(every, `${field}.every`),
    ...(priority !== undefined && { priority: numberOf(priority, `${field}.priority`) }),
    ...(fresh !== undefined && { fresh: numberOf(fresh, `${field}.fresh`) }),
    ...(mute !== undefined && { mute: switchOf(mute, `${field}.mute`) }),
    ...(map !== undefined && { map: mapOf(map, `${field}.map`) }),
  };
}

function mapOf(json: Json, field: string): readonly MapStage[] {
  const stages = json as unknown as readonly MapStage[];
  try {
    compileMap(stages);
    return stages;
  } catch (error) {
    throw error instanceof UsageError ? new DescriptionError(field, error.message) : error;
  }
}

function readRegistration(json: Json, field: string): Registration {
  const fields = objectOf(json, field);
  checkNames(fields, FIELDS, field);
  const typeHint = readType(fields.get("type"), `${field}.type`);
  const optional = <Value>(name: string, read: (value: Json, where: string) => Value): Value | undefined => {
    const value = fields.get(name);
    return value === undefined || value === null ? undefined : read(value, `${field}.${name}`);
  };
  return {
    typeHint,
    value: fields.get("value") ?? emptyValue(typeHint, optional("min", boundOf)),
    access: optional("access", readAccess),
    min: optional("min", boundOf),
    max: optional("max", boundOf),
    step: optional("step", boundOf),
    description: optional("description", textOf),
    unit: optional("unit", textOf),
    clamp: optional("clamp", switchOf),
    event: optional("event", switchOf),
    recall: optional("recall", switchOf),
    ...readSafeState(fields, "merge", field),
    ...readSafeState(fields, "lost", field),
    ...readSafeState(fields, "panic", field),
  };
}

/** What the parameter does with several sources, without any, and in a panic: whether that can be is for the library to say. */
function readSafeState(fields: JsonObject, name: "merge" | "lost" | "panic", field: string): Partial<Registration> {
  const value = fields.get(name);
  if (value === undefined || value === null) return {};
  const where = `${field}.${name}`;
  if (name === "merge") return { merge: oneOf(textOf(value, where), MERGES, where) };
  if (name === "panic") {
    if (value === "hold") return { panic: "hold" };
    const said = objectOf(value, where);
    checkNames(said, ["to"], where);
    return { panic: { to: said.get("to") ?? null } };
  }
  const said = objectOf(value, where);
  checkNames(said, LOST, where);
  const [after, over, back] = ["after", "over", "back"].map((part) =>
    said.has(part) ? numberOf(said.get(part) ?? null, `${where}.${part}`) : undefined,
  );
  const action = said.has("do") ? oneOf(textOf(said.get("do"), `${where}.do`), LOST_ACTIONS, `${where}.do`) : undefined;
  return { lost: { after, do: action, over, back, to: said.get("to") } };
}

function oneOf<Word extends string>(text: string, words: readonly Word[], field: string): Word {
  const word = words.find((one) => one === text);
  if (word === undefined) throw new DescriptionError(field, `it must be one of ${words.join(", ")}, not "${text}"`);
  return word;
}

function readType(json: Json | undefined, field: string): string {
  const word = textOf(json, field);
  const typeHint = typeHintOf(word);
  if (typeHint === undefined)
    throw new DescriptionError(field, `"${word}" is no type${hint(word, TYPE_NAMES, "there are")}`);
  return typeHint;
}

function readAccess(json: Json, field: string): string {
  const access = textOf(json, field);
  if (/^(?!.*(.).*\1)[rwes]*$/.test(access)) return access;
  throw new DescriptionError(field, `"${access}" is wrong: each of the letters r, w, e and s may stand in it once`);
}

function readConnections(json: Json, own: Own): readonly Connection[] {
  if (!Array.isArray(json)) throw new DescriptionError("connect", "it must be a list of pairs");
  return json.map((entry: Json, index) => {
    const field = `connect[${index}]`;
    const pair = readConnection(entry, field);
    checkEnd(pair[0], `${field}[0]`, "e", own);
    checkEnd(pair[1], `${field}[1]`, "s", own);
    return pair;
  });
}

interface Own {
  readonly own: string;
  /** Access letters by path. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** An end is a parameter of this node, or the address of another's. */
function checkEnd(text: string, field: string, letter: "e" | "s", { own, parameters }: Own): void {
  if (parameters.has(text)) return checkLetter(text, field, letter, parameters);
  if (!text.includes("/")) {
    throw new DescriptionError(field, `this node has no parameter "${text}"${hint(text, parameters.keys(), "it has")}`);
  }
  const { node, parameter } = addressOf(text, field);
  if (node !== own) return;
  if (!parameters.has(parameter)) throw new DescriptionError(field, `this node has no parameter "${parameter}"`);
  checkLetter(parameter, field, letter, parameters);
}

function checkLetter(path: string, field: string, letter: "e" | "s", parameters: Own["parameters"]): void {
  const access = parameters.get(path) ?? "r";
  if (access.includes(letter)) return;
  const what = letter === "e" ? "emitter" : "sensor";
  throw new DescriptionError(field, `"${path}" is no ${what}: its access is "${access}", without ${letter}`);
}

function addressOf(text: string, field: string): ReturnType<typeof parseAddress> {
  try {
    return parseAddress(text);
  } catch (error) {
    if (error instanceof UsageError) throw new DescriptionError(field, error.message);
    throw error;
  }
}

function objectOf(json: Json | undefined, field: string): JsonObject {
  if (json instanceof Map) return json;
  throw new DescriptionError(field, `it must be an object, not ${kindOf(json)}`);
}

function textOf(json: Json | undefined, field: string): string {
  if (typeof json === "string") return json;
  throw new DescriptionError(field, json === undefined ? "it is missing" : `it must be a text, not ${kindOf(json)}`);
}

function switchOf(json: Json, field: string): boolean {
  if (typeof json === "boolean") return json;
  throw new DescriptionError(field, `it must be true or false, not ${kindOf(json)}`);
}

function numberOf(json: Json, field: string): number {
  if (typeof json === "number") return json;
  throw new DescriptionError(field, `it must be a number, not ${kindOf(json)}`);
}

/** A bound is a number; of a vector also one for each component. */
function boundOf(json: Json, field: string): number {
  const fits = typeof json === "number" || (Array.isArray(json) && json.every((item) => typeof item === "number"));
  if (fits) return json as number;
  throw new DescriptionError(field, `it must be a number, or a list of them for a vector, not ${kindOf(json)}`);
}

function checkNames(fields: JsonObject, known: readonly string[], field: string): void {
  for (const name of fields.keys()) {
    if (known.includes(name)) continue;
    throw new DescriptionError(join(field, name), `there is no such field${hint(name, known, "there are")}`);
  }
}

function kindOf(json: Json | undefined): string {
  if (json === undefined) return "nothing";
  if (json === null) return "null";
  if (Array.isArray(json)) return "a list";
  if (json instanceof Map) return "an object";
  return typeof json === "string" ? `the text ${JSON.stringify(json.slice(0, 40))}` : String(json);
}

/** Without a value a parameter begins at rest. */
function emptyValue(typeHint: string, min: number | undefined): Json {
  if (typeHint === "bool") return false;
  if (typeHint === "string") return "";
  const rest = typeof min === "number" && min > 0 ? min : 0;
  const length = /^vec(\d+)f$/.exec(typeHint)?.[1];
  return length === undefined ? rest : Array.from({ length: Number(length) }, () => rest);
}

function join(field: string, name: string): string {
  const plain = /^[\w-]+$/.test(name);
  if (field === "") return plain ? name : JSON.stringify(name);
  return plain ? `${field}.${name}` : `${field}[${JSON.stringify(name)}]`;
}

const FIELDS = [
  "type",
  "value",
  "access",
  "min",
  "max",
  "step",
  "description",
  "unit",
  "clamp",
  "event",
  "recall",
  "merge",
  "lost",
  "panic",
] as const;
const MERGES = ["last", "highest", "lowest", "sum", "mean", "priority"] as const;
const LOST = ["after", "do", "to", "over", "back"] as const;
const LOST_ACTIONS = ["hold", "default", "fade"] as const;
