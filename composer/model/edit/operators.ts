import { type Json, type JsonObject, parseJson, parseMap } from "../../../src/browser.ts";
import type { Network } from "../network/network.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { Notices } from "../notices.ts";
import { messageOf } from "../view/words.ts";
import type { History, Outcomes } from "./history.ts";
import type { Lock } from "./lock.ts";
import { operatorHosts } from "./operator-hosts.ts";
import { callOperators, type KeptOperator, OperatorKeeper, type OperatorSettings } from "./operator-keeper.ts";

/** What a node offers to make: its name, what it does in a line, what may be said of it, and what is said where a person says nothing. */
export interface OperatorKind {
  readonly kind: string;
  readonly summary: string;
  readonly options: readonly string[];
  readonly example: JsonObject;
}

/** Makes operators on nodes that offer it, and takes them away with their wires: each an entry that can be undone. */
export class Operators {
  readonly #tools: OperatorTools;
  readonly #keeper: OperatorKeeper;

  constructor(tools: OperatorTools) {
    this.#tools = tools;
    this.#keeper = new OperatorKeeper(tools.network, tools.notices);
  }

  /** The nodes on which operators can be made; first those that are there for nothing else. */
  get hosts(): readonly ShownNode[] {
    return operatorHosts(this.#tools.network);
  }

  /** What a node can make. Rejects when it does not answer. */
  async kinds(host: ShownNode): Promise<readonly OperatorKind[]> {
    const told = await callOperators(host, "kinds", []);
    return (Array.isArray(told) ? (told as readonly Json[]) : []).flatMap((one) => readKind(one) ?? []);
  }

  /** A name that nothing on that node has yet: `multiply`, `multiply-2`. */
  nameFor(host: ShownNode, kind: string): string {
    const taken = new Set([...host.parameters.values()].map(({ path, group }) => group ?? path));
    let name = kind;
    for (let number = 2; taken.has(name) || host.operators?.has(name); number += 1) name = `${kind}-${number}`;
    return name;
  }

  /** Makes an operator. Resolves with why it was not made; undefined when it was. */
  async add(host: ShownNode, name: string, settings: OperatorSettings): Promise<string | undefined> {
    const { lock, history, now } = this.#tools;
    if (!lock.patches) return lock.reason;
    try {
      await callOperators(host, "add", [name, settings]);
    } catch (error) {
      return messageOf(error);
    }
    let kept: KeptOperator = { settings, wires: [] };
    const undo = async (): Promise<void> => {
      kept = (await this.#take(host, name)) ?? kept;
    };
    // Wires of this page would have been taken back before.
    const doubt = (): string | undefined =>
      this.#keeper.wiresOf(host, name).length > 0 ? whyWired(host, name) : undefined;
    // A node makes none under a name that is taken: what somebody else has made there since is not lost.
    const doubts = { undo: doubt, redo: () => undefined };
    const about = { name: `add ${host.name}/${name}`, needs: "wires", doubts } as const;
    history.add({ ...about, undo: () => void undo(), redo: () => void this.#make(host, name, kept) }, now());
    return undefined;
  }

  /** Takes an operator away, and its wires with it. */
  remove(host: ShownNode, name: string): void {
    const { lock, notices, history, now } = this.#tools;
    if (!lock.patches) return notices.tell(lock.reason, "bad");
    let taken: Promise<KeptOperator | undefined> = Promise.resolve(undefined);
    let wires = 0;
    const redo = (): Outcomes => {
      taken = this.#take(host, name);
      return [taken.then((kept) => kept !== undefined)];
    };
    const undo = async (): Promise<boolean> => {
      const kept = await taken;
      wires = kept?.wires.length ?? 0;
      return kept !== undefined && this.#make(host, name, kept);
    };
    const wired = (): string | undefined =>
      this.#keeper.wiresOf(host, name).length > wires ? whyWired(host, name) : undefined;
    const doubts = { undo: () => undefined, redo: wired };
    history.do({ name: `remove ${host.name}/${name}`, needs: "wires", doubts, undo: () => [undo()], redo }, now());
  }

  /** All operators of a node as they stand in the file of a node. Rejects when it does not answer. */
  async text(host: ShownNode): Promise<string> {
    const operators = (await callOperators(host, "list", [])) as JsonObject;
    return JSON.stringify({ name: host.name, operators: plain(operators) }, undefined, 2);
  }

  async #take(host: ShownNode, name: string): Promise<KeptOperator | undefined> {
    try {
      return await this.#keeper.take(host, name);
    } catch (error) {
      this.#tools.notices.tell(`not removed: ${messageOf(error)}`, "bad");
      return undefined;
    }
  }

  async #make(host: ShownNode, name: string, kept: KeptOperator): Promise<boolean> {
    try {
      await this.#keeper.make(host, name, kept);
      return true;
    } catch (error) {
      this.#tools.notices.tell(`not made again: ${messageOf(error)}`, "bad");
      return false;
    }
  }
}

function whyWired(host: ShownNode, name: string): string {
  return `${host.name}/${name} was wired by somebody since`;
}

/** What a person typed for an option: the words of a map, JSON, or a plain text. Throws `UsageError` for a map that is none. */
export function readOption(option: string, text: string): Json {
  if (option === "map" && !text.startsWith("[")) return parseMap(text) as unknown as Json;
  // Texts that look like JSON are meant as texts here.
  if (TEXTS.has(option)) return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

export interface OperatorTools {
  readonly network: Network;
  readonly history: History;
  readonly notices: Notices;
  readonly lock: Lock;
  readonly now: () => number;
}

function readKind(told: Json): OperatorKind | undefined {
  if (!(told instanceof Map)) return undefined;
  const [kind, summary, options, example] = ["kind", "summary", "options", "example"].map((name) => told.get(name));
  if (typeof kind !== "string") return undefined;
  const words = Array.isArray(options) ? options.filter((one): one is string => typeof one === "string") : [];
  return {
    kind,
    summary: typeof summary === "string" ? summary : "",
    options: words,
    example: example instanceof Map ? (example as JsonObject) : new Map(),
  };
}

/** JSON as other programs write it. */
function plain(value: Json): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, item]) => [name, plain(item as Json)]));
  if (Array.isArray(value)) return value.map((item) => plain(item as Json));
  return typeof value === "bigint" ? Number(value) : value;
}

const TEXTS: ReadonlySet<string> = new Set(["expr", "type", "to"]);
