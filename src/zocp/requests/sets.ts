import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson, formatStart } from "../../bytes/json-format.ts";
import { UsageError, withoutStacks } from "../../errors.ts";
import { encodeAnswer, encodeMod } from "../codec/message.ts";
import { sameValue } from "../codec/value.ts";
import type { Core } from "../core/core.ts";
import type { Fades } from "../fades/fades.ts";
import type { Timing } from "../fades/timing.ts";
import { readTiming, USUAL } from "../fades/timing.ts";
import type { Signals } from "../signals/signals.ts";
import { formatPart, type Part } from "../tree/own-tree.ts";
import type { Description, Parameter } from "../tree/parameter.ts";
import { sizeOf } from "../tree/room.ts";
import type { Audit, Edit } from "./audit.ts";
import { type Authority, ROLE, STATUS } from "./authority.ts";
import type { Structure } from "./structure.ts";

/** What a SET did, for its answer. */
interface Outcome {
  readonly peer: string;
  readonly now: number;
  readonly accepted: string[];
  readonly refused: Map<string, Json>;
  /** Of values that were wanted at a moment and did not begin then: why. */
  readonly timed: Map<string, Json>;
  /** The parameters whose value the setter wanted to change. */
  readonly touched: Set<Parameter>;
  readonly metadata: Map<string, Json>;
}

export interface SetsOptions {
  /** Who may set and register. */
  readonly authority: Authority;
  readonly audit: Audit;
  readonly fades: Fades;
  /** A peer registered a parameter. */
  readonly registered: (path: string, now: number) => void;
}

/**
 * SETs from other nodes, in steps of one name each: access, type and range are enforced here. Each name of a SET stands for itself; what is refused
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

  *handleSet(peer: string, tree: JsonObject, now: number): Generator<void, void> {
    const outcome: Outcome = {
      ...{ peer, now, accepted: [], refused: new Map(), timed: new Map() },
      ...{ touched: new Set(), metadata: new Map() },
    };
    for (const [name, entry] of tree) {
      if (name === "objects" && entry instanceof Map) yield* this.#setObjects(entry, outcome);
      else if (this.#isMetadata(name, entry)) this.#setMetadata(name, entry, outcome);
      else this.#set(undefined, name, entry, outcome);
      yield;
    }
    this.#answer(outcome);
  }

  *#setObjects(objects: JsonObject, outcome: Outcome): Generator<void, void> {
    for (const [object, fields] of objects) {
      if (!(fields instanceof Map)) continue;
      for (const [name, entry] of fields as JsonObject) {
        if (name !== "type") this.#set(object, name, entry, outcome);
        yield;
      }
    }
  }

  /** A name with an underscore may be that of a parameter, as any other may. */
  #isMetadata(name: string, entry: Json): boolean {
    const described = entry instanceof Map && entry.has("typeHint");
    return name.startsWith("_") && !described && !this.#core.tree.parameters.has(name);
  }

  #setMetadata(name: string, value: Json, outcome: Outcome): void {
    const { peer } = outcome;
    const reason =
      name === STATUS || name === ROLE
        ? "only the node itself says that"
        : (this.#objection("set", name, outcome) ?? this.#whyFull(value));
    if (reason !== undefined) this.#refuse(name, reason, outcome);
    else {
      this.#try(name, outcome, () => {
        this.#structure.setMetadata(name, value, outcome.now, peer);
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
    else if (entry.has("value")) this.#setValue(parameter, entry, outcome);
  }

  #setValue(parameter: Parameter, entry: JsonObject, outcome: Outcome): void {
    const { path } = parameter;
    const { fades } = this.#options;
    outcome.touched.add(parameter);
    const value = entry.get("value") ?? null;
    const timing = entry.size === 1 ? undefined : readTiming(entry);
    if (typeof timing === "string") return this.#refuse(path, timing, outcome);
    if (!parameter.may("w")) return this.#refuse(path, "it is not writable (access letter w)", outcome);
    const reason = this.#objection("set", path, outcome, timing);
    if (reason !== undefined) return this.#refuse(path, reason, outcome);
    const late = timing && fades.terms.objection(outcome.peer, timing, outcome.now);
    if (late !== undefined) return this.#refuse(path, late, outcome);
    const full = this.#whyFull(value);
    if (full !== undefined) return this.#refuse(path, full, outcome);
    const accepted = parameter.accept(value);
    if ("reason" in accepted) return this.#refuse(path, accepted.reason, outcome);
    const held = timing
      ? fades.objection(parameter, accepted.value, timing, outcome.now)
      : fades.holder(parameter, USUAL);
    if (held !== undefined) return this.#refuse(path, held, outcome);
    outcome.accepted.push(path);
    const edit: Edit = { action: "set", peer: outcome.peer, parameter: path, value: accepted.value };
    const changes = parameter.event || !sameValue(parameter.value, accepted.value);
    if (changes) this.#options.audit.record(edit, outcome.now);
    const from = { id: outcome.peer, name: this.#core.nameOf(outcome.peer) };
    if (timing?.overlay === true) fades.cover(parameter, accepted.value, timing, { who: from }, outcome.now);
    else if (timing !== undefined) {
      const { note } = fades.begin(parameter, accepted.value, timing, { who: from }, outcome.now).beginning;
      if (note !== "") outcome.timed.set(path, note);
    } else this.#signals.change(parameter, accepted.value, { by: "set", from }, outcome.now, parameter.event);
  }

  #register(object: string | undefined, name: string, fields: JsonObject, outcome: Outcome): void {
    const path = object === undefined ? name : `${object}.${name}`;
    if (!fields.has("typeHint") || !fields.has("value")) {
      return this.#refuse(path, "there is no such parameter", outcome);
    }
    const reason = this.#objection("register", path, outcome) ?? this.#whyFull(fields);
    if (reason !== undefined) return this.#refuse(path, reason, outcome);
    this.#try(path, outcome, () => {
      this.#structure.register({ object, name }, describe(fields), outcome.peer);
      const value = fields.get("value");
      this.#options.audit.record({ action: "register", peer: outcome.peer, parameter: path, value }, outcome.now);
      this.#options.registered(path, outcome.now);
    });
  }

  #objection(action: "set" | "register", parameter: string, { peer }: Outcome, timing?: Timing): string | undefined {
    const timed = timing && { over: timing.over, tag: timing.tag, overlay: timing.overlay === true };
    return this.#options.authority.objection(peer, { action, parameter, ...timed });
  }

  /** Short ones have room: there are so many parameters at most. */
  #whyFull(value: Json): string | undefined {
    const more = sizeOf(value);
    if (more <= SHORT) return undefined;
    const { tree, limits } = this.#core;
    let size = more;
    for (const parameter of tree.parameters.values()) size += sizeOf(parameter.value);
    for (const metadata of tree.metadata.values()) size += sizeOf(metadata);
    return size <= limits.tree
      ? undefined
      : `the values of this node would have ${size} characters; the limit is ${limits.tree}`;
  }

  /** What would be our own program's mistake is a peer's here: it is refused and told, never thrown. */
  #try(path: string, outcome: Outcome, act: () => void): void {
    try {
      withoutStacks(act);
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
  #answer({ peer, accepted, refused, timed, touched, metadata }: Outcome): void {
    this.#postpone(touched, metadata, { peer, refused });
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
    if (timed.size > 0) outcome.set("timed", timed);
    this.#core.send(peer, encodeAnswer(tree, "SET", formatJson(outcome)));
  }

  /** A long value that was not changed is told once for many SETs: a short one that is refused must not make it be sent each time. */
  #postpone(
    touched: Set<Parameter>,
    metadata: Map<string, Json>,
    { peer, refused }: Pick<Outcome, "peer" | "refused">,
  ): void {
    const { answers } = this.#core;
    for (const parameter of touched) {
      if (!refused.has(parameter.path) || parameter.formatValue().length <= SHORT) continue;
      touched.delete(parameter);
      answers.owe(peer, [parameter.object === undefined ? parameter.name : "objects"]);
    }
    for (const [name, value] of metadata) {
      if (!refused.has(name) || formatStart(value, SHORT + 1).length <= SHORT) continue;
      metadata.delete(name);
      answers.owe(peer, [name]);
    }
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
    greet: fields.get("greet") === false ? false : undefined,
    extra: new Map([...fields].filter(([name]) => !FIELDS.has(name))),
  };
}

const FIELDS: ReadonlySet<string> = new Set([
  ...["value", "typeHint", "access", "subscribers", "min", "max", "step", "description", "unit", "event", "greet"],
]);
/** Characters of a value that is told at once, also where it was refused, and for which there is always room. */
const SHORT = 1024;
