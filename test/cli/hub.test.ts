import { describe, expect, test } from "vitest";
import { freePort } from "../../tools/ports.js";
import { Bench, type Running } from "./program.ts";

const ADA = { name: "ada", parameters: { level: { type: "float", value: 0.5, access: "rwe" } } };
const BOB = { name: "bob", parameters: { level: { type: "float", access: "rws" } } };

/** A hub, and how to reach it. */
async function startHub(bench: Bench, ...words: string[]): Promise<{ hub: Running; gossip: string[] }> {
  const hub = bench.start("hub", "--json", "--port", String(await freePort()), ...words);
  const { endpoints } = await hub.event("ready");
  return { hub, gossip: ["--beacons", "off", "--gossip", String((endpoints as string[])[0])] };
}

describe("a hub", () => {
  test("lets nodes without beacons find each other, says who came and went, and ends quietly", async () => {
    await using bench = await Bench.open();
    const { hub, gossip } = await startHub(bench);
    const ada = await bench.node(ADA, ...gossip);
    await hub.event("published");
    await bench.node({ ...BOB, connect: [["ada/level", "level"]] }, ...gossip);
    await ada.event("enter", { node: "bob" });
    const { code, stdout } = await bench.run("get", "ada/level", ...gossip);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "0.5\n" });
    await hub.event("withdrawn", { reason: "goodbye" });
    hub.child.kill("SIGINT");
    const ended = await hub.ended;
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("tells people what to give to the others", async () => {
    await using bench = await Bench.open();
    const port = await freePort();
    const hub = bench.start("hub", "--port", String(port));
    await hub.until(() => hub.stdout.includes(`--gossip tcp://127.0.0.1:${port}\nCtrl-C ends it\n`));
    await bench.node(ADA, "--gossip", `tcp://127.0.0.1:${port}`);
    await hub.until(() => /\d\d:\d\d:\d\d\.\d\d\d {2}came {5}[0-9a-f]{8} {2}tcp:\/\/127/.test(hub.stdout));
  });

  test("that is not there is told, and does not keep the command from its work", async () => {
    await using bench = await Bench.open();
    await bench.node(ADA);
    const { code, stdout, stderr } = await bench.run("ls", "--gossip", `tcp://127.0.0.1:${await freePort()}`);
    expect(code).toBe(0);
    expect(stdout).toContain("ada");
    expect(stderr.match(/the hub tcp:\/\/127\.0\.0\.1:\d+ is not there/g)).toHaveLength(1);
  });

  test("that is not there is found by the doctor", async () => {
    await using bench = await Bench.open();
    const { code, stdout } = await bench.run(
      "doctor",
      "--wait",
      "1",
      "--gossip",
      `tcp://127.0.0.1:${await freePort()}`,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/the hub tcp:\/\/127\.0\.0\.1:\d+ is not there/);
    expect(stdout).toContain("Start `zocp hub` there");
  });

  test("whose port is taken says so", async () => {
    await using bench = await Bench.open();
    const { hub, gossip } = await startHub(bench);
    const { code, stderr } = await bench.run("hub", "--port", String(gossip[3]?.split(":").at(-1)));
    expect(code).toBe(1);
    expect(stderr).toContain("another program holds this address and port");
    hub.child.kill("SIGINT");
  });
});

test("a node is found at the place that is told, over the TCP port that it was given", async () => {
  await using bench = await Bench.open();
  const port = String(await freePort());
  const ada = bench.start("node", bench.file(ADA), "--stdio", "--beacons", "off", "--tcp-port", port);
  expect((await ada.event("ready")).endpoints).toEqual([`tcp://127.0.0.1:${port}`]);
  const { stdout } = await bench.run("get", "ada/level", "--beacons", "off", "--peer", `tcp://localhost:${port}`);
  expect(stdout).toBe("0.5\n");
});
