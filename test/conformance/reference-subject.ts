import { createInterface } from "node:readline";
import type { Json } from "../../src/bytes/json.ts";
import { type Frames, ZreNode } from "../../src/index.ts";
import { readPython } from "../zocp/python-json.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";

// The model of the reference as a subject of `zocp conform`: it rides on our ZRE, so only what it does in ZOCP is its own. What
// would end the real one ends it.
const zre = new ZreNode(process.env.ZOCP_NAME ?? "subject", { headers: { "X-ZOCP": "1" } });
const node = new ReferenceNode(zre.id);
const ids = new Map<string, string>();
const described = new Set<string>();

zre.on("enter", ({ peer, name }) => {
  ids.set(name, peer);
  tell({ event: "enter", node: name, id: peer });
  act(() => node.handleEnter(peer));
});
zre.on("exit", ({ peer, name, reason }) => {
  described.delete(peer);
  tell({ event: "exit", node: name, id: peer, reason });
  act(() => node.handleExit(peer));
});
zre.on("whisper", ({ peer, content }) => hear(peer, content));
zre.on("shout", ({ peer, content }) => hear(peer, content));
await zre.start();
zre.join("ZOCP");
tell({ event: "ready", id: zre.id, name: zre.name, endpoints: [zre.endpoints?.[0]] });
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => carryOut(JSON.parse(line), readPython(line) as ReadonlyMap<string, Json>));
lines.on("close", () => zre.stop());

function carryOut(command: Command, typed: ReadonlyMap<string, Json>): void {
  const id = command.id;
  act(() => {
    if (command.register !== undefined) register(typed.get("register") as ReadonlyMap<string, Json>);
    if (command.emit !== undefined) emit(typed.get("emit") as readonly [string, Json]);
    if (command.set !== undefined) set(...command.set);
    if (command.connect !== undefined) node.signalSubscribe(linkOf(...command.connect));
    if (command.disconnect !== undefined) node.signalUnsubscribe(linkOf(...command.disconnect));
  });
  tell(command.remove === undefined ? { event: "done", id } : { event: "error", message: "it cannot remove", id });
}

function register(parameters: ReadonlyMap<string, Json>): void {
  for (const [name, entry] of parameters) {
    const fields = entry as ReadonlyMap<string, Json>;
    const type = String(fields.get("type"));
    const value = asFloats(type, fields.get("value") ?? null);
    node.register(name, value, type === "float" ? "flt" : type, String(fields.get("access")), limitsOf(fields));
  }
}

function limitsOf(fields: ReadonlyMap<string, Json>): { min: Json; max: Json; step: Json } {
  const limit = (name: string): Json => asFloats("float", fields.get(name) ?? null);
  return { min: limit("min"), max: limit("max"), step: null };
}

/** A program that uses the reference writes 1.0 where it means a float. */
function asFloats(type: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((one) => Number(one));
  return typeof value === "bigint" && type !== "int" ? Number(value) : value;
}

function emit([name, value]: readonly [string, Json]): void {
  const entry = node.entry(name) as ReadonlyMap<string, Json>;
  node.emitSignal(name, asFloats(entry.get("typeHint") === "int" ? "int" : "float", value));
}

function set(place: string, value: number): void {
  const [peer = "", parameter = ""] = place.split("/");
  node.peerSet(ids.get(peer) ?? "", new Map([[parameter, new Map([["value", value]])]]));
}

function linkOf(emitter: string, sensor: string): Parameters<typeof node.signalSubscribe>[0] {
  const [emit, send] = endOf(emitter);
  const [recv, receiver] = endOf(sensor);
  return { emit, emitter: send, recv, receiver };
}

function endOf(place: string): readonly [id: string, parameter: string] {
  const [peer = "", parameter] = place.split("/");
  return parameter === undefined ? [zre.id, peer] : [ids.get(peer) ?? "", parameter];
}

function hear(peer: string, content: Frames): void {
  act(() => node.handleMessage(peer, content.frame(0)));
  const text = content.text(0);
  for (const [verb, data] of readPython(text) as ReadonlyMap<string, Json>) {
    if (verb === "MOD") describe(peer, data);
    if (verb === "SET") tellSet(data);
    if (verb === "SIG") tellSignal(peer, data as readonly [string, Json]);
  }
}

function describe(peer: string, data: Json): void {
  if (described.has(peer)) return;
  described.add(peer);
  const name = [...ids].find(([, id]) => id === peer)?.[0];
  tell({ event: "described", node: name, id: peer, parameters: [...(data as ReadonlyMap<string, Json>).keys()] });
}

function tellSet(data: Json): void {
  for (const [parameter, entry] of data as ReadonlyMap<string, Json>)
    tell({ event: "set", parameter, value: plain((entry as ReadonlyMap<string, Json>).get("value") ?? null) });
}

/** The reference tells a signal to its program whether or not a sensor took it. */
function tellSignal(peer: string, [emitter, value]: readonly [string, Json]): void {
  if (node.listensTo(peer, emitter)) tell({ event: "signal", parameter: "level", value: plain(value) });
}

function plain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "bigint" ? Number(value) : value;
}

function act(deed: () => void): void {
  deed();
  for (const { to, text } of node.take()) zre.whisper(to, text);
}

function tell(line: object): void {
  console.log(JSON.stringify(line));
}

interface Command {
  readonly id?: number;
  readonly register?: object;
  readonly remove?: string;
  readonly emit?: readonly [string, unknown];
  readonly set?: readonly [string, number];
  readonly connect?: readonly [string, string];
  readonly disconnect?: readonly [string, string];
}
