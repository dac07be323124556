import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { findShow, showsOn } from "../../../src/cli/targets/find-show.ts";
import { actorsOn, findActors, roleOf } from "../../../src/cli/targets/find-understudy.ts";
import type { Json, RemoteNode } from "../../../src/index.ts";
import { Imagined, idOf, remote, session } from "./stage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PRESSED = ["go", "back", "panic", "goto"].map((path) => ({ path, access: "rw" }));

function role(of: string, plays: boolean): { readonly metadata: ReadonlyMap<string, Json> } {
  const told: [string, Json][] = [
    ...([
      ["of", of],
      ["plays", plays],
      ["auto", false],
      ["term", 0],
      ["presses", 0],
      ["since", 0],
    ] as const),
  ].map(([name, value]) => [name, value]);
  return { metadata: new Map<string, Json>([["_role", new Map(told)]]) };
}

const show = (name: string, more: object = {}): RemoteNode => remote(name, PRESSED, { ...role(name, true), ...more });
const understudy = (of: string): RemoteNode => remote(`${of} (understudy)`, [], role(of, false));

async function outcome<T>(wanted: Promise<T>): Promise<T | string> {
  const settled = wanted.catch((error: unknown) => (error as Error).message);
  await vi.advanceTimersByTimeAsync(3000);
  return settled;
}

async function found(network: Imagined, options = {}): Promise<string> {
  const one = await outcome(findShow(session(options).session, network.node));
  return typeof one === "string" ? one : one.name;
}

describe("which show is meant", () => {
  test.each<[string, Imagined, object, string]>([
    ["the only one", new Imagined(show("harbour"), remote("lamp")), {}, "harbour"],
    ["the one that is named", new Imagined(show("harbour"), show("matinee")), { show: "matinee" }, "matinee"],
    ["the one of an id", new Imagined(show("harbour"), show("matinee")), { show: "6861" }, "harbour"],
    [
      "the one of an id in capitals",
      new Imagined(show("harbour"), show("matinee")),
      { show: idOf("matinee").toUpperCase() },
      "matinee",
    ],
    [
      "the one whose name is spelled otherwise",
      new Imagined(show("b\u00fchne")),
      { show: "bu\u0308hne" },
      "b\u00fchne",
    ],
    ["none", new Imagined(remote("lamp")), {}, 'no show was found within 1 s; "zocp show FILE.json" plays one'],
    [
      "none, but one that stands ready",
      new Imagined(understudy("harbour")),
      {},
      'no show was found within 1 s; "zocp takeover" lets its understudy go on',
    ],
    [
      "none of that name, but one that stands ready for it",
      new Imagined(understudy("harbour")),
      { show: "harbour" },
      'no show "harbour" was found within 1 s; "zocp takeover" lets its understudy go on',
    ],
    [
      "none of that name, and one that stands ready for another",
      new Imagined(understudy("harbour")),
      { show: "matinee" },
      'no show "matinee" was found within 1 s; "zocp show FILE.json" plays one',
    ],
    [
      "another one",
      new Imagined(show("harbour"), show("matinee")),
      { show: "evening", wait: 0.5 },
      'no show "evening" was found within 0.5 s; there is harbour, matinee',
    ],
    [
      "several",
      new Imagined(show("matinee"), show("harbour")),
      {},
      "there are 2 shows: choose one with --show: harbour, matinee",
    ],
    [
      "two of one name",
      new Imagined(show("harbour"), show("harbour", { id: "ab".repeat(16) }), show("matinee")),
      {},
      "there are 3 shows: choose one with --show: 68617262 (harbour), abababab (harbour), matinee",
    ],
  ])("%s", async (_what, network, options, expected) => {
    expect(await found(network, options)).toBe(expected);
  });

  test("is known a moment after it came, also when another one comes right behind", async () => {
    const network = new Imagined();
    const wanted = findShow(session({ wait: 60 }).session, network.node);
    await vi.advanceTimersByTimeAsync(1000);
    network.come(show("harbour"));
    await vi.advanceTimersByTimeAsync(99);
    network.come(show("matinee"));
    expect(await outcome(wanted)).toBe("there are 2 shows: choose one with --show: harbour, matinee");
    expect(network.listenerCount("described")).toBe(0);
  });

  test.each<[string, RemoteNode]>([
    ["has not told its parameters", show("a", { complete: false })],
    ["is an old node", show("a", { extensions: false })],
    [
      "cannot be pressed",
      remote(
        "a",
        PRESSED.map(({ path }) => ({ path, access: "r" })),
      ),
    ],
    ["lacks a GOTO", remote("a", PRESSED.slice(0, 3))],
  ])("is none that %s", (_what, one) => {
    expect(showsOn(new Imagined(one).node)).toEqual([]);
  });

  test("is none by less than four digits of an id, and shows come by name", () => {
    const { node } = new Imagined(show("matinee"), show("harbour"));
    expect(showsOn(node, "686")).toEqual([]);
    expect(showsOn(node).map(({ name }) => name)).toEqual(["harbour", "matinee"]);
  });
});

describe("who plays a show, and who stands ready", () => {
  const network = (): Imagined => new Imagined(show("harbour"), understudy("harbour"), show("matinee"), remote("lamp"));
  const names = (remotes: readonly RemoteNode[]): string[] => remotes.map(({ name }) => name);

  test("is told by what nodes say of themselves", () => {
    expect(names(actorsOn(network().node))).toEqual(["harbour", "harbour (understudy)", "matinee"]);
    expect(names(actorsOn(network().node, "harbour"))).toEqual(["harbour", "harbour (understudy)"]);
    expect(actorsOn(network().node, "evening")).toEqual([]);
    expect(names(actorsOn(new Imagined(show("b\u00fchne")).node, "bu\u0308hne"))).toEqual(["b\u00fchne"]);
  });

  test.each<[string, Json | undefined]>([
    ["nothing", undefined],
    ["a text", "show"],
    ["a list", []],
    [
      "a role of no show",
      new Map<string, Json>([
        ["of", ""],
        ["plays", true],
      ]),
    ],
    [
      "a role without a term",
      new Map<string, Json>([
        ["of", "a"],
        ["plays", true],
        ["auto", true],
      ]),
    ],
  ])("is nobody who says %s", (_what, told) => {
    const metadata = new Map<string, Json>(told === undefined ? [] : [["_role", told]]);
    expect(roleOf({ metadata })).toBe(undefined);
  });

  test("is waited for until there is somebody who stands ready", async () => {
    const stage = new Imagined(show("harbour"));
    let done = false;
    const wanted = findActors(session({ wait: 60 }).session, stage.node).finally(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(5000);
    expect(done).toBe(false);
    stage.come(understudy("harbour"));
    const actors = await outcome(wanted);
    expect(typeof actors === "string" ? actors : names(actors)).toEqual(["harbour", "harbour (understudy)"]);
  });

  test("is whoever is here when the time is over", async () => {
    const actors = await outcome(findActors(session({ show: "matinee" }).session, network().node));
    expect(typeof actors === "string" ? actors : names(actors)).toEqual(["matinee"]);
  });
});
