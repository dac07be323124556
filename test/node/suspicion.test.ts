import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { eventually, pause } from "./loopback.ts";

test("a process that is frozen is suspected about a second later, and its links are there when it goes on", async () => {
  await using pair = await Pair.open();
  const frozenAt = performance.now();
  pair.child.kill("SIGSTOP");
  await eventually("the lamp is suspected", () => pair.told.includes("suspected"));
  expect(performance.now() - frozenAt).toBeGreaterThan(400);
  await pause(1000);
  pair.desk.emit("fader", -1);
  pair.child.kill("SIGCONT");
  await eventually("the lamp has recovered", () => pair.told.includes("recovered"));
  await eventually("the lamp has the value", () => pair.heard !== "");
  expect([pair.told, pair.heard]).toEqual([["suspected", "recovered"], "-1\n"]);
});

test("a peer that was asked for a sign of life is one whose round trip is known", async () => {
  await using pair = await Pair.open();
  const delivery = () => pair.desk.deliveries[0];
  await eventually("the lamp was asked and has answered", () => delivery()?.roundTrip !== undefined);
  expect(delivery()?.roundTrip).toBeGreaterThan(0);
  expect(delivery()?.roundTrip).toBeLessThan(5000);
});

test("two nodes that are as busy as they can be do not suspect each other", async () => {
  await using pair = await Pair.open();
  const end = performance.now() + BUSY_FOR;
  for (let value = 0; performance.now() < end; ) {
    for (let i = 0; i < BURST; i++) pair.desk.emit("fader", ++value);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  pair.desk.emit("fader", -1);
  await eventually("the lamp has the last value", () => pair.heard !== "");
  expect([pair.told, pair.heard]).toEqual([[], "-1\n"]);
});

/** A desk in this process, wired to a lamp in another. */
class Pair {
  readonly desk: ZocpNode;
  readonly child: ChildProcess;
  /** Suspicions of the desk, and what the lamp prints: its own, and values below zero. */
  readonly told: string[] = [];
  heard = "";

  private constructor(port: number) {
    this.desk = new ZocpNode("desk", { interface: "lo", beaconPort: port });
    this.desk.float("fader", 0, { access: "re" });
    this.desk.on("suspected", ({ type }) => this.told.push(type)).on("recovered", ({ type }) => this.told.push(type));
    this.child = spawn(process.execPath, ["--input-type=module", "-e", LAMP, String(port)], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.heard += text;
    });
  }

  static async open(): Promise<Pair> {
    const pair = new Pair(await freePort());
    await pair.desk.start();
    await pair.desk.connect("desk/fader", "lamp/level", { timeout: PATIENCE });
    return pair;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    await this.desk.stop();
  }
}

// What is frozen must be another process, and runs what users get.
const LAMP = `
import { ZocpNode } from "./dist/index.js";
const lamp = new ZocpNode("lamp", { interface: "lo", beaconPort: Number(process.argv[1]) });
lamp.float("level", 0, { access: "rs" });
lamp.on("suspected", ({ type }) => console.log(type));
lamp.on("signal", ({ value }) => value < 0 && console.log(String(value)));
await lamp.start();
`;
const BUSY_FOR = 4000;
const BURST = 2000;
