import { describe, expect, test } from "vitest";

import { hasServer, Server } from "../transport/broker/servers.ts";
import { Bench } from "./program.ts";

describe.each(["nats", "mqtt"] as const)("the command line on a broker of %s", (kind) => {
  test.skipIf(!hasServer(kind))("runs a node, and sees and changes it from another process", async () => {
    const server = await Server.open(kind);
    await using bench = await Bench.open();
    const lamp = { name: "lamp", parameters: { level: { type: "float", value: 0, access: "rws" } } };
    const node = await bench.node(lamp, "--broker", `${server.url}/harbour`);
    expect(node.stdout).toContain(`"broker":"${server.url}"`);
    const broker = ["--broker", `${server.url}/harbour`];
    expect((await bench.run("set", "lamp/level", "0.5", ...broker)).stderr).toBe("");
    expect((await bench.run("get", "lamp/level", ...broker)).stdout).toBe("0.5\n");
    expect((await bench.run("ls", "lamp", ...broker)).stdout).toContain("level");
    expect((await bench.run("ls", "--wait", "1", "--broker", server.url)).stdout).not.toContain("lamp");
    node.child.stdin.end();
    expect((await node.ended).code).toBe(0);
  });
});

test("a broker that cannot be reached, and one that is none, are told in one sentence", async () => {
  await using bench = await Bench.open();
  const none = await bench.run("ls", "--broker", "tcp://10.0.0.1");
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("it begins with nats://")]);
  if (!hasServer("nats")) return;
  const away = await bench.run("ls", "--broker", "nats://127.0.0.1:1");
  expect([away.code, away.stderr]).toEqual([1, expect.stringContaining("nats://127.0.0.1:1 cannot be reached")]);
});

test.each(["composer", "doctor", "demo", "hub"])(
  "%s does not pass over a broker that it does not know",
  async (command) => {
    await using bench = await Bench.open();
    const asked = await bench.run(command, "--broker", "nats://127.0.0.1:1");
    expect([asked.code, asked.stderr]).toEqual([
      2,
      expect.stringContaining("not for a broker yet: leave --broker out"),
    ]);
  },
);
