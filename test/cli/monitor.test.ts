import { describe, expect, test } from "vitest";

import { settled } from "../patience.ts";
import { Bench } from "./program.ts";
import { ENTER, LEAVE, openTerminal, runs, type Terminal } from "./terminal.ts";

const LAMP = {
  name: "lamp",
  parameters: {
    level: { type: "float", value: 0.5, access: "rws", min: 0, max: 1 },
    on: { type: "bool", access: "rw" },
    wave: { type: "float", access: "re" },
  },
};
const CLEAR = "\u001b[2J";

/** The monitor on a terminal of its own. */
const openMonitor = (bench: Bench, options = {}): Terminal => openTerminal(bench, "monitor", options);

test.each([
  ["", []],
  ["for a program", ["--json"]],
])("without a terminal it says what to use instead %s", async (_, words) => {
  await using bench = await Bench.open();
  const { code, stdout, stderr } = await bench.run("monitor", ...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/monitor needs a terminal with a keyboard; without one use .*zocp watch.*zocp ls --json/);
});

describe.skipIf(process.platform !== "linux")("the monitor on a terminal", () => {
  test("shows what is there, sets and switches it by keys, and gives the terminal back at q", async () => {
    await using bench = await Bench.open();
    const lamp = await bench.node(LAMP);
    const monitor = openMonitor(bench);
    await monitor.shows("level");
    expect(monitor.stdout).toContain(ENTER);
    monitor.press("\u001b[B", "\r");
    await monitor.shows("leaves it as it is");
    monitor.press("0.75\r");
    await lamp.event("set", { parameter: "level", value: 0.75 });
    monitor.press("\u001b[B ");
    await lamp.event("set", { parameter: "on", value: true });
    lamp.send({ emit: ["wave", 0.125] });
    await monitor.shows("0.125");
    monitor.press("q");
    const { code, stdout } = await monitor.ended;
    expect(code).toBe(0);
    expect(stdout.slice(stdout.lastIndexOf(LEAVE))).toBe(LEAVE);
    await lamp.event("exit", { reason: "goodbye" });
  });

  test("makes a wire and cuts it", async () => {
    await using bench = await Bench.open();
    const lamp = await bench.node(LAMP);
    const monitor = openMonitor(bench);
    await monitor.shows("wave");
    monitor.press("\u001b[F", "w");
    await monitor.shows("a sensor:");
    monitor.press("\u001b[B\r");
    await lamp.event("subscribed", { parameter: "wave", by: "lamp/level" });
    await monitor.shows(/wave +0 .*→ lamp\/level/);
    monitor.press("x");
    await monitor.shows("cut lamp/wave");
    monitor.press("y");
    await lamp.event("unsubscribed", { parameter: "wave", by: "lamp/level" });
  });

  test("is drawn anew when the terminal has another size, and without colours where nobody wants them", async () => {
    await using bench = await Bench.open();
    await bench.node(LAMP);
    const monitor = openMonitor(bench, { columns: 120, variables: "NO_COLOR=1" });
    await monitor.shows("level");
    const drawn = (): number => monitor.stdout.split(CLEAR).length - 1;
    expect(drawn()).toBe(1);
    monitor.resize(60);
    await monitor.until(() => drawn() === 2);
    await monitor.shows(/w wire {2}\? help {2}q end/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
    expect(monitor.stdout).not.toMatch(/\u001b\[[34]\d/);
  });

  test("tells why a node refuses", async () => {
    await using bench = await Bench.open();
    await bench.node(LAMP, "--locked");
    const monitor = openMonitor(bench, { columns: 120 });
    await monitor.shows("locked");
    monitor.press("\u001b[B", "\u001b[C");
    await monitor.shows(/lamp\/level: lamp is locked/);
  });

  test.each(["Ctrl-C", "SIGTERM", "SIGHUP", "SIGINT"])("says goodbye and gives it back at %s", async (how) => {
    await using bench = await Bench.open();
    const lamp = await bench.node(LAMP);
    const monitor = openMonitor(bench);
    await monitor.shows("level");
    if (how === "Ctrl-C") monitor.press("\u0003");
    else process.kill(monitor.pid(), how);
    await lamp.event("exit", { reason: "goodbye" });
    const { code, stdout } = await monitor.ended;
    expect(code).toBe(0);
    expect(stdout.slice(stdout.lastIndexOf(LEAVE))).toBe(LEAVE);
  });

  test("gives it back before it tells of a mistake that nobody caught", async () => {
    await using bench = await Bench.open();
    await bench.node(LAMP);
    const monitor = openMonitor(bench, { preload: "--require $PRELOADS/throws.cjs" });
    await monitor.shows("level");
    process.kill(monitor.pid(), "SIGUSR2");
    const { code, stdout } = await monitor.ended;
    expect(code).not.toBe(0);
    expect(stdout.indexOf("thrown on purpose")).toBeGreaterThan(stdout.indexOf(LEAVE));
    expect(stdout.indexOf(LEAVE)).toBeGreaterThan(0);
  });

  test("stalls nobody when the terminal takes no more text, and ends when it is told to", async () => {
    await using bench = await Bench.open();
    const lamp = await bench.node(LAMP);
    const monitor = openMonitor(bench);
    await monitor.shows("level");
    monitor.child.stdout.pause();
    // More than any buffer between the two holds.
    for (let index = 0; index < 3000; index++) lamp.send({ emit: ["wave", index] });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(lamp.stdout).not.toContain('"suspected"');
    const pid = monitor.pid();
    process.kill(pid, "SIGTERM");
    await lamp.event("exit", { reason: "goodbye" });
    await settled(() => expect(runs(pid)).toBe(false));
    monitor.child.stdout.resume();
  });

  test("ends with the terminal", async () => {
    await using bench = await Bench.open();
    const lamp = await bench.node(LAMP);
    const monitor = openMonitor(bench);
    await monitor.shows("level");
    const pid = monitor.pid();
    monitor.child.kill("SIGKILL");
    await lamp.event("exit", { reason: "goodbye" });
    await settled(() => expect(runs(pid)).toBe(false));
  });
});
