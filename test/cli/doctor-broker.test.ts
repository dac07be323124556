import { describe, expect, test } from "vitest";

import { brokerConfig, makeUser } from "../../src/cli/broker/config.ts";
import { hasServer, Server } from "../transport/broker/servers.ts";
import { Bench } from "./program.ts";

const LAMP = { name: "lamp", parameters: { level: { type: "float", value: 0, access: "rws" } } };

describe.each(["nats", "mqtt"] as const)("the doctor looks at a broker of %s", (kind) => {
  describe.skipIf(!hasServer(kind))("that is there", () => {
    test("and says who is on it, also as JSON; nobody meets it", async () => {
      const server = await Server.open(kind);
      await using bench = await Bench.open();
      const alone = await bench.run("doctor", "--broker", server.url, "--wait", "0.3");
      expect([alone.code, alone.stderr]).toEqual([1, ""]);
      expect(alone.stdout).toContain("nobody else is in the show show: start a node there");
      const node = await bench.node(LAMP, "--broker", server.url, "--stdio");
      const seen = await bench.run("doctor", "--broker", server.url, "--wait", "1");
      expect(seen.stdout).toMatch(/✓ lamp {2}[0-9a-f]{8}/);
      expect(seen.stdout).toContain("1 node is there: ready");
      expect(seen.stdout).toContain("it does not prove who sends");
      expect(seen.code).toBe(0);
      const json = JSON.parse((await bench.run("doctor", "--json", "--broker", server.url)).stdout);
      expect(json).toMatchObject({ ready: true, problems: [], nodes: [{ name: "lamp" }], longest: expect.any(Number) });
      expect(json.roundTrip).toBeGreaterThan(0);
      expect(node.stdout).not.toContain('"enter"');
    });
  });

  test("that is not there, and says so", async () => {
    await using bench = await Bench.open();
    const away = await bench.run("doctor", "--broker", `${kind}://127.0.0.1:1`);
    expect([away.code, away.stdout]).toEqual([1, expect.stringContaining("cannot be reached")]);
    expect(away.stdout).toContain("the broker cannot be used: see “To do”");
  });
});

test.skipIf(!hasServer("nats"))(
  "the doctor says that a broker proves who sends, and names a wrong password",
  async () => {
    const user = makeUser("ada");
    const [config] = brokerConfig("nats", [user], "/nowhere");
    const server = await Server.open("nats", config?.text.replace("0.0.0.0:4222", "127.0.0.1:PORT"));
    await using bench = await Bench.open();
    const good = await bench.run(
      "doctor",
      "--wait",
      "0.3",
      "--broker",
      server.url.replace("//", `//ada:${user.password}@`),
    );
    expect(good.stdout).toContain("as the user ada");
    expect(good.stdout).toContain("it proves who sends");
    const wrong = await bench.run("doctor", "--broker", server.url.replace("//", "//ada:guessed@"));
    expect(wrong.stdout).toContain("does not let this user in");
    expect(wrong.stdout).not.toContain("guessed");
  },
);

test.skipIf(!hasServer("mqtt"))(
  "the doctor finds a Mosquitto that lets each message wait for the one before",
  async () => {
    const slow = "listener PORT 127.0.0.1\nallow_anonymous true\npersistence false\n";
    const server = await Server.open("mqtt", slow);
    await using bench = await Bench.open();
    const found = await bench.run("doctor", "--wait", "0.3", "--broker", server.url);
    expect(found.stdout).toContain("set_tcp_nodelay true");
    expect(found.code).toBe(1);
  },
);
