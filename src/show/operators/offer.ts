import { show } from "../../arguments/check.ts";
import {
  type AuthorityOptions,
  type Caller,
  formatJson,
  type Json,
  type JsonInput,
  type JsonObject,
  NetworkError,
  type TransportNode,
  UsageError,
} from "../../index.ts";
import { KINDS } from "./kinds.ts";
import type { OperatorSettings, Operators } from "./operators.ts";

/** Who may make operators on a node and take them away, by calls: everybody without either. While the node is locked nobody may. */
export type OperatorsOffer = Pick<AuthorityOptions, "accept" | "permit">;

/**
 * Lets other nodes call `operators.add`, `operators.remove`, `operators.list` and `operators.kinds`, and tells with the metadata `_operators`
 * which ones there are. Returns what has to be called when they change, and how all of it ends.
 */
export function offerOperators(node: TransportNode, operators: Operators, offer: OperatorsOffer): Offered {
  const tell = (): void => node.setMetadata(OPERATORS, operators.kinds);
  const change = (method: string, handler: (name: string, settings: Json | undefined) => JsonInput): void =>
    node.handle(method, ([name, settings], caller) => {
      const path = readName(name);
      const reason = objectionTo(node, offer, caller, path);
      if (reason !== undefined) throw new NetworkError("refused-by-peer", reason);
      return handler(path, settings);
    });
  change("operators.add", (name, settings) => {
    operators.add(name, readSettings(settings));
    return { name };
  });
  change("operators.remove", (name) => {
    if (!operators.names.includes(name)) throw new UsageError("invalid-name", `there is no operator ${show(name)}`);
    const settings = operators.settings(name);
    operators.remove(name);
    return { name, settings };
  });
  node.handle("operators.list", () => new Map(operators.names.map((name) => [name, operators.settings(name) ?? null])));
  node.handle("operators.kinds", () =>
    [...KINDS].map(([kind, { summary, options, example = {} }]) => ({ kind, summary, options, example })),
  );
  tell();
  const end = (): void => {
    for (const method of METHODS) node.handle(method, undefined);
  };
  return { tell, end };
}

/** What was offered. */
export interface Offered {
  readonly tell: () => void;
  readonly end: () => void;
}

function objectionTo(
  node: TransportNode,
  { accept, permit }: OperatorsOffer,
  { peer, name }: Caller,
  parameter: string,
): string | undefined {
  if (node.locked) return `${node.name} is locked`;
  const key = node.peers.get(peer)?.key;
  if (accept !== undefined && (key === undefined || !accept.includes(key)))
    return `${node.name} takes this only from some keys`;
  const answer = permit?.({ action: "register", peer, name, key, parameter }) ?? true;
  if (answer === true) return undefined;
  return typeof answer === "string" ? answer : `${node.name} does not permit it`;
}

function readName(given: Json | undefined): string {
  if (typeof given === "string" && given !== "" && given.length <= LONGEST_NAME) return given;
  throw new UsageError(
    "invalid-argument",
    `the name of the operator is ${show(given)}, not a text of 1 to ${LONGEST_NAME} characters`,
  );
}

function readSettings(given: Json | undefined): OperatorSettings {
  if (!(given instanceof Map))
    throw new UsageError("invalid-argument", `the settings are ${show(given)}: give {"operator": "multiply"}`);
  const { length } = formatJson(given);
  if (length > LONGEST_TEXT)
    throw new UsageError("invalid-argument", `the settings have ${length} characters; the limit is ${LONGEST_TEXT}`);
  return Object.fromEntries(given as JsonObject) as unknown as OperatorSettings;
}

/** Metadata of a node on which operators can be made: pairs of a name and what it does. */
const OPERATORS = "_operators";
const METHODS = ["operators.add", "operators.remove", "operators.list", "operators.kinds"] as const;
const LONGEST_NAME = 100;
/** Others may make 200 of them. */
const LONGEST_TEXT = 0x1_0000;
