import { expect, test } from "vitest";

import { dueReminders, parseTimeOfDay } from "../../../src/bridges/kit/clock/reminders.ts";
import { KitStage } from "./kit-stage.ts";

const DOORS = { name: "doors", at: parseTimeOfDay("19:30") ?? 0 };
const at = (hour: number, minute: number, second: number, day = 1): Date =>
  new Date(2026, 11, day, hour, minute, second);
const due = (before: Date, now: Date, reminders = [DOORS]): readonly string[] =>
  dueReminders(reminders, before, now).map(({ name }) => name);

test.each([
  ["19:30", 70_200],
  ["0:00", 0],
  ["23:59:59", 86_399],
  ["24:00", undefined],
  ["19:60", undefined],
  ["19.30", undefined],
  ["", undefined],
])("%j is a time of day: %j", (text, seconds) => expect(parseTimeOfDay(text)).toBe(seconds));

test("an alarm is due once: when the clock comes to its time or passes it", () => {
  expect(due(at(19, 29, 59), at(19, 30, 0))).toEqual(["doors"]);
  expect(due(at(19, 30, 0), at(19, 30, 1))).toEqual([]);
  expect(due(at(19, 29, 58), at(19, 30, 2))).toEqual(["doors"]);
});

test("nothing is made up for after a sleep, and a clock that is set passes nothing", () => {
  expect(due(at(19, 0, 0), at(20, 0, 0))).toEqual([]);
  expect(due(at(20, 0, 0), at(19, 30, 0))).toEqual([]);
});

test("midnight is a time, too", () => {
  const midnight = { name: "midnight", at: 0 };
  expect(due(at(23, 59, 59), at(0, 0, 0, 2), [midnight, DOORS])).toEqual(["midnight"]);
});

test("tells the time of this machine, and what it was told to wait for", async () => {
  const now = new Date(Date.now() + 3000);
  const stage = await KitStage.open("clock", { at: { soon: now.toTimeString().slice(0, 8) } });
  const soon = stage.heard("soon");
  await stage.becomes("soon", true);
  expect(stage.value("time")).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(soon.length).toBeLessThan(2);
  await expect(stage.remote.set("time", "00:00:00")).rejects.toThrow();
});
