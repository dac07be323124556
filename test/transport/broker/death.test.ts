import { connect } from "nats";
import { describe, expect, onTestFinished, test } from "vitest";

import { ZocpNode } from "../../../src/index.ts";
import { Bench } from "../../cli/program.ts";
import { eventually } from "../../node/loopback.ts";
import { hasServer, Server } from "./servers.ts";

// Programs that end or stop without a word, and owe nothing to whoever knows them: nothing is unanswered that would tell of it.

const LAMP = { name: "lamp", parameters: { level: { type: "float", value: 0, access: "rwe" } } };

async function acquainted(kind: "nats" | "mqtt") {
  const server = await Server.open(kind);
  const bench = await Bench.open();
  onTestFinished(() => bench[Symbol.asyncDispose]());
  const lamp = await bench.node(LAMP, "--broker", server.url);
  const desk = new ZocpNode("desk", { broker: server.url });
  onTestFinished(() => desk.stop());
  let exits = 0;
  desk.on("exit", () => exits++);
  await desk.start();
  await desk.waitFor("lamp");
  return { server, lamp, desk, exits: () => exits };
}

describe.each(["nats", "mqtt"] as const)("on a broker of %s", (kind) => {
  test.skipIf(!hasServer(kind))("a program that is killed leaves", async () => {
    const { lamp, desk, exits } = await acquainted(kind);
    lamp.child.kill("SIGKILL");
    await eventually("it is gone", () => exits() === 1);
    expect(desk.peers.size).toBe(0);
  });

  test.skipIf(!hasServer(kind))("one that stops is suspected, and back without an exit", async () => {
    const { lamp, desk, exits } = await acquainted(kind);
    expect(desk.stats?.suspected).toBe(0);
    lamp.child.kill("SIGSTOP");
    await eventually("it is suspected", () => desk.stats?.suspected === 1);
    lamp.child.kill("SIGCONT");
    await eventually("it is heard again", () => desk.stats?.suspected === 0);
    expect(exits()).toBe(0);
    expect(await desk.peer("lamp")?.set("level", 0.5)).toBe(0.5);
  });
});

test.skipIf(!hasServer("nats"))(
  "where somebody reads everything, NATS never says that nobody is there: who is killed leaves, too",
  async () => {
    const { server, lamp, exits } = await acquainted("nats");
    const reader = await connect({ servers: server.url.replace("nats://", "") });
    onTestFinished(() => reader.close());
    reader.subscribe(">", { callback: () => {} });
    await reader.flush();
    lamp.child.kill("SIGKILL");
    await eventually("it is gone", () => exits() === 1);
  },
);
