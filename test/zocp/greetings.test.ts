import { describe, expect, test } from "vitest";

import { type Greeter, Greetings } from "../../src/zocp/signals/greetings.ts";

/** A desk whose tree tells a value of its fader. */
function desk(value: number, { event = false, extensions = true, greet = true } = {}): Greeter {
  return {
    id: "d",
    name: "desk",
    extensions,
    tree: { parameters: new Map([["fader", { path: "fader", value, event, greet }]]) },
  };
}

const LINK = [["fader", "level"]] as const;

/** Whether a value on the link is news for the sensor. */
function isNews(greetings: Greetings, value: number): boolean {
  return greetings.filter("d", "fader", ["level"], value).length === 1;
}

function subscribed(peer: Greeter): Greetings {
  const greetings = new Greetings();
  greetings.handleSubscribed(peer, "fader", "level");
  return greetings;
}

/** The desk leaves, and returns with this value. */
function returns(greetings: Greetings, left: Greeter, returned: Greeter): void {
  greetings.handleExit(left, LINK);
  greetings.handleSubscribed(returned, "fader", "level");
}

test("the first value of a link is news", () => {
  expect(isNews(subscribed(desk(1)), 1)).toBe(true);
});

test("after a return, the value that came last is no news, once", () => {
  const greetings = subscribed(desk(1));
  expect(isNews(greetings, 1)).toBe(true);
  returns(greetings, desk(1), desk(1));
  expect(isNews(greetings, 1)).toBe(false);
  expect(isNews(greetings, 1)).toBe(true);
  returns(greetings, desk(1), desk(2));
  expect(isNews(greetings, 2)).toBe(true);
});

test("a value that only the tree told never came over the link: it is news when it does", () => {
  const greetings = subscribed(desk(1));
  expect(isNews(greetings, 1)).toBe(true);
  // It is away, moves on to 2, returns, and is lost again before it greets.
  returns(greetings, desk(1), desk(2));
  returns(greetings, desk(2), desk(2));
  expect(isNews(greetings, 2)).toBe(true);
});

test("the same on a link that never brought anything", () => {
  const greetings = subscribed(desk(1));
  returns(greetings, desk(1), desk(1));
  expect(isNews(greetings, 1)).toBe(true);
});

test("what was there before a return without a greeting is still no news", () => {
  const greetings = subscribed(desk(1));
  expect(isNews(greetings, 1)).toBe(true);
  returns(greetings, desk(1), desk(1));
  returns(greetings, desk(1), desk(1));
  expect(isNews(greetings, 1)).toBe(false);
});

test.each([
  ["an event", { event: true }],
  ["an old node, which greets nobody,", { extensions: false }],
  ["an emitter that greets nobody", { greet: false }],
])("a value of %s is always news", (_, kind) => {
  const greetings = subscribed(desk(1, kind));
  expect(greetings.waiting).toBe(false);
  returns(greetings, desk(1, kind), desk(1, kind));
  expect(isNews(greetings, 1)).toBe(true);
});

test("a link that was cut is made anew: its first value is news", () => {
  const greetings = subscribed(desk(1));
  expect(isNews(greetings, 1)).toBe(true);
  greetings.handleExit(desk(1), LINK);
  greetings.handleCut({ id: "d", name: "desk" }, "fader", "level");
  greetings.handleSubscribed(desk(1), "fader", "level");
  expect(isNews(greetings, 1)).toBe(true);
});

describe("a second sensor of one emitter", () => {
  const bothOf = (greetings: Greetings, value: number): readonly string[] =>
    greetings.filter("d", "fader", ["level", "strobe"], value);

  test("is greeted, and the first one is spared", () => {
    const greetings = subscribed(desk(1));
    expect(isNews(greetings, 1)).toBe(true);
    greetings.handleSubscribed(desk(1), "fader", "strobe", ["level"]);
    expect(bothOf(greetings, 1)).toEqual(["strobe"]);
    expect(greetings.waiting).toBe(false);
    expect(bothOf(greetings, 1)).toEqual(["level", "strobe"]);
  });

  test("is spared the greeting of the first one when both were asked for", () => {
    const greetings = subscribed(desk(1));
    greetings.handleSubscribed(desk(1), "fader", "strobe", ["level"]);
    expect(bothOf(greetings, 1)).toEqual(["level", "strobe"]);
    expect(bothOf(greetings, 1)).toEqual([]);
    expect(bothOf(greetings, 1)).toEqual(["level", "strobe"]);
  });

  test("changes nothing for a value that is another one", () => {
    const greetings = subscribed(desk(1));
    expect(isNews(greetings, 1)).toBe(true);
    greetings.handleSubscribed(desk(1), "fader", "strobe", ["level"]);
    expect(bothOf(greetings, 2)).toEqual(["level", "strobe"]);
  });
});

test("what ended is waited for no longer", () => {
  const greetings = subscribed(desk(1));
  greetings.handleUnsubscribed("d", "fader", "level");
  expect(greetings.waiting).toBe(false);
  const left = subscribed(desk(1));
  left.handleExit(desk(1), LINK);
  expect(left.waiting).toBe(false);
});
