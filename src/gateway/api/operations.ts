import type { Rights } from "../protocol/rights.ts";
import type { Answer } from "./json.ts";

/** What a request asks for: its answers and the document of OpenAPI are made from this one table. */
export interface Operation {
  readonly id: "nodes" | "node" | "parameter" | "setParameter" | "call" | "events" | "document";
  readonly method: "GET" | "PUT" | "POST";
  /** `{node}` is one part of the path, `{parameter}` and `{method}` are the rest of it. */
  readonly path: string;
  readonly summary: string;
  /** What a token has to permit at least. */
  readonly rights: Rights;
  /** What may stand in the query, by name. */
  readonly query?: Readonly<Record<string, string>>;
  /** The JSON that is sent. */
  readonly body?: Schema;
  /** The JSON of the answer. */
  readonly answer: Schema;
}

type Schema = Readonly<Record<string, Answer>>;

const VALUE: Schema = { description: "any JSON: a number, true or false, a text, a list of numbers for a vector" };
const PARAMETER: Schema = object({
  ...{ node: { type: "string" }, parameter: { type: "string" }, value: VALUE, type: { type: "string" } },
  ...{ access: { type: "string" }, min: VALUE, max: VALUE, step: VALUE },
  ...{ unit: { type: "string" }, description: { type: "string" }, event: { type: "boolean" } },
});
const NODE: Schema = object({
  ...{ name: { type: "string" }, id: { type: "string" }, locked: { type: "boolean" } },
  parameters: { type: "array", items: PARAMETER },
});

export const OPERATIONS: readonly Operation[] = [
  {
    id: "nodes",
    method: "GET",
    path: "/api/nodes",
    summary: "All nodes of the network, with the number of their parameters",
    rights: "look",
    answer: object({ nodes: { type: "array", items: { type: "object" } } }),
  },
  {
    id: "node",
    method: "GET",
    path: "/api/nodes/{node}",
    summary: "One node, by its name, with all of its parameters",
    rights: "look",
    answer: NODE,
  },
  {
    id: "parameter",
    method: "GET",
    path: "/api/nodes/{node}/{parameter}",
    summary: "One parameter, with its value",
    rights: "look",
    answer: PARAMETER,
  },
  {
    id: "setParameter",
    method: "PUT",
    path: "/api/nodes/{node}/{parameter}",
    summary: "Sets a parameter, and answers with the value that its node has taken",
    rights: "perform",
    body: object({ value: VALUE }, ["value"]),
    answer: object({ node: { type: "string" }, parameter: { type: "string" }, value: VALUE }),
  },
  {
    id: "call",
    method: "POST",
    path: "/api/call/{node}/{method}",
    summary: "Calls a method of a node, and answers with its result. With a link for performing: show.go and show.goto",
    rights: "perform",
    body: object({ arguments: { type: "array", items: VALUE } }),
    answer: object({ result: VALUE }),
  },
  {
    id: "events",
    method: "GET",
    path: "/api/events",
    summary: "Values as server-sent events: of each parameter the newest, the present one first",
    rights: "look",
    query: { watch: 'patterns of "node/parameter", for instance lamp*/*; may be given up to 16 times' },
    answer: { type: "string", description: 'text/event-stream: data: {"node":"lamp","parameter":"level","value":0.5}' },
  },
  {
    id: "document",
    method: "GET",
    path: "/api/openapi.json",
    summary: "This document",
    rights: "look",
    answer: { type: "object" },
  },
];

function object(properties: Schema, required?: readonly string[]): Schema {
  return { type: "object", properties, ...(required && { required }) };
}
