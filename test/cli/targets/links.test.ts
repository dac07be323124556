import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { coloursFor } from "../../../src/cli/format/colours.ts";
import {
  type Between,
  betweenAt,
  endsOf,
  findBetween,
  findTaker,
  freeName,
  portsOf,
  takesOperators,
} from "../../../src/cli/targets/betweens.ts";
import {
  checkLink,
  findLink,
  isConnected,
  linkOf,
  tellLink,
  tellOutcome,
} from "../../../src/cli/targets/link-words.ts";
import { refuseBroker } from "../../../src/cli/targets/local-only.ts";
import { placesWithKeys, publicKeyOf } from "../../../src/cli/targets/public-keys.ts";
import { seeRange } from "../../../src/cli/targets/seen-range.ts";
import type { Json, RemoteNode } from "../../../src/index.ts";
import { Imagined, idOf, remote, session } from "./stage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function outcome<T>(wanted: Promise<T>): Promise<T | string> {
  const settled = wanted.catch((error: unknown) => (error as Error).message);
  await vi.advanceTimersByTimeAsync(3000);
  return settled;
}

function messageOf(act: () => unknown): string {
  try {
    act();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const desk = remote("desk", [
  {
    path: "fader",
    access: "re",
    subscribers: [
      [idOf("lamp"), "level"],
      [idOf("wall"), null],
    ],
  },
  { path: "knob", access: "rw" },
]);
const lamp = remote("lamp", [
  { path: "level", access: "rws" },
  { path: "on", access: "rws" },
  { path: "heat", access: "r" },
]);
const network = new Imagined(desk, lamp);
const wire = (from: RemoteNode, emitter: string, to: RemoteNode, sensor: string) => {
  const [one, other] = [from.parameter(emitter), to.parameter(sensor)];
  if (one === undefined || other === undefined) throw new Error("there is no such parameter");
  return { emitter: one, sensor: other };
};

describe("both ends of a link", () => {
  const find = async (emitter: string, sensor: string): Promise<unknown> => {
    const found = await outcome(findLink(session().session, network.node, emitter, sensor));
    return typeof found === "string" ? found : linkOf(found);
  };

  test.each<[string, string, unknown]>([
    [
      "desk/fader",
      "lamp/level",
      { emitter: { node: idOf("desk"), parameter: "fader" }, sensor: { node: idOf("lamp"), parameter: "level" } },
    ],
    ["dsek/fader", "lmap/level", 'no node "dsek" was found within 1 s; did you mean "desk"?'],
    ["desk/fader", "lmap/level", 'no node "lmap" was found within 1 s; did you mean "lamp"?'],
    ["desk/fadre", "lamp/level", 'desk has no parameter "fadre"; did you mean "fader"?'],
    ["desk/fader", "lamp/leevl", 'lamp has no parameter "leevl"; did you mean "level"?'],
  ])("%s and %s are found, or one is named that is not", async (emitter, sensor, expected) => {
    expect(await find(emitter, sensor)).toEqual(expected);
  });

  test.each<[ReturnType<typeof wire>, string]>([
    [wire(desk, "fader", lamp, "level"), ""],
    [
      wire(desk, "knob", lamp, "level"),
      'desk/knob is no emitter: its access is "rw", without e; its emitters are "fader"',
    ],
    [
      wire(desk, "fader", lamp, "heat"),
      'lamp/heat is no sensor: its access is "r", without s; its sensors are "level", "on"',
    ],
    [wire(lamp, "level", lamp, "on"), 'lamp/level is no emitter: its access is "rws", without e'],
  ])("are refused when they are not what a link needs: %#", (ends, message) => {
    expect(messageOf(() => checkLink(ends))).toBe(message);
  });

  test("are refused for the reason that the emitter gives", () => {
    const picky = remote("picky", [{ path: "out", access: "e", whyNotTo: () => "picky/out sends texts" }]);
    expect(messageOf(() => checkLink(wire(picky, "out", lamp, "level")))).toBe("picky/out sends texts");
  });

  test("are connected when the emitter lists the sensor itself", () => {
    expect(isConnected(wire(desk, "fader", lamp, "level"))).toBe(true);
    expect(isConnected(wire(desk, "fader", lamp, "on"))).toBe(false);
    expect(isConnected(wire(desk, "knob", lamp, "level"))).toBe(false);
  });

  test("are told with what was done, to people and to programs", () => {
    const [people, programs] = [session(), session({ json: true })];
    for (const { session: one } of [people, programs]) {
      tellLink(one, wire(desk, "fader", lamp, "level"), true);
      tellOutcome(one, { emitter: "a\u0007/b", sensor: '"c d"/e', via: "box" }, false);
    }
    expect(people.lines).toEqual(["desk/fader → lamp/level", 'a\\u0007/b ✗ "c d"/e via box']);
    expect(programs.lines).toEqual([
      '{"emitter":"desk/fader","sensor":"lamp/level","connected":true}',
      '{"emitter":"a\\u0007/b","sensor":"\\"c d\\"/e","via":"box","connected":false}',
    ]);
    const coloured = session();
    tellOutcome({ ...coloured.session, colours: coloursFor({ isTTY: true }, {}) }, { emitter: "a", sensor: "b" }, true);
    expect(coloured.lines).toEqual(["a \u001b[32m→\u001b[39m b"]);
  });
});

describe("an operator between the ends of a link", () => {
  const box = (entries: Json, more: object = {}, parameters: readonly string[] = []): RemoteNode =>
    remote(
      "box",
      parameters.map((path) => ({ path })),
      { metadata: new Map([["_operators", entries]]), ...more },
    );
  const ENTRY: Json = ["between", "pass", ["desk/fader", "old/level"]];
  const ENDS = { emitter: "desk/fader", sensor: "old/level" };
  const search = { wait: 100, session: session().session };

  test("is found by what its node tells", async () => {
    const found = await outcome(findBetween(new Imagined(desk, box([ENTRY])).node, ENDS, search));
    expect(found).toMatchObject({ operator: "between", ...ENDS, node: { name: "box" } });
    expect(await outcome(findBetween(network.node, ENDS, search))).toBe(undefined);
    const turned = { emitter: ENDS.sensor, sensor: ENDS.emitter };
    expect(await outcome(findBetween(new Imagined(box([ENTRY])).node, turned, search))).toBe(undefined);
  });

  test("is found when its node comes while one looks", async () => {
    const stage = new Imagined();
    const wanted = findBetween(stage.node, ENDS, { ...search, wait: 60_000 });
    await vi.advanceTimersByTimeAsync(1000);
    stage.come(box([ENTRY]));
    expect(await outcome(wanted)).toMatchObject({ operator: "between" });
    expect(stage.listenerCount("described")).toBe(0);
  });

  test.each<[string, Json]>([
    ["nothing", null],
    ["a text", "between"],
    ["an entry that is none", [1, null, "x", []]],
    ["an operator without ends", [["between", "pass"]]],
    ["an end that is no address", [["between", "pass", ["desk", "old/level"]]]],
    ["a name that is none", [[7, "pass", ["desk/fader", "old/level"]]]],
    ["ends in a map", [["between", "pass", new Map()]]],
  ])("is none where a node tells %s", async (_what, told) => {
    expect(await outcome(findBetween(new Imagined(box(told)).node, ENDS, search))).toBe(undefined);
  });

  test("belongs to the sensor that it has", () => {
    const node = box([ENTRY]);
    expect(betweenAt(node, { node: "box", parameter: "between.in" })).toMatchObject(ENDS);
    expect(betweenAt(node, { node: "box", parameter: "between.out" })).toBe(undefined);
    expect(betweenAt(node, { node: "other", parameter: "between.in" })).toBe(undefined);
    const between: Between = { node, operator: "between", ...ENDS };
    expect(portsOf(between)).toEqual({
      input: { node: idOf("box"), parameter: "between.in" },
      output: { node: idOf("box"), parameter: "between.out" },
    });
  });

  test.each<[Json, readonly string[], string]>([
    [[], [], "between"],
    [[ENTRY], [], "between2"],
    [[ENTRY, ["between2", "pass"]], [], "between3"],
    [[["between2", "pass"]], [], "between"],
    [[], ["between.in"], "between2"],
    [null, [], "between"],
  ])("gets a name that nobody has: %o beside %o is %s", (told, parameters, name) => {
    expect(freeName(box(told, {}, parameters))).toBe(name);
  });

  test("is made on a node that takes operators and is not locked", async () => {
    const locked = remote("locked", [], { metadata: new Map([["_operators", []]]), locked: true });
    const tool = box([], { id: "ff", headers: new Map([["X-ZOCP-TOOL", "composer"]]) });
    expect(await outcome(findTaker(new Imagined(desk, locked, tool).node, search))).toBe(undefined);
    expect(await outcome(findTaker(new Imagined(desk, locked, box([])).node, search))).toMatchObject({ name: "box" });
    expect([takesOperators(desk), takesOperators(box(null))]).toEqual([false, true]);
  });

  test("has the addresses of its ends as people write them", () => {
    const end = (name: string, path: string) => ({ node: remote(name), path });
    expect(endsOf(end("a/desk", "x"), end("lamp", "a/b"))).toEqual({ emitter: '"a/desk"/x', sensor: "lamp/a/b" });
  });
});

describe("the range that an emitter was moved through", () => {
  async function see(...values: readonly Json[]): Promise<{ readonly range: unknown; readonly notes: string[] }> {
    const { session: one, notes } = session();
    let tell: (event: { value: Json }) => void = () => {};
    const node = Object.assign(new Imagined(desk), {
      watch(_port: unknown, told: typeof tell) {
        tell = told;
        return () => void notes.push("(stopped)");
      },
    });
    const { emitter } = wire(desk, "fader", lamp, "level");
    const range = outcome(seeRange(one, node.node, emitter, 2));
    for (const value of values) tell({ value });
    return { range: await range, notes };
  }
  const BEGIN = "move desk/fader from one end to the other: 2 s";

  test.each<[string, Json[], unknown, string[]]>([
    ["numbers", [0.5, 0.1, 0.9, 0.3], [0.1, 0.9], ["desk/fader went from 0.1 to 0.9"]],
    [
      "vectors",
      [
        [0, 5],
        [-1, 2],
      ],
      [-1, 5],
      ["desk/fader went from -1 to 5"],
    ],
    [
      "what is no number between",
      [0, "x", Number.NaN, Number.POSITIVE_INFINITY, null, true, 1],
      [0, 1],
      ["desk/fader went from 0 to 1"],
    ],
    ["nothing", [], "desk/fader did not move within 2 s: there is nothing to learn", []],
    ["the same again", [0.5, 0.5], "desk/fader did not move within 2 s: there is nothing to learn", []],
    ["texts", ["a", "b"], "desk/fader did not move within 2 s: there is nothing to learn", []],
  ])("is learnt from %s", async (_what, values, range, notes) => {
    expect(await see(...values)).toEqual({ range, notes: [BEGIN, "(stopped)", ...notes] });
  });
});

describe("words that stand for keys and brokers", () => {
  test("a key is itself where it is no file, and hubs keep theirs", () => {
    expect(publicKeyOf("0123456789".repeat(4))).toBe("0123456789".repeat(4));
    expect(placesWithKeys(undefined)).toBe(undefined);
    expect(placesWithKeys(["tcp://a:1", "tcp://b:2|KEY", "tcp://c:3@KEY|x"])).toEqual([
      ...["tcp://a:1", "tcp://b:2|KEY", "tcp://c:3|KEY|x"],
    ]);
  });

  test("what is for the local network refuses a broker, and says where it was asked for", () => {
    vi.stubEnv("ZOCP_BROKER", "");
    expect(messageOf(() => refuseBroker({}, "the doctor"))).toBe("");
    expect(messageOf(() => refuseBroker({ broker: "nats://a" }, "the doctor"))).toBe(
      "the doctor is for the local network, and not for a broker yet: leave --broker out",
    );
    vi.stubEnv("ZOCP_BROKER", "nats://a");
    expect(messageOf(() => refuseBroker({}, "the hub"))).toBe(
      "the hub is for the local network, and not for a broker yet: leave ZOCP_BROKER out",
    );
    expect(messageOf(() => refuseBroker({ broker: "" }, "the hub"))).toBe("");
    vi.unstubAllEnvs();
  });
});
