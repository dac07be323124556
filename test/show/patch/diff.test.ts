import { describe, expect, test } from "vitest";
import { type Json, UsageError } from "../../../src/index.ts";
import { type DiffOptions, diffShow, isSame, type Plan, readShow, type Snapshot } from "../../../src/show.ts";
import { here, kept, present, wired } from "./network.ts";

const diff = (fields: object, snapshot: Snapshot, options?: DiffOptions): Plan =>
  diffShow(readShow(JSON.stringify({ zocp: 1, ...fields })), snapshot, options);
/** A plan in short. */
const told = ({ changes }: Plan): string[] =>
  changes.map((change) => {
    if (change.kind === "value") return `${change.address}=${JSON.stringify(change.to)}`;
    if (change.kind === "merge") return `${change.address} joins ${change.to}, ${change.from} before`;
    return change.kind === "position"
      ? `${change.node}@${change.to}`
      : `${change.kind} ${change.wire.emitter}>${change.wire.sensor}`;
  });

describe("values", () => {
  test("that are as the file says are left alone", () => {
    const plan = diff(
      { values: { "lamp/level": 0.5, "lamp/on": true } },
      here(present("lamp", { level: [0.5, "rw"], on: [true, "rw"] })),
    );
    expect(isSame(plan)).toBe(true);
    expect(plan.same).toBe(2);
  });

  test("of emitters come first, then links, then the others, then positions", () => {
    const plan = diff(
      {
        ...{ nodes: { desk: { position: [1, 2] } }, wires: [["desk/fader", "lamp/level"]] },
        values: { "desk/fader": 1, "lamp/colour": "red", "lamp/level": 0.5 },
      },
      here(
        present("lamp", { level: [0, "rws"], colour: ["", "rw"] }),
        present("desk", { fader: [0, "rwe"] }, { position: [1, 1] }),
      ),
    );
    expect(told(plan)).toEqual([
      "desk/fader=1",
      "make desk/fader>lamp/level",
      'lamp/colour="red"',
      "lamp/level=0.5",
      "desk@1,2",
    ]);
  });

  test("that JSON has no word for are the numbers that they mean, and texts stay texts", () => {
    const lamp = present("lamp", { level: [0, "rw"], title: ["", "rw"], place: [[0, 0], "rw"] });
    const plan = diff(
      { values: { "lamp/level": "NaN", "lamp/title": "NaN", "lamp/place": [1, "Infinity"] } },
      here(lamp),
    );
    expect(plan.changes.map((change) => "to" in change && change.to)).toEqual([
      Number.NaN,
      [1, Number.POSITIVE_INFINITY],
      "NaN",
    ]);
    expect(
      isSame(diff({ values: { "lamp/level": "NaN" } }, here(present("lamp", { level: [Number.NaN, "rw"] })))),
    ).toBe(true);
  });

  test.each([
    ["a parameter that is not there", { levle: [0, "rw"] }, 'lamp has no parameter "level"; did you mean "levle"?'],
    ["one that cannot be set", { level: [0, "re"] }, 'its access is "re", without w'],
    ["an event", { level: [0, "rw", { event: true }] }, "its values are events"],
    ["one that its owner keeps apart", { level: [0, "rw", { recall: false }] }, "its owner lets no file set it"],
    ["one of another type", { level: ["", "rw"] }, "is string now, was flt"],
  ] as const)("of %s are a problem, and nothing is sent", (_, parameters, reason) => {
    const fields = { nodes: { lamp: { expects: { level: "flt rw" } } }, values: { "lamp/level": 0.5 } };
    const plan = diff(fields, here(present("lamp", parameters)));
    expect(told(plan)).toEqual([]);
    expect(plan.problems).toEqual([{ address: "lamp/level", reason: expect.stringContaining(reason) }]);
  });

  test.each([
    ["a text for a number", "flt", "bright", "the value in the file is not a number"],
    ["a fraction for a whole number", "int", 0.5, "the value in the file is not a whole number"],
    ["two numbers for three", "vec3f", [1, 2], "the value in the file is no list of 3 numbers"],
    ["a number for a switch", "bool", 1, "the value in the file is not true or false"],
  ])("that cannot be one of the type are a problem: %s", (_, typeHint, value, reason) => {
    const plan = diff({ values: { "lamp/x": value } }, here(present("lamp", { x: [0, "rw", { typeHint }] })));
    expect(plan.problems).toEqual([{ address: "lamp/x", reason }]);
  });

  test("that the file keeps apart are left", () => {
    const plan = diff({ safe: ["lamp/*"], values: { "lamp/level": 0.5 } }, here(present("lamp", { level: [0, "rw"] })));
    expect(isSame(plan)).toBe(true);
  });
});

describe("links", () => {
  const desk = () => present("desk", { fader: [0, "re"], other: [0, "re"] });
  const lamp = () => present("lamp", { level: [0, "rs"], bar: [0, "rs"] });

  test("that are there are left, with the options that they have", () => {
    const [from, to] = [desk(), lamp()];
    wired([from, "fader"], [to, "level"], new Map([["rate", 30]]));
    expect(isSame(diff({ wires: [["desk/fader", "lamp/level", { rate: 30 }]] }, here(from, to)))).toBe(true);
    expect(told(diff({ wires: [["desk/fader", "lamp/level"]] }, here(from, to)))).toEqual([
      "options desk/fader>lamp/level",
    ]);
  });

  test("that the file does not have are told, and cut only when that is wanted", () => {
    const [from, to] = [desk(), lamp()];
    wired([from, "other"], [to, "bar"]);
    const fields = { nodes: { desk: {}, lamp: {} } };
    const plan = diff(fields, here(from, to));
    expect(plan.extras.map(({ emitter }) => emitter)).toEqual(["desk/other"]);
    expect(told(plan)).toEqual([]);
    expect(told(diff(fields, here(from, to), { exact: true }))).toEqual(["cut desk/other>lamp/bar"]);
    expect(diff({ nodes: { desk: {} } }, here(from, to)).extras).toEqual([]);
  });

  test("that are to be cut are cut where they are", () => {
    const [from, to] = [desk(), lamp()];
    const fields = { cuts: [["desk/fader", "lamp/level"]] };
    expect(isSame(diff(fields, here(from, to)))).toBe(true);
    wired([from, "fader"], [to, "level"]);
    expect(told(diff(fields, here(from, to)))).toEqual(["cut desk/fader>lamp/level"]);
  });

  test("to a node that is away are given to the other end, once", () => {
    const to = lamp();
    const fields = { wires: [["desk/fader", "lamp/level"]] };
    const plan = diff(fields, here(to));
    expect(plan.changes).toMatchObject([{ kind: "make", wire: { waits: "desk" } }]);
    expect(plan.missing.map(({ name }) => name)).toEqual(["desk"]);
    kept(to, ["desk", "fader"], ["lamp", "level"], "waiting");
    const again = diff(fields, here(to));
    expect([told(again), again.waiting.length]).toEqual([[], 1]);
  });

  test("to a node that is away stay with nobody where the other end is an old node", () => {
    const plan = diff({ wires: [["desk/fader", "lamp/level"]] }, here({ ...lamp(), extensions: false }));
    expect(told(plan)).toEqual([]);
  });

  test("between parameters that cannot be linked are a problem", () => {
    const plan = diff(
      {
        wires: [
          ["lamp/level", "lamp/bar"],
          ["desk/gone", "lamp/bar"],
        ],
      },
      here(desk(), lamp()),
    );
    expect(plan.problems.map(({ reason }) => reason)).toEqual([
      'lamp/level is no emitter: its access is "rs"',
      'desk has no parameter "gone"',
    ]);
  });
});

describe("nodes", () => {
  const cam = (name: string) => present(name, { pan: [0, "rw"] });
  const FOYER = { nodes: { "cam@foyer": { expects: { pan: "flt rw" } } }, values: { "cam@foyer/pan": 1 } };
  const target = (plan: Plan): unknown => plan.changes.map((change) => change.kind === "value" && change.target.node);

  test("that are not here are named, with those that look like them", () => {
    const plan = diff(FOYER, here(cam("cam@stage"), present("cam@roof"), cam("camera")));
    expect(plan.missing).toEqual([{ name: "cam@foyer", reason: "not here", fits: ["cam@stage"] }]);
  });

  test("that look like them are taken when that is wanted, and only one fits", () => {
    const stage = cam("cam@stage");
    expect(target(diff(FOYER, here(stage), { guess: true }))).toEqual([stage.id]);
    expect(diff(FOYER, here(stage, cam("cam-2")), { guess: true }).missing).toHaveLength(1);
  });

  test("are replaced by name or by the beginning of an id", () => {
    const [one, two] = [cam("other"), cam("other")];
    const stage = cam("cam@stage");
    expect(target(diff(FOYER, here(stage), { replace: { "cam@foyer": "cam@stage" } }))).toEqual([stage.id]);
    expect(target(diff(FOYER, here(one, two), { replace: { "cam@foyer": two.id } }))).toEqual([two.id]);
    expect(diff(FOYER, here(cam("cam@foyer")), { replace: { "cam@foyer": "x" } }).missing[0]?.reason).toContain('"x"');
  });

  test("fit a pattern of the file where their own name is not here, each once", () => {
    const fields = {
      nodes: { "cam@foyer": { match: "cam@*" }, "cam@roof": {} },
      values: { "cam@foyer/pan": 1, "cam@roof/pan": 2 },
    };
    const [roof, stage] = [cam("cam@roof"), cam("cam@stage")];
    expect(target(diff(fields, here(roof, stage)))).toEqual([stage.id, roof.id]);
    expect(target(diff(fields, here(roof, stage, cam("cam@foyer"))))).not.toContain(stage.id);
    expect(diff(fields, here(roof)).missing.map(({ name }) => name)).toEqual(["cam@foyer"]);
    expect(diff(fields, here(roof, stage, cam("cam@yard"))).missing[0]?.reason).toContain('2 nodes fit "cam@*"');
  });

  test("that share a name are refused with their ids", () => {
    const [one, two] = [cam("cam@foyer"), cam("cam@foyer")];
    const [missing] = diff(FOYER, here(one, two)).missing;
    expect(missing?.reason).toContain("2 nodes have this name");
    expect(missing?.fits).toEqual([one.id.slice(0, 8), two.id.slice(0, 8)]);
  });

  test("have their renamed parameters set", () => {
    const fields = { values: { "lamp/bright": 1 }, wires: [["desk/x", "lamp/bright"]] };
    const nodes = here(present("lamp", { level: [0, "rws"] }), present("desk", { x: [0, "re"] }));
    const plan = diff(fields, nodes, { replace: { "lamp/bright": "lamp/level" } });
    expect(plan.problems).toEqual([]);
    expect(plan.changes).toMatchObject([
      { kind: "make", wire: { to: { node: "lamp", parameter: "level" } } },
      { kind: "value", target: { parameter: "level" } },
    ]);
    expect(() => diff(fields, nodes, { replace: { "lamp/bright": "desk/x" } })).toThrow(UsageError);
  });
});

test("only what was asked for is compared", () => {
  const fields = {
    nodes: { lamp: { position: [1, 1] } },
    wires: [
      ["desk/x", "lamp/level"],
      ["desk/x", "wall/bar"],
    ],
    values: { "lamp/title": "a", "wall/title": "b", "desk/title": "c" },
  };
  const nodes = here(
    present("desk", { x: [0, "re"], title: ["", "rw"] }),
    present("lamp", { level: [0, "rs"], title: ["", "rw"] }),
    present("wall", { bar: [0, "rs"], title: ["", "rw"] }),
  );
  expect(told(diff(fields, nodes, { only: ["lamp"] }))).toEqual([
    "make desk/x>lamp/level",
    'lamp/title="a"',
    "lamp@1,1",
  ]);
  expect(told(diff(fields, nodes, { only: ["*/title"], values: true }))).toEqual([
    'desk/title="c"',
    'lamp/title="a"',
    'wall/title="b"',
  ]);
  expect(told(diff(fields, nodes, { wires: true, only: ["wall"] }))).toEqual(["make desk/x>wall/bar"]);
  expect(diff(fields, here(), { only: ["wall"] }).missing.map(({ name }) => name)).toEqual(["desk", "wall"]);
});

describe("what sensors do with several sources, and without any", () => {
  const lost = new Map<string, Json>([["do", "default"]]);

  test("is brought to what the file says, before anything else", () => {
    const file = {
      values: { "lamp/level": 1 },
      merge: { "lamp/level": "highest", "lamp/size": "mean", "old/x": "sum" },
    };
    const lamp = present("lamp", { level: [0, "rws"], size: [0, "rws", { merge: "mean" }] });
    const plan = diff(file, here(lamp, present("old", { x: [0, "rws"] }, { extensions: false })));
    expect(told(plan)).toEqual(["lamp/level joins highest, last before", "lamp/level=1"]);
    expect(plan.problems).toEqual([{ address: "old/x", reason: "old is an old node, which joins no sources" }]);
    expect(plan.same).toBe(1);
  });

  test("when nothing drives it is only compared", () => {
    const file = { lost: { "lamp/level": { do: "default" }, "lamp/size": { do: "hold" } } };
    const lamp = present("lamp", { level: [0, "rws", { lost }], size: [0, "rws"] });
    const plan = diff(file, here(lamp));
    expect([plan.changes, plan.same]).toEqual([[], 1]);
    expect(plan.problems).toEqual([
      { address: "lamp/size", reason: 'only its own program can say lost: {"do": "hold"}' },
    ]);
  });

  test("is no matter of values alone, and of a name that is not here it is missing", () => {
    const file = { merge: { "lamp/level": "highest" }, lost: { "fan/speed": { do: "hold" } } };
    const lamp = present("lamp", { level: [0, "rws"] });
    expect(isSame(diff(file, here(lamp), { values: true, only: ["lamp"] }))).toBe(true);
    expect(diff(file, here(lamp)).missing.map(({ name }) => name)).toEqual(["fan"]);
  });
});
