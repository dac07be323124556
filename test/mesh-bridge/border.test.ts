import { describe, expect, test } from "vitest";

import { Border, type BorderEffect, type BorderOptions } from "../../src/mesh-bridge/border.ts";
import type { Side } from "../../src/mesh-bridge/crossing.ts";
import { BRIDGE_HEADER, type Traveller } from "../../src/mesh-bridge/via.ts";

const ME = "b".repeat(32);
const HIGHER = "c".repeat(32);
const LOWER = "a".repeat(32);

/** A border under virtual time. */
class Post {
  readonly border: Border;
  now = 0;
  /** What it did, as words. */
  log: string[] = [];
  /** Others that say over the broker what they do, each second. */
  readonly knocking = new Map<string, boolean>();
  /** Those on the broker that beat. */
  readonly beating = new Set<string>();

  constructor(options: Partial<BorderOptions> = {}) {
    this.border = new Border({ id: ME, share: ["lamp*"], import: ["desk*"], imports: 200, records: 1000, ...options });
    this.take(this.border.start(0));
    this.take(this.border.handleUp(0));
  }

  /** A post that carries already. */
  static open(options: Partial<BorderOptions> = {}): Post {
    const post = new Post(options);
    post.pass(1500);
    post.log = [];
    return post;
  }

  take(effects: readonly BorderEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "carry") this.log.push(`carry ${effect.from} ${effect.node.name}`);
      else if (effect.type === "drop") this.log.push(`drop ${effect.from} ${effect.node.name}: ${effect.reason}`);
      else if (effect.type === "refuse") this.log.push(`refuse ${effect.from} ${effect.node.name}: ${effect.reason}`);
      else if (effect.type === "turn") this.log.push(effect.carries ? "carries" : `stands by`);
    }
  }

  pass(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += 100;
      if (this.now % 1000 === 0) {
        for (const [id, carries] of this.knocking) this.take(this.border.handleKnock(id, carries, this.now));
        for (const id of this.beating) this.take(this.border.handleBeat({ owner: "ada", id }, 7, this.now));
      }
      if (this.border.deadline <= this.now) this.take(this.border.handleTimeout(this.now));
    }
  }

  enter(node: Traveller): void {
    this.take(this.border.handleEnter(node, this.now));
  }

  exit({ id }: Traveller, goodbye: boolean): void {
    this.take(this.border.handleExit(id, goodbye, this.now));
  }

  record({ id, name, headers }: Traveller): void {
    this.beating.add(id);
    this.take(this.border.handleRecord({ owner: "ada", id }, { name, headers, session: 7 }, this.now));
  }

  gone({ id }: Traveller): void {
    this.beating.delete(id);
    this.take(this.border.handleGone({ owner: "ada", id }, this.now));
  }

  told(): readonly string[] {
    const { log } = this;
    this.log = [];
    return log;
  }
}

let ids = 0;

function node(name: string, via: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Traveller {
  const headers = new Map([["X-ZOCP", "1"], ...Object.entries(more)]);
  if (via.length > 0) headers.set("X-ZOCP-VIA", via.join(" "));
  return { id: (++ids).toString(16).padStart(32, "0"), name, headers };
}

function bridge(id: string): Traveller {
  return { id, name: "bridge", headers: new Map([[BRIDGE_HEADER, "1"]]) };
}

describe("who crosses", () => {
  test("are those whose names were given, of each side, and commands", () => {
    const post = Post.open();
    for (const name of ["lamp 1", "desk", "other"]) post.enter(node(name));
    for (const name of ["lamp 2", "desk 2", "other"]) post.record(node(name));
    post.enter(node("zocp-ls@here", [], { "X-ZOCP-TOOL": "ls" }));
    post.record(node("zocp-ls@there", [], { "X-ZOCP-TOOL": "ls" }));
    post.enter({ ...node("lamp of zyre"), headers: new Map() });
    expect(post.told()).toEqual([
      "carry lan lamp 1",
      "carry broker desk 2",
      "carry lan zocp-ls@here",
      "carry broker zocp-ls@there",
    ]);
  });

  test("is nobody who is on the far side itself: people are told, once, and it crosses when that is over", () => {
    const post = Post.open({ share: ["*"], import: ["*"] });
    const both = node("both");
    post.record(both);
    expect(post.told()).toEqual(["carry broker both"]);
    post.enter(both);
    post.pass(5000);
    expect(post.told()).toEqual([
      "refuse lan both: it is on the broker itself",
      "drop broker both: refused",
      "refuse broker both: it is on the local network itself",
    ]);
    post.gone(both);
    post.pass(2500);
    expect(post.told()).toEqual(["carry lan both"]);
  });

  test.each([
    ["of this bridge itself", [ME], []],
    ["of another bridge between the same two", [HIGHER], []],
    [
      "that came over four bridges",
      ["1", "2", "3", "4"],
      ["refuse lan lamp: it has come over 4 bridges, which is the limit"],
    ],
    ["that came over three", ["1", "2", "3"], ["carry lan lamp"]],
  ] as const)("a stand-in %s", (_, via, told) => {
    const post = Post.open();
    post.enter(bridge(HIGHER));
    post.take(post.border.handleKnock(HIGHER, false, post.now));
    post.enter(node("lamp", via));
    expect(post.told()).toEqual(told);
  });

  test("are at most 200 of the broker: people are told of the one too many, and it comes when there is room", () => {
    const post = Post.open();
    const desks = Array.from({ length: 201 }, (_, i) => node(`desk ${i}`));
    for (const desk of desks) post.record(desk);
    // Not all in one moment: each is met by everybody here.
    expect(post.told()).toHaveLength(16);
    post.pass(10_000);
    const told = post.told();
    expect(told.filter((line) => line.startsWith("carry"))).toHaveLength(184);
    expect(told.slice(184)).toEqual([
      "refuse broker desk 200: 200 nodes of the broker are here already, which is the limit",
    ]);
    post.gone(desks[0] as Traveller);
    post.pass(3000);
    expect(post.told()).toEqual(["drop broker desk 0: left", "carry broker desk 200"]);
  });
});

describe("a node that leaves", () => {
  test.each([
    ["at once when it says so", true, 0],
    ["after a second when it does not", false, 1000],
  ] as const)("the local network leaves the broker %s", (_, goodbye, after) => {
    const post = Post.open();
    const lamp = node("lamp");
    post.enter(lamp);
    post.exit(lamp, goodbye);
    post.pass(Math.max(0, after - 500));
    if (after > 0) expect(post.told()).toEqual(["carry lan lamp"]);
    post.pass(after > 0 ? 1000 : 0);
    expect(post.told().at(-1)).toBe("drop lan lamp: left");
  });

  test("for less than a second without a goodbye has not left", () => {
    const post = Post.open();
    const lamp = node("lamp");
    post.enter(lamp);
    post.exit(lamp, false);
    post.pass(500);
    post.enter(lamp);
    post.pass(3000);
    expect(post.told()).toEqual(["carry lan lamp"]);
  });

  test("and returns with other headers is another one", () => {
    const post = Post.open();
    const lamp = node("lamp");
    post.enter(lamp);
    post.exit(lamp, false);
    post.enter({ ...lamp, headers: new Map([...lamp.headers, ["X-ROLE", "back"]]) });
    expect(post.told()).toEqual(["carry lan lamp", "drop lan lamp: left", "carry lan lamp"]);
  });

  test.each([
    ["the broker says that it is gone", (post: Post, desk: Traveller) => post.gone(desk), 2000],
    ["it says goodbye", (post: Post, desk: Traveller) => post.take(post.border.handleGoodbye(desk.id, post.now)), 0],
    ["it is silent for 5 s", (post: Post, desk: Traveller) => post.beating.delete(desk.id), 6000],
  ] as const)("the broker leaves the local network when %s", (_, leave, within) => {
    const post = Post.open();
    const desk = node("desk");
    post.record(desk);
    post.pass(3000);
    expect(post.told()).toEqual(["carry broker desk"]);
    leave(post, desk);
    post.pass(within);
    expect(post.told()).toEqual(["drop broker desk: left"]);
  });

  test("the broker, as it says, and is heard again has not left", () => {
    const post = Post.open();
    const desk = node("desk");
    post.record(desk);
    post.take(post.border.handleGone({ owner: "ada", id: desk.id }, post.now));
    post.pass(5000);
    expect(post.told()).toEqual(["carry broker desk"]);
  });
});

describe("a broker that is away", () => {
  test("for less than 2 s changes nothing; for longer all that cross leave, and come back with it", () => {
    const post = Post.open();
    post.enter(node("lamp"));
    post.record(node("desk"));
    post.told();
    post.take(post.border.handleDown(post.now));
    post.pass(1500);
    post.take(post.border.handleUp(post.now));
    post.pass(3000);
    expect(post.told()).toEqual([]);
    post.take(post.border.handleDown(post.now));
    post.pass(4000);
    expect(post.told()).toEqual(["stands by", "drop lan lamp: stands by", "drop broker desk: stands by"]);
    post.take(post.border.handleUp(post.now));
    post.pass(2000);
    expect(post.told()).toEqual(["carries", "carry lan lamp", "carry broker desk"]);
  });
});

describe("of two bridges between the same two", () => {
  test("the higher id begins, and the other one takes over when it is gone", () => {
    const post = new Post();
    post.enter(bridge(HIGHER));
    post.enter(node("lamp"));
    post.knocking.set(HIGHER, false);
    post.pass(5000);
    expect(post.told()).not.toContain("carries");
    post.knocking.set(HIGHER, true);
    post.pass(20_000);
    expect(post.told()).not.toContain("carries");
    post.knocking.delete(HIGHER);
    post.pass(4000);
    expect(post.told()).toEqual(["carries", "carry lan lamp"]);
  });

  test("the one that carries goes on, whoever comes", () => {
    const post = Post.open();
    post.enter(bridge(HIGHER));
    post.knocking.set(HIGHER, false);
    post.pass(10_000);
    expect(post.told()).toEqual([]);
    expect(post.border.carries).toBe(true);
  });

  test.each([
    [HIGHER, false],
    [LOWER, true],
  ])("when both carry, %s and this one, the higher id goes on", (other, carries) => {
    const post = Post.open();
    post.enter(bridge(other));
    post.knocking.set(other, true);
    post.pass(2000);
    expect(post.border.carries).toBe(carries);
  });

  test("one on another broker is none", () => {
    const post = new Post();
    post.enter(bridge(HIGHER));
    post.pass(4000);
    expect(post.border.carries).toBe(true);
  });

  test("a node that the other one carried crosses when the far side has been without it for a while", () => {
    const post = new Post({ share: ["*"], import: ["*"] });
    post.enter(bridge(HIGHER));
    post.knocking.set(HIGHER, true);
    const [lamp, desk] = [node("lamp"), node("desk")];
    const over = (one: Traveller): Traveller => ({
      ...one,
      headers: new Map([...one.headers, ["X-ZOCP-VIA", HIGHER]]),
    });
    post.enter(lamp);
    post.record(over(lamp));
    post.record(desk);
    post.enter(over(desk));
    post.pass(5000);
    expect(post.told()).not.toContain("carries");
    // As `kill -9`.
    post.knocking.clear();
    post.beating.delete(lamp.id);
    post.exit(bridge(HIGHER), false);
    post.exit(desk, false);
    post.pass(2000);
    expect(post.told()).toEqual([]);
    post.pass(2000);
    expect([...post.told()].sort()).toEqual(["carries", "carry broker desk", "carry lan lamp"]);
  });

  test("one that is lost on the local network for a moment, and heard over the broker, still carries", () => {
    const post = new Post();
    post.enter(bridge(HIGHER));
    post.knocking.set(HIGHER, true);
    post.pass(5000);
    post.exit(bridge(HIGHER), false);
    post.pass(2000);
    post.enter(bridge(HIGHER));
    post.pass(5000);
    expect(post.told()).not.toContain("carries");
  });

  test("one that says goodbye is followed at once", () => {
    const post = new Post();
    post.enter(bridge(HIGHER));
    post.knocking.set(HIGHER, true);
    post.pass(5000);
    post.told();
    post.knocking.clear();
    post.exit(bridge(HIGHER), true);
    post.pass(500);
    expect(post.told()).toEqual(["carries"]);
  });
});

test("a node that could not be carried is tried again", () => {
  const post = Post.open();
  const lamp = node("lamp");
  post.enter(lamp);
  post.take(post.border.handleFailure("lan" satisfies Side, lamp.id, post.now));
  post.pass(1500);
  expect(post.told()).toEqual(["carry lan lamp", "drop lan lamp: failed"]);
  post.pass(1500);
  expect(post.told()).toEqual(["carry lan lamp"]);
});
