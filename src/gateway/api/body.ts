import type { IncomingMessage } from "node:http";

import { type JsonObject, ProtocolError, parseJson } from "../../index.ts";
import { ApiFailure } from "./failure.ts";

/** Reads the JSON object of a request; an empty body is an empty one. Rejects with {@link ApiFailure}. */
export async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new ApiFailure(415, "bad-type", `the Content-Type is ${type ?? "missing"}; it must be application/json`);
  const text = await readText(request);
  if (text.trim() === "") return new Map();
  try {
    const json = parseJson(text);
    if (json instanceof Map) return json;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ApiFailure(400, "bad-json", `the body is no JSON: ${error.message}`);
  }
  throw new ApiFailure(400, "bad-json", 'the body must be an object, for instance {"value": 0.5}');
}

/** The server ends a request whose body takes longer than ten seconds. */
async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      octets += chunk.length;
      if (octets > LARGEST) break;
      chunks.push(chunk);
    }
  } catch {
    throw new ApiFailure(400, "cut-off", "the body was cut off");
  }
  if (octets > LARGEST) throw new ApiFailure(413, "too-large", `the body has more than ${LARGEST} octets, the limit`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ApiFailure(400, "bad-json", "the body is no UTF-8");
  }
}

const LARGEST = 0x1_0000;
