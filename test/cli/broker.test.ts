import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
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

describe.each(["nats", "mqtt"] as const)("a wire on a broker of %s", (kind) => {
  test.skipIf(!hasServer(kind))("is made and cut by whoever meets its two ends, and nobody else", async () => {
    const server = await Server.open(kind);
    await using bench = await Bench.open();
    const broker = ["--broker", server.url];
    const entered: string[] = [];
    for (const name of ["desk", "lamp", "other"]) {
      const node = new ZocpNode(name, { broker: server.url });
      onTestFinished(() => node.stop());
      node.float("level", 0.25, { access: "rwes" });
      node.on("enter", ({ name: who }) => who.startsWith("zocp-") && entered.push(name));
      await node.start();
    }
    const made = await bench.run("connect", "desk/level", "lamp/level", ...broker);
    expect([made.stdout, made.stderr]).toEqual(["desk/level → lamp/level\n", ""]);
    const cut = await bench.run("disconnect", "desk/level", "lamp/level", ...broker);
    expect([cut.stdout, cut.stderr]).toEqual(["desk/level ✗ lamp/level\n", ""]);
    expect(entered.toSorted()).toEqual(["desk", "desk", "lamp", "lamp"]);
    // For what stands between two ends everybody is asked, and still nothing is found.
    const none = await bench.run("disconnect", "desk/level", "lamp/level", "--wait", "1", ...broker);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("is not connected to lamp/level")]);
  });
});

describe.each(["nats", "mqtt"] as const)("whoever looks at a broker of %s", (kind) => {
  test.skipIf(!hasServer(kind))("meets nobody, and of nodes that are named only these", async () => {
    const server = await Server.open(kind);
    await using bench = await Bench.open();
    const broker = ["--broker", server.url];
    const entered: string[] = [];
    for (const name of ["lamp", "other"]) {
      const node = new ZocpNode(name, { broker: server.url });
      onTestFinished(() => node.stop());
      node.float("level", 0.25, { access: "rws" });
      node.on("enter", ({ name: who }) => entered.push(`${who.replace(/@.*/, "")} at ${name}`));
      await node.start();
    }
    const all = await bench.run("ls", ...broker);
    expect(all.stdout).toMatch(/^lamp {2}[0-9a-f]{8}\nother {2}[0-9a-f]{8}\n$/m);
    expect(all.stderr).toContain("2 nodes");
    const typed = await bench.run("complete", "--", "get", "la", ...broker);
    expect(typed.code).toBe(0);
    expect(entered).toEqual([]);
    expect((await bench.run("ls", "lamp", "--wait", "1", ...broker)).stdout).toContain("0.25");
    expect((await bench.run("get", "lamp/level", ...broker)).stdout).toBe("0.25\n");
    expect((await bench.run("get", "la*/level", "--wait", "1", ...broker)).stdout).toContain("0.25");
    const missed = await bench.run("get", "lamb/level", "--wait", "1", ...broker);
    expect(missed.stderr).toContain('did you mean "lamp"?');
    expect(entered).toEqual(["zocp-ls at lamp", "zocp-get at lamp", "zocp-get at lamp"]);
    entered.length = 0;
    expect((await bench.run("set", "lamp/level", "0.5", ...broker)).stdout).toBe("0.5\n");
    expect(entered).toEqual(["zocp-set at lamp"]);
  });

  test.skipIf(!hasServer(kind))("sees how it fares, who is silent, and how a node fares with its peers", async () => {
    const server = await Server.open(kind);
    await using bench = await Bench.open();
    const broker = ["--broker", server.url];
    await bench.node({ name: "lamp", parameters: {} }, ...broker, "--stdio");
    const whole = await bench.run("broker", "status", ...broker);
    expect([whole.code, whole.stderr]).toEqual([0, ""]);
    expect(whole.stdout).toMatch(/^broker {6}\S+, show show\nround trip {2}[\d.]+ ms\nnodes {7}1\n$/);
    const one = await bench.run("broker", "status", "lamp", ...broker);
    expect([one.code, one.stdout]).toEqual([0, expect.stringMatching(/^peers {4}1 met, 0 wanted, 0 suspected/)]);
    const json = JSON.parse((await bench.run("broker", "status", "lamp", "--json", ...broker)).stdout);
    expect(json).toMatchObject({ peers: 1, stalled: 0, dropped: 0, ended: { goodbye: 1 } });
  });
});

test("a broker that cannot be reached, and one that is none, are told in one sentence", async () => {
  await using bench = await Bench.open();
  const none = await bench.run("ls", "--broker", "tcp://10.0.0.1");
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("it begins with nats://")]);
  if (!hasServer("nats")) return;
  const away = await bench.run("ls", "--broker", "nats://127.0.0.1:1");
  expect([away.code, away.stderr]).toEqual([
    1,
    expect.stringContaining("nats://127.0.0.1:1 cannot be reached: nothing listens there"),
  ]);
});

test.each(["composer --demo", "demo", "hub"])(
  "%s does not pass over a broker that it does not know",
  async (command) => {
    await using bench = await Bench.open();
    const asked = await bench.run(...command.split(" "), "--broker", "nats://127.0.0.1:1");
    expect([asked.code, asked.stderr]).toEqual([
      2,
      expect.stringContaining("not for a broker yet: leave --broker out"),
    ]);
  },
);

test("broker config writes what a broker is started with, for its owner only, and never over a file", async () => {
  await using bench = await Bench.open();
  const folder = join(bench.folder, "broker");
  const words = ["broker", "config", "mosquitto", folder, "--user", "ada", "--user", "bob"];
  const done = await bench.run(...words);
  expect(done.stdout).toMatch(
    /^ada: {2}--broker mqtt:\/\/ada:\S{24}@HOST\nbob: {2}--broker mqtt:\/\/bob:\S{24}@HOST\n$/,
  );
  for (const name of ["mosquitto.conf", "permissions", "passwords"])
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  const [, password = ""] = /ada:(\S{24})@/.exec(done.stdout) ?? [];
  expect(readFileSync(join(folder, "passwords"), "utf8")).not.toContain(password);
  const again = await bench.run(...words);
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining("is there already, and nothing is written over it"),
  ]);
});

test.each([
  [["broker", "config", "nats", "x"], "nobody could enter"],
  [["broker", "config", "rabbit", "x", "--user", "ada"], 'no configuration for "rabbit"'],
  [["broker", "start", "nats", "x", "--user", "ada"], 'broker cannot "start"'],
  [["broker", "config", "nats", "x", "--user", "a/b"], 'the user "a/b" is none'],
])("%j is refused", async (words, why) => {
  await using bench = await Bench.open();
  const refused = await bench.run(...words);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(why)]);
});
