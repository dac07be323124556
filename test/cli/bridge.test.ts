import { describe, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { hasServer, Server } from "../transport/broker/servers.ts";
import { Bench } from "./program.ts";

const LAMP = { name: "lamp", parameters: { level: { type: "float", value: 0.5, access: "rwes" } } };
const DESK = { name: "desk", parameters: { fader: { type: "float", value: 0, access: "rwe" } } };

describe("a bridge that is given wrongly", () => {
  test.each([
    [["mash"], 'there is no bridge "mash"'],
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
