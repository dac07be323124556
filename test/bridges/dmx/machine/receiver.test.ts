import { describe, expect, test } from "vitest";

import { DmxReceiver, type Received } from "../../../../src/bridges/dmx/machine/receiver.ts";

/** One universe under virtual time, and sources that send to it. */
class Stage {
  readonly receiver: DmxReceiver;
  readonly notes: string[] = [];
  readonly #sequences = new Map<string, number>();
  now = 0;

  constructor(merge: "htp" | "ltp" = "htp") {
    this.receiver = new DmxReceiver({ universe: 1, merge });
  }

  send(id: string, levels: readonly number[], more: Partial<Received> = {}): void {
    const sequence = ((this.#sequences.get(id) ?? 0) + 1) & 0xff;
    this.#sequences.set(id, sequence);
    const source = { id, host: id, name: id, priority: 100, patience: 2500, most: 16, samples: true, ...more };
    const about = { startCode: 0, preview: false, terminated: false, sequence, slots: Uint8Array.from(levels) };
    this.#keep(this.receiver.handlePacket({ ...about, ...source }, this.now));
  }

  /** Everybody goes on sending each 100 ms. */
  pass(time: number, senders: Readonly<Record<string, readonly number[]>>, more: Partial<Received> = {}): void {
    for (const end = this.now + time; this.now < end; ) {
      for (const [id, levels] of Object.entries(senders)) this.send(id, levels, more);
      this.now += 100;
      if (this.receiver.deadline <= this.now) this.#keep(this.receiver.handleTimeout(this.now));
    }
  }

  levels(count = 1): readonly number[] {
    return [...this.receiver.levels.subarray(0, count)];
  }

  #keep(effects: ReturnType<DmxReceiver["handlePacket"]>): void {
    for (const effect of effects) if (effect.type === "note") this.notes.push(effect.reason);
  }
}

describe("a universe that comes in", () => {
  test("takes nothing for 1.5 s, and then knows who counts", () => {
    const stage = new Stage();
    stage.pass(1400, { desk: [10] });
    expect(stage.levels()).toEqual([0]);
    stage.pass(200, { desk: [10] });
    expect(stage.levels()).toEqual([10]);
  });

  test("follows the highest priority, and falls back 2.5 s after it is gone", () => {
    const stage = new Stage();
    for (let i = 0; i < 20; i++) {
      stage.send("backup", [10], { priority: 100 });
      stage.send("desk", [20], { priority: 150 });
      stage.now += 100;
    }
    expect(stage.levels()).toEqual([20]);
    stage.pass(2300, { backup: [11] });
    expect(stage.levels()).toEqual([20]);
    stage.pass(300, { backup: [11] });
    expect(stage.levels()).toEqual([11]);
    expect(stage.notes).toEqual(["universe 1: desk is silent"]);
  });

  test("takes the highest level of equals, or the latest change", () => {
    for (const [merge, expected] of [
      ["htp", [30, 40]],
      ["ltp", [5, 6]],
    ] as const) {
      const stage = new Stage(merge);
      stage.pass(1700, { a: [30, 1], b: [20, 40] });
      stage.pass(100, { a: [5, 6], b: [20, 40] });
      stage.pass(100, { a: [30, 6], b: [20, 40] });
      stage.send("a", merge === "ltp" ? [5, 6] : [30, 6]);
      expect(stage.levels(2)).toEqual(expected);
    }
  });

  test("keeps to priorities of channels, of which zero means that it does not source", () => {
    const stage = new Stage();
    stage.pass(1700, { a: [30, 31, 32], b: [40, 41, 42] });
    for (let i = 0; i < 3; i++) {
      stage.send("a", [30, 31, 32]);
      stage.send("a", [200, 0, 50], { startCode: 0xdd });
      stage.send("b", [40, 41, 42]);
      stage.now += 100;
    }
    expect(stage.levels(3)).toEqual([30, 41, 42]);
    // 2.5 s without any, and that of the packet counts again: the highest level of both.
    stage.pass(2700, { a: [50, 51, 52], b: [40, 41, 42] });
    expect(stage.levels(3)).toEqual([50, 51, 52]);
  });

  test("is never driven by a preview, nor by another start code", () => {
    const stage = new Stage();
    stage.pass(1700, { desk: [10] });
    stage.send("visual", [99], { preview: true, priority: 200 });
    stage.send("desk", [98], { startCode: 0x17 });
    expect(stage.levels()).toEqual([10]);
    expect(stage.receiver.sources).toHaveLength(1);
  });

  test("drops packets that are up to 19 too late, and takes a source that begins anew", () => {
    const stage = new Stage();
    stage.pass(1700, { desk: [10] });
    const at = 100;
    stage.send("desk", [11], { sequence: at });
    for (const late of [at, at - 1, at - 19]) stage.send("desk", [12], { sequence: late });
    expect(stage.levels()).toEqual([11]);
    stage.send("desk", [13], { sequence: at - 20 });
    expect(stage.levels()).toEqual([13]);
    stage.send("desk", [14], { sequence: 255 });
    stage.send("desk", [15], { sequence: 0 });
    expect(stage.levels()).toEqual([15]);
  });

  test("falls back at once when a source says that it ends", () => {
    const stage = new Stage();
    stage.pass(1700, { backup: [10], desk: [20] });
    stage.send("desk", [20], { terminated: true });
    expect(stage.levels()).toEqual([10]);
    expect(stage.notes).toEqual(["universe 1: desk has ended it"]);
  });

  test("keeps its levels when the last source has gone", () => {
    const stage = new Stage();
    stage.pass(1700, { desk: [20] });
    stage.pass(3000, {});
    expect([stage.levels(), stage.receiver.sources]).toEqual([[20], []]);
    expect(stage.receiver.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test("gives out losses together, when every other source was heard since or is late too", () => {
    const stage = new Stage();
    stage.pass(1700, { a: [10], b: [20], c: [30] });
    // All fall silent, a little apart: no level in between is seen.
    stage.pass(400, { a: [10], b: [20] });
    stage.pass(400, { a: [10] });
    const seen = new Set<number>();
    for (let i = 0; i < 40; i++) {
      stage.pass(100, {});
      seen.add(stage.levels()[0] as number);
    }
    expect([...seen]).toEqual([30]);
    expect(stage.notes).toHaveLength(3);
  });

  test("has at most 16 sources: the one of the lowest priority gives way", () => {
    const stage = new Stage();
    for (let n = 0; n < 16; n++) stage.send(`s${n}`, [n], { priority: 100 + n });
    stage.send("low", [99], { priority: 100 });
    stage.send("high", [98], { priority: 199 });
    expect(stage.receiver.sources.map(({ id }) => id)).not.toContain("low");
    expect(stage.receiver.sources.map(({ id }) => id)).not.toContain("s0");
    expect(stage.notes).toEqual([
      "universe 1: there are 16 sources already: low has no effect",
      "universe 1: there are 16 sources already: s0 gives way to high",
    ]);
  });

  test("of Art-Net merges two machines at once, refuses a third, and waits 10 s", () => {
    const stage = new Stage();
    const artNet = { patience: 10_000, most: 2, samples: false } as const;
    stage.send("10.0.0.1", [10], artNet);
    stage.send("10.0.0.2", [20], artNet);
    stage.send("10.0.0.3", [30], artNet);
    expect(stage.levels()).toEqual([20]);
    stage.pass(9800, { "10.0.0.1": [10] }, artNet);
    expect(stage.levels()).toEqual([20]);
    stage.pass(400, { "10.0.0.1": [10] }, artNet);
    expect(stage.levels()).toEqual([10]);
  });
});
