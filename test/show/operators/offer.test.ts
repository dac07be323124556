import { expect, test } from "vitest";
import { type Attempt, type Json, type JsonInput, type TransportNodeOptions, ZocpNode } from "../../../src/index.ts";
import { Operators, type OperatorsOffer } from "../../../src/show.ts";
import { SimulatedNetwork } from "../../../src/sim.ts";

/** A box on which a page, and whoever else is here, may make operators. */
async function openBox(offer: OperatorsOffer | undefined, options: TransportNodeOptions = {}) {
  const network = new SimulatedNetwork({ seed: 7 });
  const host = network.host();
  const box = new ZocpNode("box", { net: host.net, ...options });
  const operators = new Operators(box, { clock: host.net.clock, offer });
  const page = new ZocpNode("page", { net: network.host().net });
  await network.until(Promise.all([box.start(), page.start()]));
  const remote = await network.until(page.waitFor("box"));
  const call = (method: string, ...args: readonly JsonInput[]): Promise<Json> =>
    network.until(remote.call(`operators.${method}`, args));
  const named = (): Json | undefined => remote.metadata.get("_operators");
  return { network, box, operators, page, remote, call, named };
}

test("another node makes an operator, which computes and is told of, and takes it away", async () => {
  const { network, box, remote, call, named } = await openBox({});
  const out = (): Json | undefined => box.parameters.get("dim.out")?.value;
  expect(named()).toEqual([]);
  const added = await call("add", "dim", { operator: "multiply", factor: 0.5 });
  expect(added).toEqual(new Map([["name", "dim"]]));
  expect(named()).toEqual([["dim", "multiply"]]);
  await network.until(remote.set("dim.in", 0.8));
  await network.until(() => out() === 0.4);
  const settings = { operator: "multiply", factor: 0.5, in: 0.8 };
  expect(await call("list")).toEqual(new Map([["dim", new Map(Object.entries(settings))]]));
  // What it returns makes the same one again.
  const removed = await call("remove", "dim");
  expect((removed as ReadonlyMap<string, Json>).get("name")).toBe("dim");
  await network.until(() => remote.parameter("dim.out") === undefined);
  expect(named()).toEqual([]);
  await call("add", "dim", (removed as ReadonlyMap<string, Json>).get("settings") as JsonInput);
  await network.until(() => out() === 0.4);
});

test("what stands between two ends passes values on, and its node tells of which ends", async () => {
  const { network, box, remote, call, named } = await openBox({});
  const between = ["desk/fader", "old/x"];
  await call("add", "between", { operator: "pass", between, in: 0.3 });
  expect(box.parameters.get("between.out")?.value).toBe(0.3);
  expect(named()).toEqual([["between", "pass", between]]);
  await network.until(remote.set("between.in", -2.5));
  await network.until(() => box.parameters.get("between.out")?.value === -2.5);
  const settings = { operator: "pass", between, in: -2.5 };
  expect(await call("list")).toEqual(new Map([["between", new Map<string, unknown>(Object.entries(settings))]]));
});

test("every kind that is told of can be made of its example alone", async () => {
  const { call, operators } = await openBox({});
  const kinds = (await call("kinds")) as unknown as readonly ReadonlyMap<string, Json>[];
  expect(kinds.length).toBeGreaterThanOrEqual(16);
  for (const kind of kinds) {
    const [word, example] = [kind.get("kind") as string, kind.get("example") as ReadonlyMap<string, Json>];
    await call("add", word, new Map<string, JsonInput>([...example, ["operator", word]]));
  }
  expect(operators.names).toEqual(kinds.map((kind) => kind.get("kind")));
});

test.each<readonly [what: string, readonly JsonInput[], RegExp]>([
  ["nothing", [], /the name of the operator is undefined, not a text of 1 to 100 characters/],
  ["a number as its name", [7, { operator: "sum" }], /the name of the operator is 7/],
  ["a long name", ["x".repeat(101), { operator: "sum" }], /not a text of 1 to 100 characters/],
  ["no settings", ["x"], /the settings are undefined: give \{"operator": "multiply"\}/],
  ["empty settings", ["x", {}], /operator: it is missing/],
  ["an unknown kind", ["x", { operator: "summ" }], /"summ" is none; did you mean "sum"\?/],
  ["too many inputs", ["x", { operator: "sum", inputs: 17 }], /inputs: 17 is not a number from 1 to 16/],
  ["one end", ["x", { operator: "pass", between: ["desk/fader"] }], /is not the addresses of two ends/],
  ["ends without a slash", ["x", { operator: "pass", between: ["desk", "old"] }], /is not the addresses of two ends/],
  ["half an expression", ["x", { operator: "expr", expr: "1 +" }], /expr/],
  [
    "too long settings",
    ["x", { operator: "sequence", values: ["y".repeat(70_000)] }],
    /the settings have 700\d\d characters; the limit is 65536/,
  ],
  ["a name that is taken", ["dim", { operator: "sum" }], /there is an operator "dim" already/],
])("what is wrong is refused with its reason, and nothing of it is made: %s", async (_, args, reason) => {
  const { call, operators, box } = await openBox({});
  operators.add("dim", { operator: "not" });
  await expect(call("add", ...args)).rejects.toThrow(reason);
  expect(operators.names).toEqual(["dim"]);
  expect([...box.parameters.keys()]).toEqual(["dim.in", "dim.out"]);
});

test("an operator that is not there cannot be taken away", async () => {
  const { call } = await openBox({});
  await expect(call("remove", "dim")).rejects.toThrow('there is no operator "dim"');
});

test("a locked node takes none and keeps those that it has", async () => {
  const { call, box, operators } = await openBox({});
  operators.add("dim", { operator: "multiply" });
  box.lock("the show is running");
  await expect(call("add", "more", { operator: "sum" })).rejects.toThrow("box is locked");
  await expect(call("remove", "dim")).rejects.toThrow("box is locked");
  expect(operators.names).toEqual(["dim"]);
  box.unlock();
  await call("remove", "dim");
});

test("who has no key that is accepted, or no permission, makes none", async () => {
  const keyed = await openBox({ accept: ["k".repeat(40)] });
  await expect(keyed.call("add", "dim", { operator: "sum" })).rejects.toThrow("box takes this only from some keys");
  const asked: Attempt[] = [];
  const permit = (attempt: Attempt): boolean => asked.push(attempt) > 1;
  const asking = await openBox({ permit });
  await expect(asking.call("add", "dim", { operator: "sum" })).rejects.toThrow("box does not permit it");
  await asking.call("add", "dim", { operator: "sum" });
  expect(asked).toMatchObject([
    { action: "register", name: "page", parameter: "dim" },
    { action: "register", name: "page", parameter: "dim" },
  ]);
});

test("nobody makes any where it was not offered, nor after the end", async () => {
  const closed = await openBox(undefined);
  await expect(closed.call("add", "dim", { operator: "sum" })).rejects.toThrow('there is no method "operators.add"');
  expect(closed.named()).toBeUndefined();
  const ended = await openBox({});
  ended.operators.stop();
  await expect(ended.call("list")).rejects.toThrow('there is no method "operators.list"');
});

test("200 operators are the most, whoever makes them", async () => {
  const { call, operators } = await openBox({});
  for (let index = 0; index < 200; index++) operators.add(`o${index}`, { operator: "not" });
  await expect(call("add", "more", { operator: "not" })).rejects.toThrow("a node has at most 200 operators");
});
