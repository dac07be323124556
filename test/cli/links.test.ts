import { describe, expect, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import { PATIENCE } from "../patience.ts";
import { Bench, type Running } from "./program.ts";

/** Seven programs start one after the other, on a machine that may be busy. */
const COMMANDS_TIMEOUT_MS = 300_000;

/** A desk and a lamp, wired; the lamp wants ten values a second at most. */
async function show(bench: Bench) {
  const desk = await bench.node({ name: "desk", parameters: { fader: { type: "float", value: 0, access: "re" } } });
  const lamp = await bench.node({ name: "lamp", parameters: { level: { type: "float", access: "rws" } } });
  const connected = await bench.run("connect", "desk/fader", "lamp/level", "--rate", "10");
  expect(connected.stderr).toBe("");
  return { desk, lamp };
}

function emit(desk: Running, count: number): void {
  for (let i = 1; i <= count; i++) desk.send({ emit: ["fader", i] });
}

test("ls --links tells how many values went where, and how many a rate has spared", async () => {
  await using bench = await Bench.open();
  const { desk, lamp } = await show(bench);
  emit(desk, 200);
  await lamp.event("signal", { value: 200 });
  const { stdout } = await bench.run("ls", "--links", "--json");
  const nodes = JSON.parse(stdout) as { name: string; links: Record<string, unknown>[] }[];
  const [link, ...others] = nodes.find(({ name }) => name === "desk")?.links ?? [];
  expect(others).toEqual([]);
  expect(link).toMatchObject({ emitter: "fader", name: "lamp", dropped: 0 });
  expect(Number(link?.sent)).toBeLessThan(20);
  expect(Number(link?.sent) + Number(link?.conflated)).toBe(201);
  expect((await bench.run("ls", "--links", "desk")).stdout).toMatch(
    / {2}fader → lamp: \d+ sent \(.*\), .*\/s, \d+ conflated/,
  );
  expect((await bench.run("ls", "desk")).stdout).not.toContain("conflated");
});

test("watch --stats prints a line for each link once a second", async () => {
  await using bench = await Bench.open();
  const { desk } = await show(bench);
  emit(desk, 5);
  const watch = bench.start("watch", "--stats", "--json");
  const first = await watch.event("link", { node: "desk", parameter: "fader", by: "lamp" });
  const second = await watch.event("link", { node: "desk", parameter: "fader" });
  expect(Date.parse(String(second.time)) - Date.parse(String(first.time))).toBeGreaterThan(500);
  expect(second).toMatchObject({ dropped: 0 });
  expect(watch.stdout).not.toContain("zocp-watch");
  const people = bench.start("watch", "--stats", "desk");
  await people.until(() => /desk\/fader → lamp +\d+ sent/.test(people.stdout));
});

test("watch --health tells how nodes and links are: what refuses, what waits, and what is well", async () => {
  await using bench = await Bench.open();
  const { desk } = await show(bench);
  const spot = { level: { type: "float", value: 0, access: "rws", max: 0.5 } };
  await bench.node({ name: "spot", parameters: spot, connect: [["gone/x", "level"]] });
  expect((await bench.run("connect", "desk/fader", "spot/level")).stderr).toBe("");
  const watch = bench.start("watch", "--health", "--json");
  emit(desk, 5);
  await watch.event("node", { node: "lamp", state: "well" });
  await watch.event("link", { emitter: "desk/fader", sensor: "lamp/level", refused: 0, reason: "" });
  const refused = await watch.event("link", { emitter: "desk/fader", sensor: "spot/level", refused: 5, of: 5 });
  expect(refused.reason).toContain("0.5");
  const waiting = await watch.event("link", { emitter: "gone/x", sensor: "spot/level", rate: 0 });
  expect(waiting.reason).toContain("gone");
  const { stdout } = await bench.run("watch", "--health", "--count", "1", "--sort", "age", "spot");
  expect(stdout).toContain("2 links: 2 links in trouble");
  expect(stdout).not.toContain("lamp/level");
  expect(await bench.run("watch", "--sort", "age")).toMatchObject({
    code: 2,
    stderr: "zocp: --sort is for watch --health\n",
  });
  expect((await bench.run("watch", "--health", "--stats")).stderr).toContain("not both");
  expect((await bench.run("watch", "--health", "--sort", "x")).stderr).toContain(
    "rate, age, conflated, refused or trip",
  );
});

test("what the map of a link has no number for is told by the sensor's node, and by watch --stats", async () => {
  await using bench = await Bench.open();
  const { desk, lamp } = await show(bench);
  expect((await bench.run("connect", "desk/fader", "lamp/level", "--expr", "x == 4 ? 1 / 0 : x")).stderr).toBe("");
  const watch = bench.start("watch", "--stats", "--json");
  emit(desk, 4);
  const told = await lamp.event("lost", { parameter: "level" });
  expect(told).toMatchObject({ from: "desk/fader", count: 1, reason: "the map of the link has no number for it" });
  const line = await watch.event("lost", { node: "lamp" });
  expect(line).toMatchObject({ parameter: "level", from: "desk/fader", count: 1, dropped: 1 });
  const people = bench.start("watch", "--stats", "lamp");
  await people.until(() => people.stdout.includes("desk/fader → lamp/level"));
  expect(people.stdout).toContain("1 value dropped by its map, 1 in all");
});

test(
  "what is not named of a wire stays as it is, and each of it can be taken away",
  async () => {
    await using bench = await Bench.open();
    await show(bench);
    const wire = ["connect", "desk/fader", "lamp/level"] as const;
    /** What both ends keep, a moment after something was said. */
    const says = async (words: readonly string[], kept: object) => {
      expect((await bench.run(...wire, ...words)).stderr).toBe("");
      const look = async () => {
        const nodes = JSON.parse((await bench.run("ls", "--links", "--json")).stdout) as Listed[];
        const [desk, lamp] = ["desk", "lamp"].map((name) => nodes.find((one) => one.name === name));
        const { map, mute, priority } = lamp?.waiting?.[0] ?? {};
        return JSON.parse(JSON.stringify({ map, mute, priority, rate: desk?.links?.[0]?.options.rate }));
      };
      await expect.poll(look, { timeout: PATIENCE }).toEqual(kept);
    };
    const map = [{ expr: "x * 2" }];
    await says(["--expr", "x * 2"], { map, rate: 10 });
    await says(["--mute", "--priority", "120"], { map, mute: true, priority: 120, rate: 10 });
    await says(["--no-mute", "--no-map"], { mute: false, priority: 120, rate: 10 });
    await says(["--no-rate"], { mute: false, priority: 120 });
    await says(["--plain", "--rate", "20"], { rate: 20 });
  },
  COMMANDS_TIMEOUT_MS,
);

/** What `ls --links --json` says of a node. */
interface Listed {
  readonly name: string;
  readonly links?: readonly { readonly options: { readonly rate?: number } }[];
  readonly waiting?: readonly { readonly map?: unknown; readonly mute?: boolean; readonly priority?: number }[];
}

test("a rate that cannot be is refused before anything is wired", async () => {
  await using bench = await Bench.open();
  const { code, stderr } = await bench.run("connect", "desk/fader", "lamp/level", "--rate", "0");
  expect([code, stderr]).toEqual([2, expect.stringContaining("whole number from 1 to 1000")]);
});

test(
  "a wire with a priority, and one that is muted: each stays, is shown, and counts as it was said",
  async () => {
    await using bench = await Bench.open();
    const { desk, lamp } = await show(bench);
    const other = await bench.node({ name: "other", parameters: { fader: { type: "float", value: 0, access: "re" } } });
    expect((await bench.run("connect", "other/fader", "lamp/level", "--priority", "120")).stderr).toBe("");
    other.send({ emit: ["fader", 0.75] });
    await lamp.event("signal", { parameter: "level", value: 0.75 });
    desk.send({ emit: ["fader", 0.5] });
    await lamp.event("signal", { from: "desk/fader", value: 0.75 });
    expect((await bench.run("get", "lamp/level")).stdout).toBe("0.75\n");
    // What is said of a link that is there may reach its second end a moment after the first one has confirmed it.
    const prints = (words: readonly string[]) =>
      expect.poll(async () => (await bench.run(...words)).stdout, { timeout: PATIENCE });
    expect((await bench.run("connect", "other/fader", "lamp/level", "--priority", "120", "--mute")).code).toBe(0);
    await prints(["get", "lamp/level"]).toBe("0.5\n");
    await prints(["ls", "--links", "lamp"]).toContain("other/fader → lamp/level: muted, priority 120");
    expect((await bench.run("connect", "other/fader", "lamp/level", "--priority", "120", "--no-mute")).code).toBe(0);
    await prints(["ls", "--links", "lamp"]).toContain("other/fader → lamp/level: priority 120");
    await prints(["get", "lamp/level"]).toBe("0.75\n");
    const wrong = await bench.run("connect", "other/fader", "lamp/level", "--priority", "201");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("whole number from 0 to 200")]);
  },
  COMMANDS_TIMEOUT_MS,
);

test("a process that is stopped and goes on gets every value where it wants every one, else the last", async () => {
  await using bench = await Bench.open();
  const parameters = {
    all: { type: "string", access: "rs" },
    newest: { type: "string", access: "rs" },
  };
  const connect = [
    ["desk/cue", "all", { every: true }],
    ["desk/text", "newest"],
  ];
  const log = await bench.node({ name: "log", parameters, connect });
  await using desk = new ZocpNode("desk", { interface: "lo", beaconPort: bench.port });
  const [cue, text] = [desk.string("cue", "", { access: "re" }), desk.string("text", "", { access: "re" })];
  const lost: number[] = [];
  desk.on("dropped", ({ count }) => lost.push(count));
  await desk.start();
  await log.event("linked", { sensor: "log/all" });
  await log.event("linked", { sensor: "log/newest" });
  const id = desk.peer("log")?.id ?? "";
  log.child.kill("SIGSTOP");
  let count = 0;
  const say = (): void => {
    const value = `${++count}:${"x".repeat(1000)}`;
    cue.emit(value);
    text.emit(value);
  };
  // What the system takes in for a process that does not read, and then more.
  for (let i = 0; i < 100_000 && desk.zre.writable(id); i++) {
    say();
    if (i % 50 === 0) await new Promise(setImmediate);
  }
  expect(desk.zre.writable(id)).toBe(false);
  for (let i = 0; i < 1000; i++) say();
  log.child.kill("SIGCONT");
  const last = `${count}:${"x".repeat(1000)}`;
  await log.event("signal", { parameter: "all", value: last });
  await log.until(() => log.stdout.includes(`"parameter":"newest","value":"${count}:`));
  const seen = (parameter: string): number[] =>
    [...log.stdout.matchAll(new RegExp(`"signal","parameter":"${parameter}","value":"(\\d+):`, "g"))].map((match) =>
      Number(match[1]),
    );
  expect(seen("all")).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  expect(seen("newest").length).toBeLessThan(count - 900);
  const figures = new Map(desk.deliveries.map((one) => [one.emitter, one]));
  expect(figures.get("cue")).toMatchObject({ conflated: 0, dropped: 0 });
  expect(figures.get("text")?.conflated).toBeGreaterThan(900);
  expect(lost).toEqual([]);
});

describe("a node that is not here", () => {
  const parameters = { level: { type: "float", access: "rws" } };
  const wire = ["desk/fader", "lamp/level"] as const;
  const fader = { name: "desk", parameters: { fader: { type: "float", value: 0, access: "re" } } };

  test(
    "is cut off by the node that is here, which remembers it",
    async () => {
      await using bench = await Bench.open();
      const { desk, lamp } = await show(bench);
      lamp.child.stdin.end();
      await lamp.ended;
      await desk.event("exit");
      const cut = await bench.run("disconnect", ...wire);
      expect([cut.code, cut.stdout]).toEqual([0, "desk/fader ✗ lamp/level\n"]);
      expect(cut.stderr).toContain(
        "lamp is not here: desk keeps in mind that it was cut, and tells it when lamp comes back",
      );
      const again = await bench.run("disconnect", ...wire);
      expect([again.code, again.stderr]).toEqual([
        1,
        expect.stringContaining("was cut already: cut by zocp-disconnect@"),
      ]);
      const back = await bench.node({ name: "lamp", parameters, connect: [["desk/fader", "level"]] });
      await back.event("cut", { sensor: "lamp/level" });
      const listing = await bench.run("ls", "--links", "lamp");
      expect(listing.stdout).toMatch(/desk\/fader ✗ lamp\/level: cut by zocp-disconnect@.*; lamp's program wants it/);
    },
    COMMANDS_TIMEOUT_MS,
  );

  test("and a wire that nobody keeps are told apart", async () => {
    await using bench = await Bench.open();
    await bench.node(fader);
    const { code, stderr } = await bench.run("disconnect", ...wire);
    expect([code, stderr]).toEqual([1, expect.stringContaining("lamp is not here, and desk keeps no wire from")]);
  });

  test(
    "takes its wires with it when it comes under another name",
    async () => {
      await using bench = await Bench.open();
      const { lamp } = await show(bench);
      const early = await bench.run("rename", "lamp", "lamp-left");
      expect([early.code, early.stderr]).toEqual([1, expect.stringContaining("a node named lamp is here")]);
      lamp.child.stdin.end();
      await lamp.ended;
      const moved = await bench.run("rename", "lamp", "lamp-left");
      expect([moved.code, moved.stdout]).toEqual([0, "desk/fader → lamp-left/level\n"]);
      expect(moved.stderr).toContain("lamp-left is not here yet");
      const renamed = await bench.node({ name: "lamp-left", parameters });
      await renamed.event("linked", { sensor: "lamp-left/level" });
      expect((await bench.run("ls", "desk")).stdout).toContain("→ lamp-left/level");
      const nothing = await bench.run("rename", "lamp", "other");
      expect([nothing.code, nothing.stderr]).toEqual([
        1,
        expect.stringContaining('keeps a link of a node named "lamp"'),
      ]);
    },
    COMMANDS_TIMEOUT_MS,
  );
});
