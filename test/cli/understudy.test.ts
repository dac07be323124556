import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import { PATIENCE, settled } from "../patience.ts";
import { Bench } from "./program.ts";

const HARBOUR = {
  zocp: 1,
  title: "The Harbour",
  cues: [
    { id: "a", cue: "1", over: 60, values: { "lamp/level": 1 } },
    { id: "b", cue: "2", values: { "lamp/level": 0.5 } },
  ],
};
const LEVEL = { level: { type: "float", value: 0, access: "rwes", min: 0, max: 1 } };
/** What a lamp gains in a millisecond. */
const SLOPE = 1 / 60_000;

/** A lamp, a show and its understudy as real programs, and here a pedal that presses GO, and sees every value of the lamp. */
async function opened() {
  const bench = await Bench.open();
  const [file, copy] = [join(bench.folder, "show.json"), join(bench.folder, "copy.json")];
  writeFileSync(file, JSON.stringify(HARBOUR));
  await bench.node({ name: "lamp", parameters: LEVEL });
  const main = bench.start("show", file, "--json");
  await main.event("ready");
  const ready = bench.start("show", copy, "--understudy", "--auto", "--json");
  await ready.event("follows");
  const pedal = new ZocpNode("pedal", { interface: "lo", beaconPort: bench.port });
  pedal.bool("press", false, { access: "re", event: true });
  const values: { readonly value: number; readonly at: number }[] = [];
  pedal.watch("lamp/level", ({ value }) => values.push({ value: Number(value), at: performance.now() }));
  await pedal.start();
  await pedal.connect("pedal/press", "show/go", { decide: true });
  return {
    ...{ bench, main, ready, pedal, values },
    async [Symbol.asyncDispose]() {
      await pedal.stop();
      await bench[Symbol.asyncDispose]();
    },
  };
}

test("a show that is killed in mid-cue is taken over: links to it work again, and no target has jumped", async () => {
  await using stage = await opened();
  const { bench, main, ready, pedal, values } = stage;
  pedal.emit("press", true);
  await main.event("cue", { cue: "1", state: "running" });
  // The understudy has heard of it.
  await settled(async () =>
    expect((await bench.run("cues")).stdout).toMatch(/^> 1 [\s\S]*understudy: show \(understudy\)/m),
  );
  const linked = new Promise((resolve) => pedal.once("linked", resolve));
  const killed = performance.now();
  main.child.kill("SIGKILL");
  await linked;
  const again = performance.now() - killed;
  expect(await ready.event("ready")).toMatchObject({ cue: "1", next: "2" });
  pedal.emit("press", true);
  await ready.event("cue", { cue: "2", state: "running" });
  const until = values.findLastIndex(({ value }) => value !== 0.5);
  for (const [index, { value, at }] of values.slice(1, until).entries()) {
    const before = values[index] ?? { value: 0, at: 0 };
    // Late messages come together: what counts is how much more it is than the time that has passed allows.
    expect(value - before.value).toBeGreaterThanOrEqual(0);
    expect(value - before.value).toBeLessThan((at - before.at) * SLOPE + 0.05);
  }
  await settled(() => expect(values.at(-1)?.value).toBe(0.5));
  // 0.6 s on a machine of two busy cores.
  expect(again).toBeLessThan(PATIENCE);
  expect((await bench.run("ls")).stdout).toMatch(/^show .*plays, term 1$/m);
});

test("a show that is started again becomes the understudy, and zocp takeover gives it back", async () => {
  await using stage = await opened();
  const { bench, main, ready } = stage;
  main.child.kill("SIGKILL");
  await ready.event("ready");
  const back = bench.start("show", join(bench.folder, "show.json"), "--json");
  await back.event("yields");
  await back.event("follows");
  expect((await bench.run("ls")).stdout).toMatch(/^show \(understudy\) .*understudy of show$/m);
  await settled(async () => expect((await bench.run("takeover")).stdout).toBe("show goes on here\n"));
  await ready.event("yields");
  expect(await back.event("ready")).toMatchObject({ cues: 2 });
  expect((await bench.run("takeover", "lamp")).stderr).toContain("lamp is neither a show nor the understudy of one");
});
