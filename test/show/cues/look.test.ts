import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/index.ts";
import { lookAt, movesOf, movesOnGo, movesOnJump, readShow, type ShowFile } from "../../../src/show.ts";

const HARBOUR = show({
  values: { "lamp/level": 0.1, "house/level": 1, "sound/gain": 0.7 },
  wires: [["osc/sine", "lamp/level"]],
  safe: ["sound/*"],
  scenes: {
    dusk: {
      values: { "lamp/level": 0.2, "lamp/colour": [1, 0.4, 0.1] },
      over: 3,
      timing: { "*/colour": { over: 5, delay: 1 } },
    },
  },
  cues: [
    { id: "a", cue: "1", over: 4, values: { "house/level": 0 } },
    { id: "b", cue: "1.5", scene: "dusk", wires: { cut: [["osc/sine", "lamp/level"]] } },
    { id: "c", cue: "2", values: { "lamp/level": 1, "sound/gain": 0 }, flags: ["only"] },
    { id: "d", cue: "3", over: 2, values: { "cam/pan": 5 }, wires: { make: [["desk/fader", "cam/pan"]] } },
  ],
});

describe("the look at a cue", () => {
  test("is all moves down to it, on top of what the file says of what the cues move", () => {
    expect(valuesAt("a")).toEqual({ "house/level": 0, "lamp/level": 0.1 });
    expect(valuesAt("b")).toEqual({ "house/level": 0, "lamp/colour": [1, 0.4, 0.1], "lamp/level": 0.2 });
    expect(valuesAt(undefined)).toEqual({ "house/level": 1, "lamp/level": 0.1 });
  });

  test("has the state of every link that any cue names", () => {
    expect(linksAt("a")).toEqual(["made osc/sine → lamp/level", "cut desk/fader → cam/pan"]);
    expect(linksAt("d")).toEqual(["cut osc/sine → lamp/level", "made desk/fader → cam/pan"]);
  });

  test("has nothing of a cue before it that is only for itself", () => {
    expect(valuesAt("c")).toMatchObject({ "lamp/level": 1 });
    expect(valuesAt("d")).toMatchObject({ "lamp/level": 0.2, "cam/pan": 5 });
  });

  test("has nothing of a disabled cue", () => {
    const cues = HARBOUR.cues.map((cue) => (cue.id === "b" ? { ...cue, disabled: true } : cue));
    expect(Object.fromEntries(lookAt(HARBOUR, cues, "d").values)).toEqual({
      "cam/pan": 5,
      "house/level": 0,
      "lamp/level": 0.1,
    });
  });

  test("is refused for a cue that is not in the list", () => {
    expect(() => lookAt(HARBOUR, HARBOUR.cues, "z")).toThrow(UsageError);
  });
});

describe("the moves of a cue", () => {
  test("take what is said for a parameter before what is said for all, and leave out what is safe", () => {
    const timings = [...movesOf(HARBOUR, cue("b"))].map(([address, { timing }]) => [
      address,
      timing.over,
      timing.delay,
    ]);
    expect(timings).toEqual([
      ["lamp/level", 3, 0],
      ["lamp/colour", 5, 1],
    ]);
    expect([...movesOf(HARBOUR, cue("c")).keys()]).toEqual(["lamp/level"]);
  });

  test("on GO are its own, and take back what the one before did only for itself", () => {
    expect(goes("a")).toEqual({ "house/level": [0, 4] });
    expect(goes("d")).toEqual({ "cam/pan": [5, 2], "lamp/level": [0.2, 2] });
  });

  test("on a jump are the whole look, in the time of the cue", () => {
    const moves = movesOnJump(HARBOUR, HARBOUR.cues, "d");
    expect([...moves.values.keys()]).toEqual(["cam/pan", "house/level", "lamp/colour", "lamp/level"]);
    expect(new Set([...moves.values.values()].map(({ timing }) => timing.over))).toEqual(new Set([2]));
  });

  test("of a block are its whole look on GO, too", () => {
    const cues = HARBOUR.cues.map((one) => (one.id === "d" ? { ...one, flags: ["block" as const] } : one));
    expect(movesOnGo(HARBOUR, cues, "d").values.size).toBe(4);
  });
});

test("playing down a list gives the look at each cue, whatever stands in it", () => {
  const entry = fc.record({
    values: fc.dictionary(fc.constantFrom("a/x", "a/y", "b/x", "b/y"), fc.integer({ min: 0, max: 9 })),
    flags: fc.subarray(["only", "block"]),
    disabled: fc.boolean(),
  });
  const begin = { "a/x": 0, "a/y": 0, "b/x": 0, "b/y": 0 };
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
      const file = show({ values: begin, cues: entries.map((one, at) => ({ id: `${at}`, cue: `${at + 1}`, ...one })) });
      const stage = new Map(lookAt(file, file.cues).values);
      for (const { id, disabled } of file.cues) {
        if (disabled === true) continue;
        for (const [address, { to }] of movesOnGo(file, file.cues, id).values) stage.set(address, to);
        expect(new Map([...stage].sort())).toEqual(lookAt(file, file.cues, id).values);
      }
    }),
  );
});

function show(content: object): ShowFile {
  return readShow(JSON.stringify({ zocp: 1, ...content }));
}

function cue(id: string) {
  const found = HARBOUR.cues.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no cue ${id}`);
  return found;
}

function valuesAt(id: string | undefined): object {
  return Object.fromEntries(lookAt(HARBOUR, HARBOUR.cues, id).values);
}

function linksAt(id: string): readonly string[] {
  const { wires } = lookAt(HARBOUR, HARBOUR.cues, id);
  return wires.map(({ wire, made }) => `${made ? "made" : "cut"} ${wire.emitter} → ${wire.sensor}`);
}

function goes(id: string): object {
  const { values } = movesOnGo(HARBOUR, HARBOUR.cues, id);
  return Object.fromEntries([...values].map(([address, { to, timing }]) => [address, [to, timing.over]]));
}
