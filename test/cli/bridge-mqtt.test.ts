import { describe, expect, test } from "vitest";

import { OtherClient } from "../bridges/mqtt/far-end.ts";
import { settled } from "../patience.ts";
import { hasServer, Server } from "../transport/broker/servers.ts";
import { Bench } from "./program.ts";

test.each([
  [["mqtt"], "server: it is missing: mqtt://host"],
  [["mqtt", "--server", "10.0.0.5"], '--server: "10.0.0.5" is not of the form mqtt://host'],
  [["mqtt", "--server", "mqtt://h", "--topic", "a+b"], 'import["a+b"]: "a+b" is no topic'],
  [["mqtt", "--server", "mqtt://h", "--listen", "1"], '--listen means nothing to the bridge "mqtt"'],
])("%j says what is wrong", async (words, message) => {
  await using bench = await Bench.open();
  const { code, stderr } = await bench.run("bridge", ...words);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
});

test("--print writes a file that means the same", async () => {
  await using bench = await Bench.open();
  const words = ["--server", "mqtt://h/stage 1", "--topic", "a/+#/x", "--export", "lamp*/*", "--write", "--auto"];
  const { stdout, code } = await bench.run("bridge", "mqtt", ...words, "--print");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    ...{ name: "mqtt", bridge: "mqtt", server: "mqtt://h/stage 1", import: { "a/+#/x": {}, auto: true } },
    export: { "lamp*/*": { to: "zocp/stage 1/{node}/{parameter}", write: true } },
  });
});

describe.skipIf(!hasServer("mqtt"))("a bridge to a real server", () => {
  test("carries both ways, and the server says that it is gone when it is killed", async () => {
    await using bench = await Bench.open();
    const other = await OtherClient.open(await Server.open("mqtt"));
    await bench.node({
      name: "lamp1",
      parameters: { level: { type: "float", value: 0.25, min: 0, max: 1, access: "rwes" } },
    });
    const words = ["--server", other.server.url, "--export", "lamp*/*", "--write"];
    const bridge = bench.start("bridge", "mqtt", ...words);
    await bridge.until(() => bridge.stdout.includes("zocp/show/lamp1/level ↔ lamp1/level"));
    expect(bridge.stdout).toContain(`mqtt: on ${other.server.url}, show "show"\n`);
    await settled(() => expect(other.of("zocp/show/lamp1/level")).toEqual(["0.25"]));
    await other.publish("zocp/show/lamp1/level/set", "0.75");
    await settled(() => expect(other.of("zocp/show/lamp1/level").at(-1)).toBe("0.75"));
    expect(await bench.run("get", "lamp1/level")).toMatchObject({ code: 0, stdout: "0.75\n" });
    bridge.child.kill("SIGKILL");
    await bridge.ended;
    await settled(() => expect(other.of("zocp/show/mqtt/$state").at(-1)).toBe("offline"));
    const again = bench.start("bridge", "mqtt", ...words);
    await settled(() => expect(other.of("zocp/show/mqtt/$state").at(-1)).toBe("online"));
    again.child.kill("SIGINT");
    expect(await again.ended).toMatchObject({ code: 0, stderr: "" });
    await settled(() => expect(other.of("zocp/show/mqtt/$state").at(-1)).toBe("offline"));
    await other.close();
  });
});
