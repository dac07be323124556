import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRecording } from "../../src/recording.ts";
import { settled } from "../patience.ts";
import { Bench, type Running } from "./program.ts";

const DESK = {
  name: "desk",
  parameters: {
    fader: { type: "float", value: 0, access: "rwe" },
    title: { type: "string", value: "Tea", access: "rw" },
  },
};

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench[Symbol.asyncDispose]());

function faderIn(text: string): number[] {
  return readRecording(text).flatMap((entry) =>
    entry.kind === "value" && entry.channel.parameter === "fader" ? [Number(entry.value)] : [],
  );
}

/** A recorder that is told what the desk emits. */
async function record(desk: Running, file: string, ...words: string[]): Promise<Running> {
  const running = bench.start("record", "--output", file, "--json", ...words);
  await running.event("ready");
  await desk.event("subscribed", { parameter: "fader" });
  const plain = file.replace(/\.gz$/, "");
  await settled(() => expect(readFileSync(plain, "utf8")).toContain('"parameter":"fader"'));
  return running;
}

describe("zocp record", () => {
  test("writes what happens until Ctrl-C, and packs it", async () => {
    const desk = await bench.node(DESK);
    const file = join(bench.folder, "night.zrec.gz");
    const recorder = await record(desk, file, "--every");
    for (let i = 1; i <= 50; i++) desk.send({ emit: ["fader", i / 8] });
    await settled(() => expect(faderIn(readFileSync(join(bench.folder, "night.zrec"), "utf8")).at(-1)).toBe(6.25));
    recorder.child.kill("SIGINT");
    const { code, stdout, stderr } = await recorder.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`{"event":"closed","file":${JSON.stringify(file)},"values":52,"lost":0}`);
    expect(faderIn(gunzipSync(readFileSync(file)).toString())).toEqual(Array.from({ length: 51 }, (_, i) => i / 8));
  });

  test("leaves a file that can be read when it is killed", async () => {
    const desk = await bench.node(DESK);
    const file = join(bench.folder, "night.zrec");
    const recorder = await record(desk, file, "--every");
    let sent = 0;
    const sending = setInterval(() => desk.send({ emit: ["fader", ++sent] }), 2);
    await settled(() => expect(faderIn(readFileSync(file, "utf8")).length).toBeGreaterThan(100));
    const before = faderIn(readFileSync(file, "utf8"));
    recorder.child.kill("SIGKILL");
    await recorder.ended;
    clearInterval(sending);
    const after = faderIn(readFileSync(file, "utf8"));
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toEqual(Array.from(after, (_, i) => i));
  });

  test("with patterns only what they mean, and ends by itself", async () => {
    await bench.node(DESK);
    const file = join(bench.folder, "one.zrec");
    const { code, stdout } = await bench.run("record", "desk/title", "--output", file, "--seconds", "8");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^recording to .*one\.zrec; Ctrl-C ends it\n1 parameter of 1 node: adds \d+ values? a second to the network\n.*one\.zrec: 1 value\n$/,
    );
    const parameters = readRecording(readFileSync(file, "utf8")).flatMap((entry) =>
      entry.kind === "channel" ? [entry.channel.parameter] : [],
    );
    // Once more where nodes share a clock: what is told by that begins a part of its own.
    expect(new Set(parameters)).toEqual(new Set(["title"]));
  });

  test("keeps what a black box holds at a signal, and by its parameter", async () => {
    const desk = await bench.node(DESK);
    const output = join(bench.folder, "box.zrec");
    const recorder = bench.start("record", "--ring", "10m", "--output", output, "--json");
    await recorder.event("ready");
    const segment = join(bench.folder, "box.ring", "000001.zrec");
    await desk.event("subscribed", { parameter: "fader" });
    desk.send({ emit: ["fader", 0.5] });
    await settled(() => expect(faderIn(readFileSync(segment, "utf8"))).toEqual([0, 0.5]));
    recorder.child.kill("SIGUSR2");
    const { file } = await recorder.event("kept", { reason: "asked" });
    expect(faderIn(readFileSync(String(file), "utf8"))).toEqual([0, 0.5]);
    expect((await bench.run("set", "recorder/keep", "true")).code).toBe(0);
    const second = await recorder.event("kept", { reason: "asked" });
    expect(existsSync(String(second.file))).toBe(true);
    recorder.child.kill("SIGTERM");
    expect((await recorder.ended).code).toBe(0);
    expect(readdirSync(bench.folder).filter((name) => name.startsWith("box"))).toHaveLength(2);
  });

  test("says in one sentence why it cannot write", async () => {
    const file = join(bench.folder, "one.zrec");
    writeFileSync(file, "mine");
    expect(await bench.run("record", "--output", file)).toMatchObject({
      code: 2,
      stderr: `zocp: ${file} is there already, and nothing is written over it: choose another name with --output\n`,
    });
    const nowhere = join(bench.folder, "nowhere", "one.zrec");
    expect(await bench.run("record", "--output", nowhere)).toMatchObject({
      code: 1,
      stderr: `zocp: ${nowhere} cannot be written: there is no such folder\n`,
    });
    mkdirSync(join(bench.folder, "folder.zrec"));
    expect((await bench.run("record", "--ring", "5", "--output", join(file, "box.zrec"))).stderr).toMatch(
      /cannot be written: /,
    );
    expect((await bench.run("record", "--ring", "10x")).stderr).toContain(
      "It must be a time from 2m to 24h, for instance 10m.",
    );
    expect((await bench.run("record", "--ring", "1m")).code).toBe(2);
    expect((await bench.run("record", "--rate", "10", "--every")).stderr).toContain(
      "either every value, or 10 in a second",
    );
  });
});
