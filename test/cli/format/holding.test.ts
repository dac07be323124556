import { describe, expect, test } from "vitest";

import { describeHolding, showHolding } from "../../../src/cli/format/holding.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import { describeHolding as describeHolder } from "../../../src/cli/monitor/ask-holder.ts";
import type { Holding } from "../../../src/index.ts";

const FADE = { tag: "show/1.5#87", priority: 100, target: 0.5, left: 2.14 };
const COVER = { tag: "show/blackout", name: "show", priority: 200, below: 0.8 };

describe("who holds a parameter, in a listing", () => {
  test.each<[string, Holding, string | undefined]>([
    ["nobody, ever", { by: "self", name: "lamp" }, undefined],
    ["its own program", { by: "self", name: "lamp", ago: 12 }, "by lamp, 0:12 ago"],
    ["a person at a desk", { by: "set", name: "desk", ago: 0 }, "set by desk, 0:00 ago"],
    ["a link", { by: "signal", name: "desk", ago: 59.9 }, "driven by desk, 0:59 ago"],
    ["a fade that has ended", { by: "fade", name: "show", ago: 60 }, "faded by show, 1:00 ago"],
    [
      "a link that has only begun",
      { by: "signal", name: "desk", ago: 3, greeting: true },
      "as it was linked to desk, 0:03 ago",
    ],
    ["a fade", { by: "fade", name: "show", fade: FADE }, "show/1.5#87 of show to 0.5, 2.1 s left"],
    [
      "a fade that is paused",
      { by: "fade", name: "show", fade: { ...FADE, left: undefined } },
      "show/1.5#87 of show to 0.5, paused",
    ],
    [
      "a fade without a tag, with another priority",
      { by: "fade", name: "show", fade: { ...FADE, tag: "", priority: 150 } },
      "a fade of show to 0.5, 2.1 s left, priority 150",
    ],
    [
      "a long fade",
      { by: "fade", name: "show", fade: { ...FADE, left: 600 } },
      "show/1.5#87 of show to 0.5, 10:00 left",
    ],
    [
      "an overlay over what was never moved",
      { by: "self", name: "lamp", overlay: COVER },
      "show/blackout by show, priority 200, 0.8 below",
    ],
    [
      "an overlay whose node has left, over a fade",
      { by: "fade", name: "show", fade: FADE, overlay: { ...COVER, gone: 75 } },
      "show/blackout by show, gone since 1:15, priority 200, 0.8 below; show/1.5#87 of show to 0.5, 2.1 s left",
    ],
    [
      "an overlay without a tag, over a text",
      { by: "self", name: "lamp", overlay: { ...COVER, tag: "", below: "on" } },
      "an overlay by show, priority 200, on below",
    ],
    [
      "names that would steer a terminal",
      { by: "set", name: "\u001b[2J\n", ago: 1 },
      "set by \\u001b[2J\\u000a, 0:01 ago",
    ],
  ])("%s", (_what, holding, text) => {
    expect(showHolding(holding)).toBe(text);
  });

  test.each([
    [0, "0:00"],
    [9.99, "0:09"],
    [600, "10:00"],
    [3599, "59:59"],
    [3600, "1:00:00"],
    [3661, "1:01:01"],
    [90_000, "25:00:00"],
    // What a node says of itself may be anything.
    [-1, "0:00"],
    [Number.NaN, "?"],
    [Number.POSITIVE_INFINITY, "?"],
  ])("%d seconds are %s", (ago, text) => {
    expect(showHolding({ by: "set", name: "desk", ago })).toBe(`set by desk, ${text} ago`);
  });

  test("for programs is what the node said", () => {
    const holding: Holding = { by: "fade", name: "show", fade: FADE, overlay: COVER };
    expect(JSON.parse(toJsonText(describeHolding(holding)))).toEqual({
      ...{ by: "fade", name: "show", fade: FADE, overlay: COVER },
    });
    expect(toJsonText(describeHolding({ by: "self", name: "lamp" }))).toBe('{"by":"self","name":"lamp"}');
  });
});

describe("who holds a parameter, below the list of the monitor", () => {
  test.each<[string, Holding, string]>([
    ["its own program, which is no news", { by: "self", name: "lamp", ago: 1 }, ""],
    ["nobody, ever", { by: "set", name: "desk" }, ""],
    ["a person at a desk", { by: "set", name: "desk", ago: 0.04 }, "moved last by desk, 0.0 s ago"],
    ["a fade that has ended", { by: "fade", name: "show", ago: 9.96 }, "moved last by show, 10.0 s ago"],
    ["a link", { by: "signal", name: "desk", ago: 42.4 }, "moved last by desk over a wire, 42.4 s ago"],
    ["a link, long ago", { by: "signal", name: "desk", ago: 7200 }, "moved last by desk over a wire, 2:00:00 ago"],
    ["a fade", { by: "fade", name: "show", fade: FADE }, "fades to 0.5, 2.1 s left: show/1.5#87 of show"],
    [
      "a fade without a tag",
      { by: "fade", name: "show", fade: { ...FADE, tag: "" } },
      "fades to 0.5, 2.1 s left: show",
    ],
    [
      "a fade that is paused",
      { by: "fade", name: "show", fade: { ...FADE, left: undefined } },
      "fades to 0.5, paused: show/1.5#87 of show",
    ],
    [
      "a long fade",
      { by: "fade", name: "show", fade: { ...FADE, left: 125 } },
      "fades to 0.5, 2:05 left: show/1.5#87 of show",
    ],
    [
      "an overlay over a fade",
      { by: "fade", name: "show", fade: FADE, overlay: COVER },
      "covered by show, 0.8 below; fades to 0.5, 2.1 s left: show/1.5#87 of show",
    ],
    [
      "an overlay over what its own program moves",
      { by: "self", name: "lamp", ago: 1, overlay: COVER },
      "covered by show, 0.8 below",
    ],
  ])("%s", (_what, holding, text) => {
    expect(describeHolder(holding)).toBe(text);
  });
});
