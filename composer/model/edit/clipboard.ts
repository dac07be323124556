import { formatAddress, formatJson, type Json, parseAddress, parseJson } from "../../../src/browser.ts";
import type { Network } from "../network/network.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { Ends } from "./wiring.ts";

/** Wires and values, as they lie on the clipboard. */
export interface Cutting {
  readonly wires: readonly Ends[];
  readonly values: readonly { readonly parameter: ShownParameter; readonly value: Json }[];
  /** Addresses that are named in it and are not here. */
  readonly missing: readonly string[];
}

/** Writes what is selected as JSON that people can read and keep: `{"zocp": 1, "wires": [["a/x", "b/y"]], "values": {…}}`. */
export function copyText(network: Network, keys: ReadonlySet<string>): string | undefined {
  const nodes = network.nodes.filter(({ key }) => keys.has(key));
  const parameters = new Set([...nodes.flatMap(writablesOf), ...network.parameters.filter(({ key }) => keys.has(key))]);
  const inside = (parameter: ShownParameter): boolean => keys.has(parameter.node.key) || keys.has(parameter.key);
  const wires = network.wires.filter((wire) => keys.has(wire.key) || (inside(wire.emitter) && inside(wire.sensor)));
  if (wires.length + parameters.size === 0) return undefined;
  const pairs = wires.map(({ emitter, sensor }) => [addressOf(emitter), addressOf(sensor)]);
  const values = [...parameters].flatMap((parameter): [string, Json][] =>
    parameter.value === undefined ? [] : [[addressOf(parameter), parameter.value]],
  );
  return formatJson(
    new Map<string, Json>([
      ["zocp", 1],
      ["wires", pairs],
      ["values", new Map(values)],
    ]),
  );
}

/** Reads what {@link copyText} wrote; undefined for a text that is something else. */
export function readText(network: Network, text: string): Cutting | undefined {
  const json = parse(text);
  if (!(json instanceof Map) || json.get("zocp") !== 1) return undefined;
  const missing: string[] = [];
  const find = (address: Json | undefined): ShownParameter | undefined => {
    const parameter = typeof address === "string" ? lookUp(network, address) : undefined;
    if (parameter === undefined) missing.push(String(address));
    return parameter;
  };
  const wires = listOf(json.get("wires")).flatMap((pair): Ends[] => {
    const [from, to] = listOf(pair);
    const [emitter, sensor] = [find(from), find(to)];
    return emitter === undefined || sensor === undefined ? [] : [{ emitter, sensor }];
  });
  const given = json.get("values");
  const values = (given instanceof Map ? [...(given as ReadonlyMap<string, Json>)] : []).flatMap(([address, value]) => {
    const parameter = find(address);
    return parameter === undefined ? [] : [{ parameter, value }];
  });
  return { wires, values, missing };
}

function writablesOf({ drawn }: ShownNode): readonly ShownParameter[] {
  return drawn.filter(({ access }) => access.includes("w"));
}

function addressOf({ node, path }: ShownParameter): string {
  return formatAddress({ node: node.key, parameter: path });
}

function lookUp(network: Network, text: string): ShownParameter | undefined {
  try {
    const { node, parameter } = parseAddress(text);
    return network.find(node, parameter);
  } catch {
    return undefined;
  }
}

function parse(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
