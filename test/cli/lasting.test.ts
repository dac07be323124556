import { createSocket } from "node:dgram";

import { expect, test } from "vitest";

import { Bench } from "./program.ts";

test("watch sees nodes come and go, every change and every wire, also of what is registered later", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node({ name: "desk", parameters: { fader: { type: "float", value: 0.25, access: "re" } } });
  const lamp = await bench.node({ name: "lamp", parameters: { level: { type: "float", access: "rws" } } });
  const watch = bench.start("watch", "--json");
  const entered = await watch.event("enter", { node: "desk" });
  expect(entered.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  // The order in which nodes are found is not ours to choose.
  await watch.until(() => /"value".*"desk".*0\.25/.test(watch.stdout) && /"value".*"lamp"/.test(watch.stdout));
  desk.send({ connect: ["fader", "lamp/level"] });
  await watch.event("subscribed", { node: "desk", parameter: "fader", by: "lamp/level" });
  desk.send({ emit: ["fader", 0.5] });
  await watch.event("signal", { node: "desk", parameter: "fader", value: 0.5 });
  await lamp.event("signal", { value: 0.5 });
  await watch.event("modified", { node: "lamp", parameter: "level", value: 0.5 });
  desk.send({ register: { late: { type: "int", value: 4, access: "r" } } }, { set: ["late", 5] }, { remove: "late" });
  await watch.event("registered", { parameter: "late", value: 4 });
  await watch.event("modified", { parameter: "late", value: 5 });
  await watch.event("removed", { parameter: "late" });
  desk.child.kill("SIGINT");
  await watch.event("exit", { node: "desk", reason: "goodbye" });
  watch.child.kill("SIGINT");
  const { code, stderr, stdout } = await watch.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toContain("zocp-watch");
  expect(stdout).not.toContain('"stopped"');
});

test("watch shows only what fits the pattern", async () => {
  await using bench = await Bench.open();
  const parameters = { a: { type: "int", value: 1, access: "re" }, b: { type: "int", value: 2, access: "re" } };
  const desk = await bench.node({ name: "desk", parameters });
  const watch = bench.start("watch", "desk/b", "--json");
  await watch.event("value", { parameter: "b" });
  await desk.event("subscribed");
  desk.send({ emit: ["a", 3] }, { emit: ["b", 4] });
  await watch.event("signal", { parameter: "b", value: 4 });
  expect(watch.stdout).not.toContain('"parameter":"a"');
});

test("a second interruption ends at once what still waits for its reader", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node({ name: "lamp" });
  const parameters = { in: { type: "int", access: "s" }, out: { type: "int", access: "e" } };
  const desk = await bench.node({ name: "desk", parameters, connect: [["out", "in"]] });
  await desk.event("linked");
  await lamp.event("enter", { node: "desk" });
  desk.child.stdout.pause();
  for (let i = 0; i < 20_000; i++) desk.send(`{"emit":["out",${i}]}`);
  desk.send("junk");
  await desk.until(() => desk.stderr.includes("junk"), "the message");
  desk.child.kill("SIGINT");
  await lamp.event("exit", { node: "desk", reason: "goodbye" });
  desk.child.kill("SIGTERM");
  const code = await new Promise((resolve) => desk.child.on("exit", resolve));
  expect(code).toBe(143);
});

test.each([
  ["SIGHUP", "SIGHUP"],
  ["SIGTERM", "SIGHUP"],
] as const)(
  "%s and then %s, as a closed terminal or a service manager sends them, are one interruption",
  async (...signals) => {
    await using bench = await Bench.open();
    const lamp = await bench.node({ name: "lamp" });
    const desk = await bench.node({ name: "desk" });
    await lamp.event("enter", { node: "desk" });
    const code = new Promise((resolve) => desk.child.on("exit", resolve));
    for (const signal of signals) desk.child.kill(signal);
    await lamp.event("exit", { node: "desk", reason: "goodbye" });
    expect(await code).toBe(0);
  },
);

test("demo tells in lines how its nodes find each other, wire themselves, follow the fader, and play a cue", async () => {
  await using bench = await Bench.open();
  const demo = bench.start("demo", "--seconds", "600");
  await demo.until(() => demo.stdout.includes("wired: fader/level → lamp-right/brightness"));
  expect((await bench.run("set", "fader/level", "0.125")).stdout).toBe("0.125\n");
  expect((await bench.run("get", "lamp-right/brightness")).stdout).toBe("0.125\n");
  expect((await bench.run("set", "show/go", "true")).code).toBe(0);
  expect((await bench.run("disconnect", "fader/level", "lamp-right/brightness")).code).toBe(0);
  await demo.until(() => demo.stdout.includes("cut: fader/level → lamp-right/brightness"));
  demo.child.kill("SIGINT");
  const { code, stdout, stderr } = await demo.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("found each other: oscillator, fader, lamp-left, lamp-right, show");
  expect(stdout).toContain("cue: 1 House lights");
  expect(stdout).toContain("cut: fader/level → lamp-right/brightness");
  expect(stdout).toMatch(/fader 0\.1[23]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing that steers a terminal may go into a log
  expect(stdout).not.toMatch(/\u001b/);
});

test("doctor says which interface is used and why, that beacons work, and whom it heard", async () => {
  await using bench = await Bench.open();
  await bench.node({ name: "desk" });
  const { code, stdout, stderr } = await bench.run("doctor", "--json", "--wait", "1.5");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({
    ok: true,
    verdict: "ready",
    port: { number: bench.port, bindable: true },
    mute: [],
    problems: [],
  });
  expect(found.interfaces).toContainEqual(
    expect.objectContaining({ name: "lo", used: true, reason: "it was asked for", broadcastReturned: true }),
  );
  expect(found.heard).toEqual([expect.objectContaining({ name: "desk", zocp: true, complete: true })]);
});

test("doctor says what to do about a port that is held, and about an interface that is not there", async () => {
  await using bench = await Bench.open();
  // Without SO_REUSEADDR: as a program does that shares with nobody.
  const holders = ["127.255.255.255", "0.0.0.0"].map(() => createSocket("udp4"));
  await Promise.all(
    holders.map(
      (holder, index) =>
        new Promise<void>((done) => holder.bind(bench.port, ["127.255.255.255", "225.25.25.25"][index], () => done())),
    ),
  );
  const [held, absent] = await Promise.all([
    bench.run("doctor", "--wait", "0.3"),
    bench.run("doctor", "--wait", "0.3", "--interface", "nope0"),
  ]);
  for (const holder of holders) holder.close();
  expect(held.code).toBe(1);
  expect(held.stdout).toContain(`End the program that holds UDP port ${bench.port}`);
  expect(absent.code).toBe(1);
  expect(absent.stdout).toContain('no interface "nope0"');
});

test("doctor tells of a node whose beacons come, but who cannot be reached", async () => {
  await using bench = await Bench.open();
  const beacon = Buffer.from(`5a524501${"ab".repeat(16)}0001`, "hex");
  const sender = createSocket("udp4");
  await new Promise<void>((done) => sender.bind(0, "127.0.0.1", () => done()));
  sender.setBroadcast(true);
  const timer = setInterval(() => sender.send(beacon, bench.port, "127.255.255.255"), 100);
  const { code, stdout } = await bench.run("doctor", "--wait", "1");
  clearInterval(timer);
  sender.close();
  expect(code).toBe(1);
  expect(stdout).toContain("beacons only, no connection");
  expect(stdout).toContain("abababab at 127.0.0.1 sends beacons, but no connection comes about");
  expect(stdout).toContain("nothing listens there");
  expect(stdout).toContain("Allow incoming TCP");
});

test("watch says that a node is frozen, and that it goes on", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node({ name: "desk", parameters: { fader: { type: "float", access: "re" } } });
  const watch = bench.start("watch", "--json");
  await watch.event("value", { node: "desk" });
  desk.child.kill("SIGSTOP");
  await watch.event("suspected", { node: "desk" });
  desk.child.kill("SIGCONT");
  await watch.event("recovered", { node: "desk" });
});
