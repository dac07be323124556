import { describe, expect, test } from "vitest";

import { toJsonText } from "../../../src/cli/format/json.ts";
import { askClocks, describeClock } from "../../../src/cli/views/clocks.ts";
import { askFigures, askHoldings, askLinks } from "../../../src/cli/views/figures.ts";
import { Losses } from "../../../src/cli/views/losses.ts";
import { describeNode, describeRole, viewNode, viewParameter } from "../../../src/cli/views/node-view.ts";
import { type LinkState, NetworkError, type RemoteNode } from "../../../src/index.ts";
import { clock } from "../doctor/stage.ts";
import { Imagined, idOf, remote } from "../targets/stage.ts";

const TOOL = { headers: new Map([["X-ZOCP-TOOL", "ls"]]) };
const FAILS = (): Promise<never> => Promise.reject(new NetworkError("timed-out", "no answer"));

function link(more: Partial<LinkState> = {}): LinkState {
  return {
    ...{ emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } },
    ...{ state: "made", reason: "", options: new Map(), by: "", at: 0 },
    ...more,
  };
}

function firstOf(node: RemoteNode) {
  const [parameter] = node.parameters.values();
  if (parameter === undefined) throw new Error("it has none");
  return parameter;
}

describe("a node as it is shown", () => {
  const lamp = (more: object = {}): RemoteNode =>
    remote(
      "lamp",
      [
        { path: "level", value: 0.5, typeHint: "flt" },
        { path: "on", typeHint: "bool" },
      ],
      more,
    );
  const view = (node: RemoteNode, chosen = (_path: string): boolean => true) =>
    viewNode(node, { address: "tcp://10.0.0.1:5", nameOf: (id) => (id === idOf("desk") ? "desk" : undefined), chosen });

  test("has the parameters that were chosen, and what it says of itself", () => {
    expect(view(lamp(), (path) => path === "on")).toMatchObject({
      ...{ id: idOf("lamp"), name: "lamp", address: "tcp://10.0.0.1:5", complete: true },
      ...{ locked: undefined, role: undefined, parameters: [{ path: "on" }] },
    });
    expect(view(lamp({ locked: true, lockReason: "" }))).toMatchObject({ locked: "" });
    expect(view(lamp({ locked: true, lockReason: "show" }))).toMatchObject({ locked: "show" });
  });

  test.each<[readonly (readonly [string, string | null])[], string[]]>([
    [[], []],
    [[[idOf("desk"), "fader"]], ["desk/fader"]],
    [[[idOf("desk"), null]], []],
    [
      [
        ["ab".repeat(16), "a b"],
        [idOf("desk"), "x"],
      ],
      ["abababab/a b", "desk/x"],
    ],
  ])("drives sensors, by name or by the beginning of an id: %j", (subscribers, drives) => {
    const emitter = firstOf(remote("wall", [{ path: "out", subscribers }]));
    expect(viewParameter(emitter, (id) => (id === idOf("desk") ? "desk" : undefined)).drives).toEqual(drives);
  });

  test("is one object for programs, without what is not so", () => {
    expect(JSON.parse(toJsonText(describeNode(view(lamp(), (path) => path === "level"))))).toEqual({
      ...{ id: idOf("lamp"), name: "lamp", address: "tcp://10.0.0.1:5", headers: {} },
      parameters: { level: { value: 0.5, type: "float", access: "rwes", subscribers: [] } },
    });
    expect(
      JSON.parse(toJsonText(describeNode(view(lamp({ complete: false, locked: true, lockReason: "" }))))),
    ).toMatchObject({
      ...{ complete: false, locked: true },
      parameters: { on: { value: null, type: "bool" } },
    });
  });

  test("has its links that wait, with who decided and when", () => {
    const at = Date.UTC(2026, 0, 2, 20, 14);
    const waiting = [
      link({ state: "cut", reason: "cut by ada", by: "ada", at, priority: 5, options: new Map([["map", [1]]]) }),
    ];
    const told = JSON.parse(
      toJsonText(describeNode({ ...view(lamp()), waiting: [{ ...(waiting[0] ?? link()), via: "box" }] })),
    );
    expect(told.waiting).toEqual([
      {
        ...{ emitter: "desk/fader", sensor: "lamp/level", via: "box", state: "cut", reason: "cut by ada" },
        ...{ priority: 5, map: [1], by: "ada", at: "2026-01-02T20:14:00.000Z" },
      },
    ]);
    expect(JSON.parse(toJsonText(describeNode({ ...view(lamp()), waiting: [link()] }))).waiting[0]).not.toHaveProperty(
      "at",
    );
  });

  test("is a show, or stands ready for one", () => {
    const role = { of: "show", plays: true, term: 3, presses: 0, since: 0, auto: true };
    expect(toJsonText(describeRole(role))).toBe('{"of":"show","plays":true,"term":3}');
    expect(toJsonText(describeRole({ ...role, plays: false }))).toBe('{"of":"show","plays":false,"auto":true}');
  });
});

describe("what a node is asked", () => {
  const figures = (peer: string) => ({ emitter: "fader", peer, name: "" });
  const network = new Imagined(remote("lamp"), remote("zocp-ls@pi", [], TOOL));
  const node = Object.assign(network, { id: idOf("me") }).node;
  const asked = (more: object): RemoteNode => remote("desk", [], more);

  test("is how its links fare, without those to other commands and to us", async () => {
    const all = [figures(idOf("lamp")), figures(idOf("zocp-ls@pi")), figures(idOf("me")), figures("gone")];
    const desk = asked({ deliveries: async () => all });
    const peersOf = async (tools: boolean) =>
      (await askFigures(node, desk, { tools, timeout: 1 }))?.map(({ peer }) => peer);
    expect(await peersOf(false)).toEqual([idOf("lamp"), "gone"]);
    expect(await peersOf(true)).toHaveLength(4);
  });

  test("is which links are not in effect, or count for something else at its sensors", async () => {
    const lampLinks = [
      link(),
      link({ state: "waiting" }),
      link({ priority: 5 }),
      link({ options: new Map([["map", 1]]) }),
      link({ priority: 5, sensor: { node: "wall", parameter: "x" } }),
    ];
    const lamp = remote("lamp", [], { links: async () => lampLinks });
    expect((await askLinks(lamp, 1))?.map((one) => lampLinks.indexOf(one))).toEqual([1, 2, 3]);
  });

  test("is who holds its parameters", async () => {
    const owners = new Map([["level", { by: "set", name: "desk" }]]);
    expect(await askHoldings(asked({ owners: async () => owners }), 1)).toBe(owners);
  });

  test("is answered by nothing where it cannot say: an old node, and one that is silent", async () => {
    for (const more of [{ extensions: false }, { deliveries: FAILS, links: FAILS, owners: FAILS, clock: FAILS }]) {
      const desk = asked(more);
      expect(await askFigures(node, desk, { tools: true, timeout: 1 })).toBe(undefined);
      expect(await askLinks(desk, 1)).toBe(undefined);
      expect(await askHoldings(desk, 1)).toBe(undefined);
      expect(await askClocks(new Imagined(desk).node, 1)).toEqual([
        { name: "desk", id: idOf("desk"), clock: undefined },
      ]);
    }
  });

  test("is its clock, of all nodes by name, and of commands only when that is wanted", async () => {
    const told = clock({ offset: 3 });
    const all = new Imagined(
      asked({ clock: async () => told }),
      remote("a", [], { clock: FAILS }),
      remote("z", [], { ...TOOL, clock: FAILS }),
    );
    const names = async (tools: boolean) => (await askClocks(all.node, 1, tools)).map(({ name }) => name);
    expect([await names(false), await names(true)]).toEqual([
      ["a", "desk"],
      ["a", "desk", "z"],
    ]);
    const [, desk] = await askClocks(all.node, 1);
    expect(desk && JSON.parse(toJsonText(describeClock(desk)))).toEqual({ node: "desk", id: idOf("desk"), ...told });
    await expect(
      askClocks(new Imagined(asked({ clock: () => Promise.reject(new TypeError("odd")) })).node, 1),
    ).rejects.toThrow("odd");
  });
});

test("values that a map loses are told as they become more, of the sensors of their node only", () => {
  const losses = new Losses();
  const told = (dropped: number | undefined, more: Partial<LinkState> = {}): [number, number][] =>
    [...losses.of([link({ ...(dropped !== undefined && { dropped }), ...more })], "lamp")].map((one) => [
      one.more,
      one.dropped,
    ]);
  expect([told(undefined), told(3), told(3), told(5)]).toEqual([[], [[3, 3]], [], [[2, 5]]]);
  // A map that is another one counts anew.
  expect([told(1), told(0), told(2)]).toEqual([[[1, 1]], [], [[2, 2]]]);
  expect(told(9, { sensor: { node: "wall", parameter: "level" } })).toEqual([]);
  expect(told(4, { emitter: { node: "desk", parameter: "other" } })).toEqual([[4, 4]]);
  expect([...losses.of(undefined, "lamp")]).toEqual([]);
});
