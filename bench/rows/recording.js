// Two hundred emitters send 2,000 values a second: what a recorder of every one of them costs and misses; and how late a replay of it is, beside a bare timer.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { hostNet } from "zocp";
import { Playing, RecorderNode, readRecordingFile, TimelineBuilder } from "zocp/recording";

import { cpu, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles } from "../harness/statistics.js";

/** @type {import("../harness/row.js").Row} */
export const recording = {
  name: "recording",
  runs: { smoke: 1, quick: 1, full: 1 },
  figures: [
    {
      row: "2,000 values/s are recorded: missing",
      unit: "values",
      value: (of) => of("recorder missing"),
      target: { of: "value", atMost: 0 },
    },
    {
      row: "2,000 values/s are recorded: missing, and not told",
      unit: "values",
      value: (of) => Math.max(0, of("recorder missing") - of("recorder told")),
      target: { of: "value", atMost: 0 },
    },
    {
      row: "2,000 values/s are recorded: CPU of a core",
      unit: "%",
      value: (of) => of("recorder cpu"),
      target: { of: "value", atMost: 10 },
    },
    {
      row: "2,000 values/s are recorded: memory in use",
      unit: "MiB",
      value: (of) => of("recorder heap"),
      target: { of: "value", atMost: 64 },
    },
    {
      row: "2,000 values/s are recorded: growth of memory",
      unit: "MiB",
      value: (of) => of("recorder growth"),
      target: { of: "value", atMost: 16 },
    },
    {
      row: "2,000 values/s are replayed: late by, p99",
      unit: "ms",
      value: (of) => of("replay late"),
      against: "bare timer",
      control: (of) => of("timer late"),
    },
    {
      row: "2,000 values/s are replayed: later than a bare timer, p99",
      unit: "ms",
      value: (of) => Math.max(0, of("replay late") - of("timer late")),
      target: { of: "value", atMost: 5 },
    },
  ],
  prepare: async (lab) => {
    const seconds = lab.choose({ smoke: 2, quick: 20, full: 600 });
    const port = await lab.port();
    const sender = await lab.start(import.meta.url, desk, { port });
    const writer = await lab.start(import.meta.url, recorder, { port }, ["--expose-gc"]);
    const player = await lab.start(import.meta.url, replay, {});
    const timer = await lab.start(import.meta.url, bareTimer, {});
    let [replayed, beside] = [Number.NaN, Number.NaN];
    return {
      recorder: async () => {
        await writer.ask.begin();
        const early = await writer.ask.usage();
        const sent = await sender.ask.send(seconds);
        const spent = await writer.ask.settle(sent);
        const late = await writer.ask.usage();
        const { values, told, file } = await writer.ask.end();
        const ticking = timer.ask.tick(Math.min(seconds, 60));
        replayed = await player.ask.play(file, Math.min(seconds, 60));
        beside = await ticking;
        await writer.ask.sweep();
        return {
          missing: sent - values,
          told,
          cpu: spent / (seconds * 10),
          heap: late.heap,
          growth: late.heap - early.heap,
        };
      },
      replay: async () => ({ late: replayed }),
      // In the same seconds, on the same cores.
      timer: async () => ({ late: beside }),
    };
  },
};

/** @param {{ readonly port: number }} options */
export async function desk({ port }) {
  const node = makeNode("desk", port);
  const emitters = Array.from({ length: EMITTERS }, (_, i) => node.float(`value${i}`, 0, { access: "re" }));
  await node.start();
  return {
    send: async (/** @type {number} */ seconds) => {
      while (!emitters.every(({ subscribers }) => subscribers.length > 0)) await sleep(20);
      const begin = performance.now();
      let sent = 0;
      while (sent < seconds * RATE) {
        // After a long pause of its process it sends a second's worth at once, and is late: more than 10,000 do not wait for anybody.
        const due = Math.min(seconds * RATE, sent + RATE, Math.floor(((performance.now() - begin) * RATE) / 1000));
        for (; sent < due; sent++) emitters[sent % EMITTERS]?.emit(sent / 7);
        await sleep(2);
      }
      return sent;
    },
  };
}

/** @param {{ readonly port: number }} options */
export async function recorder({ port }) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-bench-"));
  const file = join(folder, "one.zrec");
  const node = new RecorderNode("recorder", { interface: "lo", beaconPort: port, output: file, every: true });
  await node.start();
  let before = { cpu: 0, values: 0 };
  const all = async (/** @type {number} */ values) => {
    for (let left = 600; node.count.values < values && left > 0; left--) await sleep(50);
  };
  return {
    begin: async () => {
      await node.node.waitFor("desk", { timeout: 60_000 });
      // The present values come first.
      await all(EMITTERS);
      before = { cpu: cpu(), values: node.count.values };
    },
    settle: async (/** @type {number} */ sent) => {
      await all(before.values + sent);
      return cpu() - before.cpu;
    },
    /** What is in the file counts, and not what the recorder says. */
    end: async () => {
      await node.stop();
      let values = 0;
      await readRecordingFile(file, ({ kind }) => {
        if (kind === "value") values++;
        return true;
      });
      return { values: values - before.values, told: node.count.lost, file };
    },
    sweep: () => rmSync(folder, { recursive: true }),
  };
}

/** Plays a recording, and says how late its values were. */
export async function replay() {
  return {
    play: async (/** @type {string} */ file, /** @type {number} */ seconds) => {
      const builder = new TimelineBuilder({ to: seconds });
      await readRecordingFile(file, (entry) => builder.add(entry));
      const { clock } = hostNet();
      /** @type {number[]} */
      const late = [];
      await new Promise((resolve) => {
        let begin = Number.NaN;
        const playing = new Playing(builder.build(), { clock }, (effect) => {
          if (effect.type === "state") begin = clock.now();
          else if (effect.type === "value") late.push(clock.now() - begin - effect.time * 1000);
          else if (effect.type === "ended") resolve(undefined);
        });
        playing.play();
      });
      return percentiles(late, [99])[0] ?? Number.NaN;
    },
  };
}

/** A timer each 2 ms that does nothing, in the same seconds. */
export async function bareTimer() {
  return {
    tick: async (/** @type {number} */ seconds) => {
      const begin = performance.now();
      /** @type {number[]} */
      const late = [];
      while (performance.now() - begin < seconds * 1000) {
        const due = performance.now() + 2;
        await sleep(2);
        late.push(Math.max(0, performance.now() - due));
      }
      return percentiles(late, [99])[0] ?? Number.NaN;
    },
  };
}

const EMITTERS = 200;
/** Values a second. */
const RATE = 2000;
