import { describe, expect, test } from "vitest";

import * as browser from "../src/browser.ts";
import * as dmx from "../src/dmx.ts";
import { UsageError } from "../src/errors.ts";
import * as gateway from "../src/gateway.ts";
import * as zocp from "../src/index.ts";
import * as midi from "../src/midi.ts";
import * as osc from "../src/osc.ts";
import * as protocol from "../src/protocol.ts";
import * as sim from "../src/sim.ts";

// Whatever a caller hands in where something else belongs is answered by a UsageError, never by an error of the language.
const NONSENSE: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 10n, "", "x", "a/b", "\ud800"],
  ...[Symbol("s"), () => {}, {}, [], { x: 1 }, [null], new Map([[1, 2]]), new Date(0), new Proxy({}, {})],
];

/** Codes of what may also happen: what is asked for is not there. */
const FINE = new Set(["NetworkError", "ProtocolError"]);

const EXPORTS: Readonly<Record<string, unknown>> = {
  ...{ ...zocp, ...sim },
  ...{ ...gateway, ...protocol, ...osc, ...dmx, ...midi, joinMesh: browser.joinMesh },
};

describe("no error of the language comes out of", () => {
  test.each(Object.entries(EXPORTS).filter(isFunction))("%s, whatever it is called with", async (name, exported) => {
    const mistakes: string[] = [];
    for (const args of argumentLists()) {
      // A text would be the name of a file to write.
      if (/KeyFile$/.test(name) && typeof args[0] === "string") continue;
      mistakes.push(...(await attempt(name, args, () => call(exported, args))));
    }
    expect(mistakes).toEqual([]);
  });

  test("the methods of nodes and of what these hand out, whatever they are called with", async () => {
    const mistakes: string[] = [];
    for (const [name, one] of await instances()) {
      for (const method of methodsOf(one)) {
        for (const args of argumentLists()) {
          const act = (): unknown => (one as Record<string, Callable>)[method]?.(...args);
          mistakes.push(...(await attempt(`${name}.${method}`, args, act)));
        }
      }
    }
    expect(mistakes).toEqual([]);
  }, 120_000);
});

type Callable = (...args: readonly unknown[]) => unknown;

function isFunction(entry: readonly [string, unknown]): entry is [string, Callable] {
  // Errors are made by whoever likes; frames are bytes that were read already; a transport, and a host of a simulated network, is code.
  return (
    typeof entry[1] === "function" &&
    !/Error$|^Frames$|^TransportNode$|^Remote|^Parameter$|^NodeObject$|^Emitter$/.test(entry[0])
  );
}

function call(exported: Callable, args: readonly unknown[]): unknown {
  return /^class\b/.test(String(exported)) ? Reflect.construct(exported, args) : exported(...args);
}

/** Each nonsense alone, in the second place behind something that may be right, and in the third. */
function* argumentLists(): Iterable<readonly unknown[]> {
  yield [];
  for (const one of NONSENSE) yield [one];
  for (const first of ["a/b", "level", "tcp"]) for (const one of NONSENSE) yield [first, one];
  for (const one of NONSENSE) yield ["level", 0.5, one];
  for (const one of NONSENSE) yield ["a/b", "c/d", one];
  for (const one of NONSENSE)
    yield [{ name: one, timeout: one, limits: one, headers: one, groups: one, net: one, rate: one }];
  for (const one of NONSENSE) yield ["level", { timeout: one, typeHint: "flt", value: one, access: one, min: one }];
}

async function attempt(name: string, args: readonly unknown[], act: () => unknown): Promise<string[]> {
  try {
    const result = act();
    // What waits for others may wait; only what is refused at once is looked at.
    if (result instanceof Promise) await Promise.race([result, new Promise((resolve) => setImmediate(resolve))]);
    return [];
  } catch (error) {
    if (error instanceof UsageError || FINE.has((error as Error).name)) return [];
    return [`${name}(${args.map(show).join(", ")}): ${error}`];
  }
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, one]) => `${name}: ${show(one)}`)
    .join(", ")}}`;
}

async function instances(): Promise<readonly (readonly [string, object])[]> {
  const network = new sim.SimulatedNetwork();
  const node = new zocp.ZocpNode("node", { net: network.host().net });
  const other = new zocp.ZocpNode("other", { net: network.host().net });
  const parameter = other.float("level", 0, { access: "rwes" });
  const own = node.float("level", 0, { access: "rwes" });
  await Promise.all([node.start(), other.start()]);
  await network.until(() => node.peer("other")?.parameter("level") !== undefined);
  const remote = node.peer("other");
  const [zre, hub] = [
    new zocp.ZreNode("zre", { net: network.host().net }),
    new zocp.GossipHub({ net: network.host().net }),
  ];
  await zre.start();
  return [
    ...([
      ["ZocpNode", node],
      ["Parameter", own],
      ["other Parameter", parameter],
    ] as const),
    ...([
      ["NodeObject", node.object("cam")],
      ["ZreNode", zre],
      ["GossipHub", hub],
    ] as const),
    ...([
      ["RemoteNode", remote ?? {}],
      ["RemoteParameter", remote?.parameter("level") ?? {}],
    ] as const),
    ...([["SimulatedNetwork", new sim.SimulatedNetwork()]] as const),
  ];
}

/** Those for users: what classes use among themselves says so in its comment. */
function methodsOf(one: object): string[] {
  const names = new Set<string>();
  for (
    let proto = Object.getPrototypeOf(one);
    proto !== Object.prototype && proto !== null;
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto)))
      if (typeof value === "function" && !INTERNAL.has(name)) names.add(name);
  }
  return [...names];
}

const INTERNAL = new Set([
  "constructor",
  "tell",
  "describe",
  "end",
  "emitEvent",
  "endStreams",
  "whisperFrames",
  "handleNonsense",
  "onDrain",
  "start",
  "stop",
]);
