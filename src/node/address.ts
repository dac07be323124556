import { checkObject, checkText } from "../arguments/check.ts";
import { normalizeName } from "../arguments/names.ts";
import { UsageError } from "../errors.ts";
import type { Port } from "../zocp/core/link.ts";

/**
 * Reads `node/parameter`. The first slash divides, so a parameter may hold more of them (`desk//osc/1`); a node whose name
 * holds a slash is written as a JSON string: `"stage/left"/level`. Throws `UsageError`.
 */
export function parseAddress(text: string): Port {
  checkText("the address", text);
  const { name: node, rest } = takeName(text, text.indexOf("/"));
  if (!rest.startsWith("/")) throw invalid(text, "it has no slash");
  const parameter = rest.slice(1).startsWith('"') ? takeName(rest.slice(1), -1).name : rest.slice(1);
  if (node === "") throw invalid(text, "the node before the slash is missing");
  if (parameter === "") throw invalid(text, "the parameter after the slash is missing");
  return { node: normalizeName(node), parameter: normalizeName(parameter) };
}

/** Writes what {@link parseAddress} reads. */
export function formatAddress(port: Port): string {
  checkObject("the parts of an address", port);
  const { node, parameter } = port;
  checkText("the node", node);
  checkText("the parameter", parameter);
  const first = node.includes("/") || node.startsWith('"') ? JSON.stringify(node) : node;
  return `${first}/${parameter.startsWith('"') ? JSON.stringify(parameter) : parameter}`;
}

function takeName(text: string, end: number): { readonly name: string; readonly rest: string } {
  if (!text.startsWith('"'))
    return end < 0 ? { name: text, rest: "" } : { name: text.slice(0, end), rest: text.slice(end) };
  const quoted = QUOTED.exec(text)?.[0];
  if (quoted === undefined) throw invalid(text, "a quote is not closed");
  return { name: parseQuoted(quoted, text), rest: text.slice(quoted.length) };
}

function parseQuoted(quoted: string, text: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw invalid(text, `${quoted} is not a JSON string`);
  }
}

function invalid(text: string, why: string): UsageError {
  return new UsageError(
    "invalid-address",
    `${JSON.stringify(text)} is not an address of the form node/parameter: ${why}`,
  );
}

const QUOTED = /^"(?:[^"\\]|\\.)*"/;
