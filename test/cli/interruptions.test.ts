import { expect, test } from "vitest";

import { type Interruption, Interruptions } from "../../src/cli/streams/interruptions.ts";

test.each<[what: string, signals: [Interruption, number][], meanings: string[], code: number]>([
  ["one Ctrl-C", [["SIGINT", 5]], ["end"], 130],
  [
    "a Ctrl-C that npx passes on, and one of an impatient person",
    [
      ["SIGINT", 5],
      ["SIGINT", 6],
      ["SIGINT", 400],
    ],
    ["end", "echo", "hurry"],
    130,
  ],
  [
    "another signal right after Ctrl-C",
    [
      ["SIGINT", 5],
      ["SIGTERM", 6],
    ],
    ["end", "hurry"],
    130,
  ],
  [
    "a closed terminal, told by the system and by the shell",
    [
      ["SIGHUP", 5],
      ["SIGHUP", 400],
    ],
    ["end", "echo"],
    129,
  ],
  // Signals that wait together are delivered by their number.
  [
    "a service manager that says both",
    [
      ["SIGHUP", 5],
      ["SIGTERM", 5],
      ["SIGTERM", 400],
    ],
    ["end", "echo", "hurry"],
    129,
  ],
])("%s", (_, signals, meanings, code) => {
  const interruptions = new Interruptions();
  expect(interruptions.code).toBeUndefined();
  expect(signals.map(([name, at]) => interruptions.take(name, at))).toEqual(meanings);
  expect(interruptions.code).toBe(code);
});
