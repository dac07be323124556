import type { Json, JsonObject } from "../bytes/json.ts";
import { formatJson } from "../bytes/json-format.ts";
import { UsageError } from "../errors.ts";
import type { Audit, Edit } from "./audit.ts";
import { type Authority, STANDING } from "./authority.ts";
import type { Core } from "./core.ts";
import { encodeAnswer, encodeMod } from "./message.ts";
import { formatPart, type Part } from "./own-tree.ts";
import type { Description, Parameter } from "./parameter.ts";
import type { Signals } from "./signals.ts";
import type { Structure } from "./structure.ts";
import { sameValue } from "./value.ts";

/** What a SET did, for its answer. */
interface Outcome {
  readonly peer: string;
  readonly now: number;
  readonly accepted: string[];
  readonly refused: Map<string, Json>;
  /** The parameters whose value the setter wanted to change. */
  readonly touched: Set<Parameter>;
  readonly metadata: Map<string, Json>;
}

export interface SetsOptions {
  /** Who may set and register. */
  readonly authority: Authority;
  readonly audit: Audit;
  /** A peer registered a parameter. */
  readonly registered: (path: string, now: number) => void;
}

/**
 * SETs from other nodes: access, type and range are enforced here. Each name of a SET stands for itself; what is refused
 * changes nothing, and the setter is told the value that there is now, and why if it understands that.
 */
export class Sets {
  readonly #core: Core;
  readonly #structure: Structure;
  readonly #signals: Signals;
  readonly #options: SetsOptions;

  constructor(core: Core, structure: Structure, signals: Signals, options: SetsOptions) {
    this.#core = core;
    this.#structure = structure;
    this.#signals = signals;
    this.#options = options;
  }

  handleSet(peer: string, tree: JsonObject, now: number): void {
    const outcome: Outcome = { peer, now, accepted: [], refused: new Map(), touched: new Set(), metadata: new Map() };
    for (const [name, entry] of tree) {
      if (name === "objects" && entry instanceof Map) this.#setObjects(entry, outcome);
      else if (this.#isMetadata(name, entry)) this.#setMetadata(name, entry, outcome);
      else this.#set(undefined, name, entry, outcome);
    }
    this.#answer(outcome);
  }

  #setObjects(objects: JsonObject, outcome: Outcome): void {
    for (const [object, fields] of objects) {
      if (!(fields instanceof Map)) continue;
      for (const [name, entry] of fields as JsonObject) if (name !== "type") this.#set(object, name, entry, outcome);
    }
  }

  /** A name with an underscore may be that of a parameter, as any other may. */
  #isMetadata(name: string, entry: Json): boolean {
    const described = entry instanceof Map && entry.has("typeHint");
    return name.startsWith("_") && !described && !this.#core.tree.parameters.has(name);
  }

  #setMetadata(name: string, value: Json, outcome: Outcome): void {
    const { peer } = outcome;
    const reason = name === STANDING ? "only the node itself says that" : this.#objection("set", name, outcome);
    if (reason !== undefined) this.#refuse(name, reason, outcome);
    else {
      this.#try(name, outcome, () => {
        this.#structure.setMetadata(name, value, peer);
        this.#options.audit.record({ action: "set", peer, parameter: name, value }, outcome.now);
      });
    }
    const kept = this.#core.tree.metadata.get(name);
    if (kept !== undefined) outcome.metadata.set(name, kept);
  }

  #set(object: string | undefined, name: string, entry: Json, outcome: Outcome): void {
    const path = object === undefined ? name : `${object}.${name}`;
    const parameter = this.#core.tree.parameters.get(path);
    if (!(entry instanceof Map)) this.#core.ignore(outcome.peer, `a SET of "${path}" without a description`);
    else if (parameter === undefined) this.#register(object, name, entry, outcome);
    else if (parameter.foreign && entry.has("typeHint")) this.#register(object, name, entry, outcome);
    else if (entry.has("value")) this.#setValue(parameter, entry.get("value") ?? null, outcome);
  }

  #setValue(parameter: Parameter, value: Json, outcome: Outcome): void {
    const { path } = parameter;
    outcome.touched.add(parameter);
    if (!parameter.may("w")) return this.#refuse(path, "it is not writable (access letter w)", outcome);
    const reason = this.#objection("set", path, outcome);
    if (reason !== undefined) return this.#refuse(path, reason, outcome);
    const accepted = parameter.accept(value);
    if ("reason" in accepted) return this.#refuse(path, accepted.reason, outcome);
    outcome.accepted.push(path);
    const edit: Edit = { action: "set", peer: outcome.peer, parameter: path, value: accepted.value };
    const changes = parameter.event || !sameValue(parameter.value, accepted.value);
    if (changes) this.#options.audit.record(edit, outcome.now);
    const from = { id: outcome.peer, name: this.#core.nameOf(outcome.peer) };
    this.#signals.change(parameter, accepted.value, { by: "set", from }, outcome.now, parameter.event);
  }

  #register(object: string | undefined, name: string, fields: JsonObject, outcome: Outcome): void {
    const path = object === undefined ? name : `${object}.${name}`;
    if (!fields.has("typeHint") || !fields.has("value")) {
      return this.#refuse(path, "there is no such parameter", outcome);
    }
    const reason = this.#objection("register", path, outcome);
    if (reason !== undefined) return this.#refuse(path, reason, outcome);
    this.#try(path, outcome, () => {
      this.#structure.register({ object, name }, describe(fields), outcome.peer);
      const value = fields.get("value");
      this.#options.audit.record({ action: "register", peer: outcome.peer, parameter: path, value }, outcome.now);
      this.#options.registered(path, outcome.now);
    });
  }

  #objection(action: "set" | "register", parameter: string, { peer }: Outcome): string | undefined {
    return this.#options.authority.objection(peer, { action, parameter });
  }

  /** What would be our own program's mistake is a peer's here: it is refused and told, never thrown. */
  #try(path: string, outcome: Outcome, act: () => void): void {
    try {
      act();
      outcome.accepted.push(path);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#refuse(path, error.message, outcome);
    }
  }

  #refuse(path: string, reason: string, { peer, refused }: Outcome): void {
    refused.set(path, reason);
    this.#core.refuse(peer, "SET", path, reason);
  }

  /** The values that there are now, then what became of each name. A node that is no ZOCP node wants to hear neither. */
  #answer({ peer, accepted, refused, touched, metadata }: Outcome): void {
    const values = [...touched].map((parameter): Part => [parameter, `{"value": ${parameter.formatValue()}}`]);
    const tree = formatPart(values, undefined, metadata);
    if (this.#core.peers.get(peer)?.extensions !== true) {
      if (touched.size + metadata.size > 0) this.#core.send(peer, encodeMod(tree));
      return;
    }
    if (accepted.length + refused.size === 0) return;
    const outcome = new Map<string, Json>();
    if (accepted.length > 0) outcome.set("accepted", accepted);
    if (refused.size > 0) outcome.set("refused", refused);
    this.#core.send(peer, encodeAnswer(tree, "SET", formatJson(outcome)));
  }
}

function describe(fields: JsonObject): Description {
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === "string" ? value : undefined;
  };
  return {
    typeHint: text("typeHint") ?? "",
    value: fields.get("value") ?? null,
    access: text("access"),
    min: fields.get("min"),
    max: fields.get("max"),
    step: fields.get("step"),
    description: text("description"),
    unit: text("unit"),
    event: fields.get("event") === true,
    extra: new Map([...fields].filter(([name]) => !FIELDS.has(name))),
  };
}

const FIELDS: ReadonlySet<string> = new Set([
  ...["value", "typeHint", "access", "subscribers", "min", "max", "step", "description", "unit", "event"],
]);
