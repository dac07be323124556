import fc from "fast-check";
import { expect, test } from "vitest";

import { Devices } from "../../../src/bridges/mqtt/devices.ts";
import { EventWindow } from "../../../src/bridges/mqtt/event-window.ts";

class Room {
  readonly announced = new Map<string, readonly [parameter: string, kind: object]>();
  readonly notes: string[] = [];
  readonly devices = new Devices({
    root: "zocp/show",
    announce: (address, parameter, kind) => this.announced.set(address, [parameter, kind]),
    withdraw: (address) => this.announced.delete(address),
    note: (reason) => this.notes.push(reason),
  });

  describe(device: string, parameters: object, more: object = {}): boolean {
    return this.devices.describe(device, JSON.stringify({ parameters, ...more }));
  }
}

test("what a device describes are parameters, until it describes others or nothing", () => {
  const room = new Room();
  expect(room.describe("esp1", { level: { min: 0, max: 1 }, go: { type: "bool", event: true } })).toBe(true);
  expect([...room.announced]).toEqual([
    ["zocp/show/esp1/level", ["esp1/level", { typeHint: "flt", min: 0, max: 1 }]],
    ["zocp/show/esp1/go", ["esp1/go", { typeHint: "bool", event: true }]],
  ]);
  expect(room.devices.isEvent("zocp/show/esp1/go")).toBe(true);
  room.describe("esp1", { level: { type: "int" } });
  expect([...room.announced.keys()]).toEqual(["zocp/show/esp1/level"]);
  room.devices.describe("esp1", "");
  expect([...room.announced]).toEqual([]);
  expect(room.devices.has("zocp/show/esp1/level")).toBe(false);
});

test("what another bridge describes is no device", () => {
  const room = new Room();
  expect(room.describe("lamp", { level: {} }, { via: "mqtt" })).toBe(false);
  expect(room.announced.size).toBe(0);
});

test.each([
  ["no JSON", "it is no JSON"],
  ["null", 'it has no "parameters"'],
  ['{"parameters":{"a":{"type":"sound"}}}', 'a: "sound" is no type'],
  ['{"parameters":{"a":{"min":"x"}}}', 'a: min is "x", not a number'],
  ['{"parameters":{"a/b":{}}}', '"a/b" cannot be a level'],
])("%s is told, and has no effect", (payload, says) => {
  const room = new Room();
  expect(room.devices.describe("esp1", payload)).toBe(false);
  expect(room.notes).toEqual([expect.stringContaining(says)]);
});

test("there are at most 200 devices, with 200 parameters each", () => {
  const room = new Room();
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`p${index}`, {}]));
  expect(room.describe("big", many)).toBe(false);
  for (let index = 0; index < 200; index++) expect(room.describe(`d${index}`, { level: {} })).toBe(true);
  expect(room.describe("one too many", { level: {} })).toBe(false);
  expect(room.describe("d7", { level: {} })).toBe(true);
  expect(room.notes).toEqual([
    expect.stringContaining("201 parameters; the limit is 200"),
    expect.stringContaining("200 devices"),
  ]);
});

test("whatever stands in $info ends nothing", () => {
  const room = new Room();
  fc.assert(
    fc.property(fc.string(), fc.json(), (device, json) => {
      room.devices.describe(device, json);
      room.devices.describe(device, `{"parameters":${json}}`);
    }),
    { numRuns: 3000 },
  );
});

test("no more events are on their way than the server takes, and each of them leaves", () => {
  const [sent, arrived]: [number[], (() => void)[]] = [[], []];
  const window = new EventWindow<number>((message, done) => {
    sent.push(message);
    arrived.push(done);
  });
  window.push(-1);
  window.open(3);
  for (let index = 0; index < 10; index++) window.push(index);
  expect(sent).toEqual([0, 1, 2]);
  arrived[1]?.();
  expect(sent).toEqual([0, 1, 2, 3]);
  // The connection is over: what waits would come too late, and what was on its way counts for nothing on the next one.
  window.close();
  window.open(2);
  for (let index = 20; index < 24; index++) window.push(index);
  arrived[0]?.();
  expect(sent.slice(4)).toEqual([20, 21]);
  expect(window.dropped).toBe(1 + 6);
});
