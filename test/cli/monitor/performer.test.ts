import { describe, expect, test, vi } from "vitest";

import { Performer } from "../../../src/cli/monitor/performer.ts";
import { type Json, NetworkError, type RemoteParameter, UsageError } from "../../../src/index.ts";
import { Imagined, idOf, remote } from "../targets/stage.ts";

interface Sent {
  readonly value: Json;
  readonly take: (kept?: Json) => Promise<void>;
  readonly refuse: (error: unknown) => Promise<void>;
}

/** A desk and a lamp, whose answers are given by hand. */
function open({ whyNotTo = undefined as string | undefined } = {}) {
  const told: string[] = [];
  const sent: Sent[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const set = (value: Json) =>
    new Promise<Json>((resolve, reject) => {
      sent.push({
        value,
        take(kept = value) {
          resolve(kept);
          return settle();
        },
        refuse(error) {
          reject(error);
          return settle();
        },
      });
    });
  const lamp = remote("lamp", [{ path: "level", set } as unknown as RemoteParameter]);
  const desk = remote("desk", [{ path: "fader", whyNotTo: () => whyNotTo }]);
  const network = Object.assign(new Imagined(lamp, desk), {
    connect: vi.fn(async () => {}),
    disconnect: vi.fn(async () => {}),
  });
  const performer = new Performer(network.node, {
    settled: ({ path }) => void told.push(`(settled ${path})`),
    quiet: (text) => void told.push(text),
    fault: (text) => void told.push(`! ${text}`),
  });
  return { performer, told, sent, network, settle };
}

const LEVEL = { id: idOf("lamp"), path: "level" };
const FADER = { id: idOf("desk"), path: "fader" };
const set = (value: Json) => ({ type: "set", place: LEVEL, value }) as const;

describe("a value that is set", () => {
  test("is sent, and settled when it was taken", async () => {
    const { performer, told, sent } = open();
    performer.perform(set(0.5));
    expect([sent.map(({ value }) => value), told]).toEqual([[0.5], []]);
    await sent[0]?.take();
    expect(told).toEqual(["(settled level)"]);
  });

  test("waits while another one is on its way: of those that wait only the newest is sent", async () => {
    const { performer, told, sent } = open();
    for (const value of [0.1, 0.2, 0.3]) performer.perform(set(value));
    await sent[0]?.take();
    expect(sent.map(({ value }) => value)).toEqual([0.1, 0.3]);
    expect(told).toEqual([]);
    await sent[1]?.take();
    performer.perform(set(0.4));
    expect(sent.map(({ value }) => value)).toEqual([0.1, 0.3, 0.4]);
    expect(told).toEqual(["(settled level)"]);
  });

  test.each<[Json, Json, string[]]>([
    [5, 1, ["lamp/level took 1, not 5"]],
    [0.1, Math.fround(0.1), []],
    ["on", true, ['lamp/level took true, not "on"']],
  ])("%j that was taken as %j is told: %j", async (wanted, kept, words) => {
    const { performer, told, sent } = open();
    performer.perform(set(wanted));
    await sent[0]?.take(kept);
    expect(told).toEqual([...words, "(settled level)"]);
  });

  test("that was refused is told with the reason, and what waited is not sent after it", async () => {
    const { performer, told, sent } = open();
    performer.perform(set(0.1));
    performer.perform(set(0.2));
    await sent[0]?.refuse(new NetworkError("timed-out", "lamp does not answer"));
    expect([sent.length, told]).toEqual([1, ["! lamp does not answer", "(settled level)"]]);
  });

  test("goes nowhere when its node, or its parameter, is not here any more", async () => {
    const { performer, told, settle, network } = open();
    performer.perform({ ...set(1), place: { ...LEVEL, path: "gone" } });
    network.peers.clear();
    performer.perform(set(1));
    await settle();
    expect(told).toEqual([
      ...["! it is not here any more", "! it is not here any more"],
      ...["(settled gone)", "(settled level)"],
    ]);
  });
});

describe("a link", () => {
  test.each([
    ["connect", "→"],
    ["disconnect", "✗"],
  ] as const)("is told when it begins and when it is done: %s", async (type, sign) => {
    const { performer, told, network, settle } = open();
    performer.perform({ type, emitter: FADER, sensor: LEVEL });
    expect(told).toEqual([`desk/fader ${sign} lamp/level …`]);
    await settle();
    expect(told[1]).toBe(`desk/fader ${sign} lamp/level`);
    const ends = [
      { node: FADER.id, parameter: "fader" },
      { node: LEVEL.id, parameter: "level" },
    ];
    expect(network[type]).toHaveBeenCalledWith(...ends, { timeout: 3000 });
  });

  test("that cannot be is not tried, and the reason is told", async () => {
    const { performer, told, network, settle } = open({ whyNotTo: "lamp/level takes no texts" });
    performer.perform({ type: "connect", emitter: FADER, sensor: LEVEL });
    await settle();
    expect(told).toEqual(["! lamp/level takes no texts"]);
    expect(network.connect).not.toHaveBeenCalled();
    performer.perform({ type: "disconnect", emitter: FADER, sensor: LEVEL });
    await settle();
    expect(network.disconnect).toHaveBeenCalledOnce();
  });

  test.each<[string, unknown, string]>([
    ["of the network", new NetworkError("timed-out", "lamp does not answer"), "! lamp does not answer"],
    ["of usage", new UsageError("invalid-value", "it is no sensor"), "! it is no sensor"],
    ["of ours", new TypeError("x is not a function"), "! x is not a function"],
    ["of no kind", "odd", "! odd"],
  ])("that fails says why: an error %s", async (_what, error, text) => {
    const { performer, told, network, settle } = open();
    network.connect.mockRejectedValueOnce(error);
    performer.perform({ type: "connect", emitter: FADER, sensor: LEVEL });
    await settle();
    expect(told.at(-1)).toBe(text);
  });

  test("is not made to a node that left meanwhile", () => {
    const { performer, told, network } = open();
    network.peers.delete(FADER.id);
    performer.perform({ type: "connect", emitter: FADER, sensor: LEVEL });
    expect(told).toEqual(["! one of the two nodes is not here any more"]);
  });
});
