import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

import { GossipHub, ZreNode } from "../src/index.ts";
import { eventually, pause } from "../test/node/loopback.ts";
import { freePort } from "../tools/ports.js";

const PROGRAM = fileURLToPath(new URL("zgossip.py", import.meta.url));
const KEY = "00112233445566778899AABBCCDDEEFF";

/** Why zgossip itself cannot be talked to here. */
const found = spawnSync("python3", ["-c", "import ctypes.util; print(ctypes.util.find_library('czmq') or '')"]);
const present = found.status === 0 && found.stdout.toString().trim() !== "";
if (!present) console.warn("The tests with the gossip of zyre are skipped: python3 or libczmq4 is not installed.");

/** zgossip of CZMQ in a process of its own, as zyre has it inside. */
class Zgossip {
  readonly delivered: string[][] = [];
  ready = false;
  readonly #process: ChildProcessWithoutNullStreams;

  constructor(...words: readonly string[]) {
    this.#process = spawn("python3", [PROGRAM, ...words], { stdio: "pipe" });
    let rest = "";
    this.#process.stdout.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(JSON.parse(line));
    });
  }

  delivers(key: string): boolean {
    return this.delivered.some((words) => words[1] === key);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  #hear({ event, words }: { event: string; words?: string[] }): void {
    if (event === "ready") this.ready = true;
    else if (words !== undefined) this.delivered.push(words);
  }
}

const closing: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of closing.splice(0)) await one.stop();
});

function keep<One extends { stop(): Promise<void> }>(one: One): One {
  closing.push(one);
  return one;
}

async function zgossip(...words: readonly string[]): Promise<Zgossip> {
  const made = keep(new Zgossip(...words));
  await eventually("zgossip is there", () => made.ready);
  return made;
}

async function node(name: string, gossip: string): Promise<ZreNode> {
  const made = keep(new ZreNode(name, { interface: "lo", beacons: false, gossip: [gossip] }));
  await made.start();
  return made;
}

async function hub(): Promise<{ readonly hub: GossipHub; readonly at: string }> {
  const made = keep(new GossipHub({ interface: "lo", port: 0 }));
  await made.start();
  return { hub: made, at: made.endpoint ?? "" };
}

describe.skipIf(!present)("the gossip of zyre", () => {
  test("as a client of our hub tells and is told", async () => {
    const { hub: ours, at } = await hub();
    const theirs = await zgossip("client", at, KEY, "tcp://127.0.0.1:9");
    await eventually("its tuple is known", () => ours.tuples.has(KEY));
    const a = await node("a", at);
    await eventually("it is told of our node", () => theirs.delivers(a.id.toUpperCase()));
    await a.stop();
    await eventually("what it only repeated is gone", () => !ours.tuples.has(a.id.toUpperCase()));
    expect(ours.tuples.has(KEY)).toBe(true);
  });

  test("as a hub lets our nodes find each other, also those that come when the others were quiet for long", async () => {
    const at = `tcp://127.0.0.1:${await freePort()}`;
    const theirs = await zgossip("hub", at);
    const a = await node("a", at);
    await eventually("it has our tuple", () => theirs.delivers(a.id.toUpperCase()));
    // A client that says nothing for a second is forgotten.
    await pause(2500);
    const b = await node("b", at);
    await eventually("they know each other", () => a.peers.has(b.id) && b.peers.has(a.id));
  });

  test("as a hub that was started again is told everything once more", async () => {
    const port = await freePort();
    const at = `tcp://127.0.0.1:${port}`;
    const first = await zgossip("hub", at);
    const a = await node("a", at);
    await eventually("it has our tuple", () => first.delivers(a.id.toUpperCase()));
    await first.stop();
    const second = await zgossip("hub", at);
    await eventually("the new one has it too", () => second.delivers(a.id.toUpperCase()));
  });
});
