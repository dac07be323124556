import type { Answer } from "./json.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

/** The table of operations as a document of OpenAPI 3.1. `url`: where it is, as this client has asked for it. */
export function describeApi(url: string): Answer {
  const paths: Record<string, Record<string, Answer>> = {};
  for (const operation of OPERATIONS)
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  return {
    openapi: "3.1.0",
    info: { title: "zocp", version: "1", description: "The nodes of a show: docs/guide/web.md" },
    servers: [{ url }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    security: [{ token: [] }, {}],
    paths,
  };
}

function describe({ id, path, summary, query = {}, body, answer }: Operation): Answer {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true, schema: TEXT })),
    ...Object.entries(query).map(([name, description]) => ({ name, in: "query", description, schema: TEXTS })),
  ];
  return {
    ...{ operationId: id, summary, parameters },
    ...(body && { requestBody: { content: { [JSON_TYPE]: { schema: body } } } }),
    responses: {
      200: {
        description: summary,
        content: { [id === "events" ? "text/event-stream" : JSON_TYPE]: { schema: answer } },
      },
      default: { description: "why not", content: { [JSON_TYPE]: { schema: FAILURE } } },
    },
  };
}

const JSON_TYPE = "application/json";
const TEXT = { type: "string" };
const TEXTS = { type: "array", items: TEXT };
const FAILURE = {
  type: "object",
  properties: { error: { type: "object", properties: { code: TEXT, message: TEXT } } },
};
