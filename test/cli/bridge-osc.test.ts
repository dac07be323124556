import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { encodePacket } from "../../src/osc.ts";
import { freePort } from "../../tools/ports.js";
import { settled } from "../patience.ts";
import { Bench } from "./program.ts";

const LAMP = {
  name: "lamp1",
  parameters: {
    level: { type: "float", value: 0.25, min: 0, max: 1, access: "rwes" },
    free: { type: "float", access: "rwe" },
  },
};

describe("a bridge to OSC that is given wrongly", () => {
  test.each([
    [["osc"], 'listen: it is missing, and so is "send"'],
    [["osc", "--listen", "x"], '--listen: "x" is not of the form udp://host:port'],
    [["osc", "--listen", "9000", "--export", "lamp"], '--export.lamp: it must be a pattern of "node/parameter"'],
    [["osc", "--listen", "9000", "--share", "*"], '--share means nothing to the bridge "osc"'],
    [["nowhere.json"], "nowhere.json: there is no such file"],
  ])("%j says what is wrong", async (words, message) => {
    await using bench = await Bench.open();
    const { code, stderr } = await bench.run("bridge", ...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test("names the file, the field and the reason", async () => {
    await using bench = await Bench.open();
    const file = bench.file({ bridge: "osc", listen: ["9000"], import: { "/a": { tpye: "int" } } });
    const { code, stderr } = await bench.run("bridge", file);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}: import["/a"].tpye: there is no such field; did you mean "type"?`);
  });

  test("says which port another program has", async () => {
    await using bench = await Bench.open();
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    const { code, stderr } = await bench.run("bridge", "osc", "--listen", String(port));
    socket.close();
    expect({ code, stderr }).toEqual({ code: 1, stderr: `zocp: another program has udp://127.0.0.1:${port}\n` });
  });
});

test("--print writes a file that means the same", async () => {
  await using bench = await Bench.open();
  const words = [
    "--listen",
    "9000",
    "--send",
    "reply",
    "--export",
    "lamp*/*",
    "--export",
    "a/b=/c",
    "--write",
    "--auto",
    "--update-rate",
    "30",
  ];
  const { stdout, code } = await bench.run("bridge", "osc", ...words, "--print");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    ...{ name: "osc", bridge: "osc", listen: ["9000"], send: ["reply"], rate: 30, import: { auto: true } },
    export: { "lamp*/*": { to: "/{node}/{parameter}", write: true }, "a/b": { to: "/c", write: true } },
  });
});

test("--dry-run lists what would be mapped and what cannot be, with exit code 2, and opens nothing", async () => {
  await using bench = await Bench.open();
  await bench.node(LAMP);
  const port = await freePort();
  const file = bench.file({
    bridge: "osc",
    listen: [`127.0.0.1:${port}`],
    export: { "lamp*/*": { to: "/{parameter}", range: [0, 127] } },
  });
  const { stdout, code } = await bench.run("bridge", file, "--dry-run", "--wait", "3");
  expect(stdout).toMatch(/mapped {5}\/level ← lamp1\/level/);
  expect(stdout).toMatch(/unfit {6}lamp1\/free: it has no range/);
  expect(stdout).toContain("1 mapping, 1 that cannot be; 1 node looked at");
  expect(code).toBe(2);
});

test("addresses are parameters, and what is set goes out; Ctrl-C ends it quietly", async () => {
  await using bench = await Bench.open();
  const [port, far] = [await freePort(), createSocket("udp4").bind(0, "127.0.0.1")];
  await once(far, "listening");
  const received: string[] = [];
  far.on("message", (bytes) => received.push(bytes.toString("latin1")));
  const words = ["--listen", `127.0.0.1:${port}`, "--send", `127.0.0.1:${far.address().port}`, "--auto"];
  const bridge = bench.start("bridge", "osc", ...words);
  await bridge.until(() => bridge.stdout.includes("Ctrl-C ends it"));
  expect(bridge.stdout).toContain(
    `osc: listens on udp://127.0.0.1:${port}, sends to 127.0.0.1:${far.address().port}\n`,
  );
  far.send(encodePacket({ address: "/1/fader1", args: [{ type: "f", value: 0.5 }] }), port, "127.0.0.1");
  await bridge.until(() => bridge.stdout.includes("/1/fader1 ↔ 1/fader1"));
  expect(await bench.run("get", "osc/1/fader1")).toMatchObject({ code: 0, stdout: "0.5\n" });
  expect(await bench.run("set", "osc/1/fader1", "0.75")).toMatchObject({ code: 0 });
  await settled(() => expect(received.some((text) => text.startsWith("/1/fader1"))).toBe(true));
  far.close();
  bridge.child.kill("SIGINT");
  expect(await bridge.ended).toMatchObject({ code: 0, stderr: "" });
});

test("a bridge that is killed knows its bindings, links and values when it starts again, and moves nothing by that", async () => {
  await using bench = await Bench.open();
  const port = await freePort();
  const description = {
    ...{ name: "desk-osc", bridge: "osc", listen: [`127.0.0.1:${port}`], keep: true },
    import: { "/fader{n}": { as: "fader{n}", min: 0, max: 1 } },
    connect: [["desk-osc/fader1", "lamp1/level"]],
  };
  const file = bench.file(description);
  await bench.node(LAMP);
  const far = createSocket("udp4").bind(0, "127.0.0.1");
  await once(far, "listening");
  const send = (address: string, value: number): void =>
    far.send(encodePacket({ address, args: [{ type: "f", value }] }), port, "127.0.0.1");
  const first = bench.start("bridge", file);
  await first.until(() => first.stdout.includes("Ctrl-C ends it"));
  send("/fader1", 0.75);
  await settled(async () => expect((await bench.run("get", "lamp1/level")).stdout).toBe("0.75\n"));
  await bench.run("call", "desk-osc", "bridge.learn", "lamp1/free");
  for (const value of [0.1, 0.2, 0.3, 0.4]) send("/knob", value);
  await first.until(() => /bound +\/knob ↔ lamp1\/free/.test(first.stdout));
  await settled(() => expect(existsSync(join(bench.folder, "desk-osc.bindings.json"))).toBe(true));
  await settled(() => expect(existsSync(join(bench.folder, "desk-osc.state.json"))).toBe(true));
  first.child.kill("SIGKILL");
  await first.ended;
  await bench.run("set", "lamp1/level", "0.5");
  const again = bench.start("bridge", file);
  await again.until(() => /mapped +\/knob ↔ lamp1\/free/.test(again.stdout));
  expect((await bench.run("get", "desk-osc/fader1")).stdout).toBe("0.75\n");
  send("/knob", 0.5);
  await settled(async () => expect((await bench.run("get", "lamp1/free")).stdout).toBe("0.5\n"));
  send("/fader1", 0.875);
  await settled(async () => expect((await bench.run("get", "lamp1/level")).stdout).toBe("0.875\n"));
  far.close();
  rmSync(join(bench.folder, "desk-osc.state.json"), { force: true });
});
