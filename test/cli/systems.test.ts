import { describe, expect, test } from "vitest";
import { clockFrom } from "../../src/cli/format/clock.ts";
import { coloursFor } from "../../src/cli/format/colours.ts";
import { formatHappening } from "../../src/cli/format/happening.ts";
import { Bench } from "./program.ts";

const LAMP = { name: "lamp", parameters: { level: { type: "float", access: "re" } } };
const NO_BROADCAST = { SYSTEM_PLATFORM: "darwin", SYSTEM_UNSENT: "EADDRNOTAVAIL 127.255." };
const NOTHING_ON_LOOPBACK = { SYSTEM_PLATFORM: "darwin", SYSTEM_UNSENT: "EADDRNOTAVAIL 127.255. 225." };

describe("where the system does not list its interfaces", () => {
  test("an address that is named works as everywhere", async () => {
    await using bench = await Bench.open();
    await bench.node(LAMP);
    const ls = bench.startOn({ SYSTEM_UNLISTED: "always", ZOCP_INTERFACE: "127.0.0.1" }, "get", "lamp/level");
    expect(await ls.ended).toMatchObject({ code: 0, stdout: "0\n" });
  });

  test.each(["ls", "doctor", "watch"])("%s says what is the matter and what to name", async (verb) => {
    await using bench = await Bench.open();
    const { code, stdout, stderr } = await bench.startOn({ SYSTEM_UNLISTED: "always", ZOCP_INTERFACE: "" }, verb).ended;
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("does not list its network interfaces");
    expect(stdout + stderr).toContain("--interface or ZOCP_INTERFACE");
    expect(stdout + stderr).not.toContain("mistake in zocp itself");
  });

  test("the demo runs, because loopback is everywhere", async () => {
    await using bench = await Bench.open();
    const demo = bench.startOn({ SYSTEM_UNLISTED: "always", ZOCP_INTERFACE: "" }, "demo");
    await demo.until(() => demo.stdout.includes("found each other"));
  });

  test("one look that fails is followed by another", async () => {
    await using bench = await Bench.open();
    await bench.node(LAMP);
    const system = { SYSTEM_UNLISTED: "once", ZOCP_INTERFACE: "lo" };
    expect(await bench.startOn(system, "get", "lamp/level").ended).toMatchObject({ code: 0 });
  });
});

describe("on loopback of a system other than Linux", () => {
  test.each([
    ["no broadcast", NO_BROADCAST],
    ["neither broadcast nor multicast", NOTHING_ON_LOOPBACK],
  ])("two programs find each other where it has %s", async (_what, system) => {
    await using bench = await Bench.open();
    const lamp = bench.startOn(system, "node", bench.file(LAMP));
    await lamp.until(() => lamp.stdout.includes("is at"));
    expect(await bench.startOn(system, "get", "lamp/level", "--wait", "8").ended).toMatchObject({ code: 0 });
  });

  test("beacons that cannot leave are told", async () => {
    await using bench = await Bench.open();
    const lamp = bench.startOn(NOTHING_ON_LOOPBACK, "node", bench.file(LAMP));
    await lamp.until(() => lamp.stdout.includes("cannot send beacons on lo (127.0.0.1)"));
  });
});

test("a node on a machine without any network says that it waits for one", () => {
  const manner = {
    json: false,
    colours: coloursFor({}),
    clock: clockFrom(new Date(0), { terminal: true }),
    now: new Date(0),
  };
  const ready = formatHappening({ event: "ready", name: "lamp", endpoints: [] }, manner);
  expect(ready).toContain(
    "lamp waits for a network: no interface with an address is up on this machine; Ctrl-C ends it",
  );
});
