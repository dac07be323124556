import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { createKeyFile } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { settled } from "../patience.ts";
import { hasServer, Server } from "../transport/broker/servers.ts";
import { Bench } from "./program.ts";

const LAMP = { name: "lamp", parameters: { level: { type: "float", value: 0.5, access: "rwes" } } };
const DESK = { name: "desk", parameters: { fader: { type: "float", value: 0, access: "rwe" } } };

describe("a bridge that is given wrongly", () => {
  test.each([
    [["mash"], 'there is no bridge and no file "mash"'],
    [["mesh", "--broker", "nats://127.0.0.1"], "a bridge without share and import would carry nothing"],
    [["mesh", "--share", "*"], "a bridge needs the broker to which it leads"],
    [["mesh", "--share", "*", "--broker", "http://x"], 'the broker "http://x" is none'],
    [["mesh", "--share", "", "--broker", "nats://127.0.0.1"], 'one of share is ""'],
  ])("%j says what is wrong", async (words, message) => {
    await using bench = await Bench.open();
    const { code, stderr } = await bench.run("bridge", ...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test("says that the broker is not there", async () => {
    await using bench = await Bench.open();
    const broker = `nats://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await bench.run("bridge", "mesh", "--share", "*", "--broker", broker);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`the broker ${broker} cannot be`) });
  });
});

describe.runIf(hasServer("nats"))("a bridge with a key", () => {
  test("is met by nodes with it on both sides, and nobody without it learns what crosses", async () => {
    const server = await Server.open("nats");
    await using bench = await Bench.open();
    const key = ["--key", join(bench.folder, "show.key")];
    createKeyFile(key[1] ?? "");
    await bench.node(LAMP, ...key);
    const bridge = bench.start("bridge", "mesh", "--broker", server.url, "--share", "lamp", ...key);
    await bridge.until(() => /shared {5}lamp/.test(bridge.stdout));
    const broker = ["--broker", server.url];
    expect(await bench.run("get", "lamp/level", ...broker, ...key)).toMatchObject({ code: 0, stdout: "0.5\n" });
    expect(await bench.run("get", "lamp/level", ...broker, "--wait", "2")).toMatchObject({ code: 1, stdout: "" });
  });
});

for (const kind of ["nats", "mqtt"] as const) {
  describe.runIf(hasServer(kind))(`a bridge to a broker of ${kind}`, () => {
    test("shows a node of the network to commands on the broker, and one of the broker to those here; and ends quietly", async () => {
      const server = await Server.open(kind);
      await using bench = await Bench.open();
      await bench.node(LAMP);
      const bridge = bench.start("bridge", "mesh", "--broker", server.url, "--share", "lamp*", "--import", "desk*");
      await bridge.until(() => /shared {5}lamp/.test(bridge.stdout));
      await bench.node(DESK, "--broker", server.url);
      await bridge.until(() => /imported {3}desk/.test(bridge.stdout));
      expect(await bench.run("get", "lamp/level", "--broker", server.url)).toMatchObject({ code: 0, stdout: "0.5\n" });
      expect(await bench.run("set", "desk/fader", "0.25")).toMatchObject({ code: 0, stdout: "0.25\n" });
      expect(bridge.stdout).toContain("shared:    lamp*\nimported:  desk*\nCtrl-C ends it\n");
      bridge.child.kill("SIGINT");
      const { code, stderr } = await bridge.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const { stdout } = await bench.run("ls", "--wait", "1");
      expect(stdout).not.toContain("desk");
    });
  });
}

describe.runIf(hasServer("nats"))("two networks over a broker of nats, with a node of pyZOCP each", () => {
  test("links go by name, across; a bridge that is killed and a broker that is away cost no last value", async () => {
    const server = await Server.open("nats");
    await using here = await Bench.open();
    await using there = await Bench.open();
    await startOld(here, "old");
    await startOld(there, "far");
    await there.node(DESK);
    const open = async (bench: Bench, sign: RegExp) => {
      const all = ["--broker", server.url, "--share", "*", "--import", "*"];
      const bridge = bench.start("bridge", "mesh", ...all);
      await bridge.until(() => sign.test(bridge.stdout));
      return bridge;
    };
    const first = await open(here, /shared {5}old/);
    const spare = await open(here, /stands by/);
    await open(there, /imported {3}old/);
    await linked(there, "desk/fader", "old/sens");
    await linked(there, "old/emit", "far/sens");
    await there.run("set", "desk/fader", "0.25");
    await reads(here, "old/sens", "0.25");
    await here.run("set", "old/emit", "0.75");
    await reads(there, "far/sens", "0.75");
    first.child.kill("SIGKILL");
    await spare.until(() => /imported {3}desk/.test(spare.stdout));
    await reads(there, "old/sens", "0.25");
    await there.run("set", "desk/fader", "0.5");
    await reads(here, "old/sens", "0.5");
    expect((await here.run("ls", "desk*")).stdout.match(/^desk/gm)).toHaveLength(1);
    await server.kill();
    await spare.until(() => /stands by {2}the broker is away/.test(spare.stdout));
    await there.run("set", "desk/fader", "1");
    await server.start();
    await reads(here, "old/sens", "1");
  });
});

/** The model of a node of pyZOCP, as a program of its own. What would end the real one ends it. */
async function startOld(bench: Bench, name: string): Promise<void> {
  const words = ["--import", "./tools/typescript.js", "test/show/old-node.ts", name];
  const old = spawn(process.execPath, words, { env: bench.environment, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void old.kill("SIGKILL"));
  await new Promise((resolve) => old.stdout.once("data", resolve));
}

/** Until the far node is known. */
async function linked(bench: Bench, emitter: string, sensor: string): Promise<void> {
  await settled(async () => expect(await bench.run("connect", emitter, sensor, ...SOON)).toMatchObject({ code: 0 }));
}

/** Until a parameter has that value. */
async function reads(bench: Bench, address: string, value: string): Promise<void> {
  await settled(async () => expect(Number((await bench.run("get", address, ...SOON)).stdout)).toBe(Number(value)));
}

/** One attempt of several: it must not take the time of all. */
const SOON = ["--wait", "5"];
