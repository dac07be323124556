import { getEventListeners } from "node:events";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Failure } from "../../../src/cli/failure.ts";
import { findNode, findParameter } from "../../../src/cli/targets/find.ts";
import { findTargets } from "../../../src/cli/targets/targets.ts";
import { Imagined, idOf, remote, session } from "./stage.ts";

const TOOL = { headers: new Map([["X-ZOCP-TOOL", "ls"]]) };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What comes of it once its time is over: the value, or the sentence of the failure. */
async function outcome<T>(wanted: Promise<T>): Promise<T | string> {
  const settled = wanted.catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    expect(error.exitCode).toBe(1);
    return error.message;
  });
  await vi.advanceTimersByTimeAsync(2000);
  return settled;
}

async function nameOf(network: Imagined, wanted: string, options = {}): Promise<string> {
  const found = await outcome(findNode(session(options).session, network.node, wanted));
  return typeof found === "string" ? found : found.name;
}

describe("a node is found", () => {
  const network = (): Imagined =>
    new Imagined(remote("lamp"), remote("desk"), remote("b\u00fchne"), remote("lämpchen"));

  test.each([
    ["by its name", "lamp", "lamp"],
    ["by its id", idOf("desk"), "desk"],
    ["by the beginning of its id", idOf("desk").slice(0, 4), "desk"],
    ["by its id in capitals, with dashes as others write it", "6C61-6D70", "lamp"],
    ["by its name in the other spelling of its letters", "bu\u0308hne", "b\u00fchne"],
  ])("%s", async (_what, wanted, name) => {
    expect(await nameOf(network(), wanted)).toBe(name);
  });

  test("by a name that looks like the beginning of an id, before others by their ids", async () => {
    expect(await nameOf(new Imagined(remote("6c61"), remote("lamp")), "6c61")).toBe("6c61");
  });

  test("as soon as it is known, and a moment later, for another one of that name may be right behind", async () => {
    const late = new Imagined();
    const found = findNode(session({ wait: 60 }).session, late.node, "lamp");
    await vi.advanceTimersByTimeAsync(500);
    late.come(remote("lamp"));
    await vi.advanceTimersByTimeAsync(49);
    late.come(remote("lamp", [], { id: "ab".repeat(16) }));
    expect(await outcome(found)).toBe(
      `"lamp" means 2 nodes; write the beginning of an id instead: ${idOf("lamp").slice(0, 8)}, abababab`,
    );
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a node that is not found", () => {
  test.each<[string, Imagined, string, string]>([
    [
      "where nobody is",
      new Imagined(),
      "lamp",
      'no node "lamp" was found within 1 s, nor any other; "zocp doctor" may tell why',
    ],
    [
      "where only commands are",
      new Imagined(remote("zocp-ls@pi", [], TOOL)),
      "lamp",
      'no node "lamp" was found within 1 s, nor any other; "zocp doctor" may tell why',
    ],
    [
      "whose name is misspelt",
      new Imagined(remote("lamp"), remote("desk")),
      "lmap",
      'no node "lmap" was found within 1 s; did you mean "lamp"?',
    ],
    [
      "whose name is like no other",
      new Imagined(remote("lamp"), remote("desk")),
      "fountain",
      'no node "fountain" was found within 1 s; there are "lamp", "desk"',
    ],
    [
      "by less than four digits of its id",
      new Imagined(remote("lamp")),
      "6c6",
      'no node "6c6" was found within 1 s; there are "lamp"',
    ],
    [
      "among many",
      new Imagined(...Array.from({ length: 12 }, (_, index) => remote(`node-${index}`))),
      "fountain",
      'no node "fountain" was found within 1 s; there are "node-0", "node-1", "node-2", "node-3", "node-4", "node-5", "node-6", "node-7" and 4 more',
    ],
  ])("%s", async (_what, network, wanted, message) => {
    expect(await nameOf(network, wanted)).toBe(message);
  });

  test("because its time was over says how long that was", async () => {
    expect(await nameOf(new Imagined(), "lamp", { wait: 0.25 })).toContain("within 0.25 s");
    expect(await nameOf(new Imagined(), "lamp", { wait: 0 })).toContain("within 0 s");
  });

  test("because it has told nothing is here, and says so", async () => {
    expect(await nameOf(new Imagined(remote("lamp", [], { complete: false })), "lamp")).toBe(
      "lamp is here, but has not told its parameters within 1 s",
    );
  });

  test("because an id begins so of two nodes names both", async () => {
    const two = new Imagined(remote("lamp"), remote("lamb"));
    expect(await nameOf(two, "6c61")).toBe(
      '"6c61" means 2 nodes; write the beginning of an id instead: 6c616d70 (lamp), 6c616d62 (lamb)',
    );
  });

  test("because the session ended is no failure", async () => {
    const ending = new AbortController();
    const found = findNode(session({}, ending.signal).session, new Imagined().node, "lamp");
    const settled = expect(found).rejects.toMatchObject({ name: "AbortError" });
    ending.abort();
    await settled;
  });

  test("leaves nobody behind who listens", async () => {
    const network = new Imagined(remote("lamp"));
    await nameOf(network, "fountain");
    await nameOf(network, "lamp");
    expect(network.listenerCount("described")).toBe(0);
  });

  test("leaves nobody behind who waits for the end, however many are looked for", async () => {
    const { signal } = new AbortController();
    const all = Array.from({ length: 40 }, (_, index) =>
      findNode(session({}, signal).session, new Imagined().node, `${index}`),
    );
    await Promise.all(all.map(outcome));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a parameter", () => {
  const lamp = remote("lamp", [{ path: "level" }, { path: "colour" }]);
  const messageOf = (path: string, of = lamp): string => {
    try {
      return findParameter(of, path).path;
    } catch (error) {
      return error instanceof Failure ? error.message : String(error);
    }
  };

  test.each([
    ["level", "level"],
    ["levle", 'lamp has no parameter "levle"; did you mean "level"?'],
    ["fountain", 'lamp has no parameter "fountain"; it has "level", "colour"'],
    ["", 'lamp has no parameter ""; it has "level", "colour"'],
  ])("%j: %s", (path, message) => {
    expect(messageOf(path)).toBe(message);
  });

  test("of a node that has none is told so", () => {
    expect(messageOf("level", remote("old"))).toBe('old has no parameter "level"; it has none');
  });
});

describe("the targets of a command", () => {
  const network = new Imagined(
    remote("lamp", [{ path: "level" }, { path: "on" }]),
    remote("desk", [{ path: "fader" }]),
    remote("a/lamp", [{ path: "level" }]),
    remote("zocp-node@pi", [{ path: "level" }], TOOL),
  );
  const find = async (address: string, options = {}): Promise<unknown> => {
    const found = await outcome(findTargets(session(options).session, network.node, address));
    return typeof found === "string" ? found : found.map((target) => target.address);
  };

  test.each<[string, object, unknown]>([
    ["lamp/level", {}, ["lamp/level"]],
    ['"a/lamp"/level', {}, ['"a/lamp"/level']],
    ["*/level", {}, ['"a/lamp"/level', "lamp/level"]],
    ["*/level", { all: true }, ['"a/lamp"/level', "lamp/level", "zocp-node@pi/level"]],
    ["LAMP/*", {}, ["lamp/level", "lamp/on"]],
    ["d?sk/*", {}, ["desk/fader"]],
    ["*/foo", {}, 'no parameter that was found within 1 s fits "*/foo"'],
    ["lamp/levle", {}, 'lamp has no parameter "levle"; did you mean "level"?'],
    ["lmap/level", {}, 'no node "lmap" was found within 1 s; did you mean "lamp"?'],
  ])("of %s with %o are %j", async (address, options, expected) => {
    expect(await find(address, options)).toEqual(expected);
  });
});
