import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { eventually } from "../node/loopback.ts";
import { Bench, type Running } from "./program.ts";

// What is around a show (a terminal, a disk, a reader, an input) neither ends nor stalls it.

const LAMP = { name: "lamp", parameters: { level: { type: "float", value: 0, access: "rws" } } };
const CROWD = {
  name: "crowd",
  parameters: Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`emitter-${i}`, { type: "float", access: "re" }] as const),
  ),
};

/** Far more values than any buffer between two processes holds as lines. */
function chatter(crowd: Running): void {
  for (let i = 0; i < 20_000; i++) crowd.send({ emit: [`emitter-${i % 50}`, i] });
}

const pidIn = (path: string): number => Number(readFileSync(path, "utf8"));

/** Whether a process is still there; one that has ended stays as Z while its parent cannot take notice of it. */
function runs(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

describe.skipIf(process.platform !== "linux")("a terminal that takes no more text", () => {
  test.each([
    ["of this system", ""],
    ["of Windows, which is written to by a thread of its own", "--require $PRELOADS/windows.cjs"],
  ])("%s stalls nobody, and the watch on it says goodbye when it is told to end", async (_, preload) => {
    await using bench = await Bench.open();
    const crowd = await bench.node(CROWD);
    const pid = join(bench.folder, "pid");
    const watch = `echo $$ > ${pid}; exec $NODE ${preload} $PROGRAM watch`;
    const terminal = bench.shell(`exec script --quiet --command '${watch}' /dev/null`);
    await crowd.event("subscribed");
    terminal.child.stdout.pause();
    chatter(crowd);
    // It has to answer all the time: who does not is suspected within a second.
    expect((await bench.run("set", "crowd/emitter-0", "1")).code).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(crowd.stdout).not.toContain('"suspected"');
    process.kill(pidIn(pid), "SIGTERM");
    await crowd.event("exit", { reason: "goodbye" });
    await eventually("it ends", () => !runs(pidIn(pid)));
    terminal.child.stdout.resume();
  });

  test("does not stall the demo that is drawn on it", async () => {
    await using bench = await Bench.open();
    const pid = join(bench.folder, "pid");
    const demo = `echo $$ > ${pid}; exec $NODE $PROGRAM demo`;
    const terminal = bench.shell(`exec script --quiet --command '${demo}' /dev/null`);
    await terminal.until(() => terminal.stdout.includes("oscillator"));
    terminal.child.stdout.pause();
    const lamp = await bench.node(LAMP);
    await lamp.event("described", { node: "fader" });
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect((await bench.run("set", "fader/level", "0.25")).stdout).toBe("0.25\n");
    expect(lamp.stdout).not.toContain('"suspected"');
    process.kill(pidIn(pid), "SIGTERM");
    await lamp.event("exit", { node: "fader", reason: "goodbye" });
    await eventually("it ends", () => !runs(pidIn(pid)));
    terminal.child.stdout.resume();
  });
});

test.skipIf(process.platform !== "linux").each([
  ["watch", "watch"],
  ["composer", "composer --http-port 0"],
  ["composer with the demo", "composer --demo --http-port 0"],
])("%s says on a terminal how it is ended", async (_, words) => {
  await using bench = await Bench.open();
  const terminal = bench.shell(`exec script --quiet --command '$NODE $PROGRAM ${words}' /dev/null`);
  await terminal.until(() => terminal.stdout.includes("Ctrl-C ends it"));
});

test.skipIf(process.platform !== "linux")(
  "a terminal of 0 columns, as some programs make them, is one of the usual width",
  async () => {
    await using bench = await Bench.open();
    const help = (columns: number) =>
      bench.shell(`exec script --quiet --command 'stty cols ${columns}; $NODE $PROGRAM help' /dev/null < /dev/null`)
        .ended;
    const [none, usual] = [(await help(0)).stdout, (await help(80)).stdout];
    expect(none).toContain("zocp ls");
    expect(none).toBe(usual);
  },
);

test.skipIf(process.platform !== "linux").each(["help", "composer --help", "ls --help"])(
  "no line of %s is wider than a narrow terminal, but what is to be copied",
  async (words) => {
    await using bench = await Bench.open();
    const help = `stty cols 40; $NODE $PROGRAM ${words}`;
    const { stdout } = await bench.shell(`exec script --quiet --command '${help}' /dev/null < /dev/null`).ended;
    const lines = stdout.replaceAll("\r", "").split("\n");
    expect(lines).toContain("  --json");
    expect(lines.filter((line) => line.length > 40 && !/^(Usage:| {2}zocp | {2}\S+ [[<]\S+[\]>]$)/.test(line))).toEqual(
      [],
    );
  },
);

describe.skipIf(process.platform !== "linux")("a terminal that is closed", () => {
  /** Runs a line in a terminal of its own, from a shell that tells what runs of the end of the terminal, and notes how that has ended. */
  function openTerminal(bench: Bench, line: string, trap = "kill -HUP $!"): { close(): void; code(): Promise<string> } {
    const [script, code] = [join(bench.folder, "line"), join(bench.folder, "code")];
    const shell = `trap '${trap}' HUP\n${line} < /dev/tty &\nwait $!\nwait $!\necho $? > ${code}.new\nmv ${code}.new ${code}`;
    writeFileSync(script, shell);
    const terminal = bench.shell(`exec script --quiet --command 'exec bash ${script}' /dev/null`);
    return {
      close: () => terminal.child.kill("SIGKILL"),
      async code() {
        await eventually("it ends", () => existsSync(code));
        return readFileSync(code, "utf8").trim();
      },
    };
  }

  test.each([
    ["a node", (bench: Bench) => `node ${bench.file(LAMP)}`, "0"],
    ["watch", () => "watch", "0"],
    ["the demo, which has changed the ways of the terminal", () => "demo", "0"],
    ["the composer with its demo", () => "composer --demo --http-port 0", "0"],
    ["a get that had not finished", () => "get nobody/x --wait 60", "129"],
  ])("lets %s say goodbye, and ends it without an abort", async (_, words, expected) => {
    await using bench = await Bench.open();
    const desk = await bench.node({ name: "desk" });
    const terminal = openTerminal(bench, `$NODE $PROGRAM ${words(bench)}`);
    await desk.event("described");
    terminal.close();
    await desk.event("exit", { reason: "goodbye" });
    expect(await terminal.code()).toBe(expected);
  });

  test("does not make what outlives it abort when that is told to end later", async () => {
    await using bench = await Bench.open();
    const desk = await bench.node({ name: "desk" });
    const pid = join(bench.folder, "pid");
    const line = `sh -c 'echo $$ > ${pid}; exec $NODE $PROGRAM node ${bench.file(LAMP)}'`;
    const terminal = openTerminal(bench, line, ":");
    await desk.event("described");
    terminal.close();
    expect((await bench.run("set", "lamp/level", "1")).stdout).toBe("1\n");
    process.kill(pidIn(pid), "SIGTERM");
    await desk.event("exit", { node: "lamp", reason: "goodbye" });
    expect(await terminal.code()).toBe("0");
  });
});

test.each([
  ["watch --seconds 0.5", 0],
  ["watch --stats --seconds 0.5", 0],
  ["demo --seconds 0.5", 0],
  ["ls --json --wait 0.5", 0],
  ["get desk/x --wait 0.5", 1],
])("%s ends when its time is over, also where garbage is collected meanwhile", async (words, expected) => {
  await using bench = await Bench.open();
  const line = `timeout 60 $NODE --expose-gc --require $PRELOADS/collect.cjs $PROGRAM ${words}`;
  const { code, stderr } = await bench.shell(line).ended;
  expect({ code, stderr }).toMatchObject({ code: expected });
});

test("a pipe whose reader stops stalls nobody, also where the system waits for the reader", async () => {
  await using bench = await Bench.open();
  const crowd = await bench.node(CROWD);
  const watch = bench.shell("exec $NODE --require $PRELOADS/windows-pipe.cjs $PROGRAM watch --json");
  await crowd.event("subscribed");
  watch.child.stdout.pause();
  chatter(crowd);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(crowd.stdout).not.toContain('"suspected"');
  watch.child.kill("SIGTERM");
  await crowd.event("exit", { reason: "goodbye" });
  await new Promise((resolve) => watch.child.once("exit", resolve));
});

test("a reader that is slow gets all of a result", async () => {
  await using bench = await Bench.open();
  const parameters = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`parameter-${i}`, { type: "int" }]));
  await bench.node({ name: "large", parameters });
  const { code, stdout } = await bench.shell("set -o pipefail; $ZOCP ls --json --wait 10 | (sleep 4; cat)").ended;
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout)[0].parameters)).toHaveLength(3000);
});

describe.skipIf(process.platform !== "linux")("a disk that is full", () => {
  test("does not end a node, which says so once", async () => {
    await using bench = await Bench.open();
    const lamp = bench.shell(`exec $ZOCP node ${bench.file(LAMP)} > /dev/full`);
    for (const level of [0.25, 0.5, 0.75]) {
      const { stdout, stderr } = await bench.run("set", "lamp/level", String(level));
      expect({ stdout, stderr }).toEqual({ stdout: `${level}\n`, stderr: "" });
    }
    lamp.child.kill("SIGTERM");
    const { code, stderr } = await lamp.ended;
    expect(code).toBe(0);
    expect(stderr).toBe(
      "zocp: standard output cannot be written, lines are lost: ENOSPC: no space left on device, write; everything else goes on\n",
    );
  });

  test("is a failure for a command whose result is lost", async () => {
    await using bench = await Bench.open();
    const { code, stderr } = await bench.shell(`$ZOCP keygen ${join(bench.folder, "a.key")} > /dev/full`).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("standard output cannot be written");
  });
});

describe("a reader that has gone", () => {
  test.each([
    ["node", `node FILE`],
    ["hub", "hub --interface 127.0.0.1 --json"],
  ])("does not end a %s, which goes on in silence", async (_, words) => {
    await using bench = await Bench.open();
    const line = words.replace("FILE", bench.file(LAMP));
    const running = bench.shell(`exec $NODE --require $PRELOADS/windows-reader-gone.cjs $PROGRAM ${line}`);
    await running.until(() => running.stdout !== "");
    const gone = () => running.stderr.includes("nobody reads standard output any more");
    while (!gone()) await bench.run(...(words.startsWith("hub") ? hubCall(bench) : ["set", "lamp/level", "0.5"]));
    expect((await bench.run("keygen", join(bench.folder, "any.key"))).code).toBe(0);
    expect(running.child.exitCode).toBe(null);
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(0);
  });

  test.each([
    ["a watch", "watch"],
    ["a node that a program talks to", "node FILE --stdio"],
  ])("ends %s with a goodbye and without a word", async (_, words) => {
    await using bench = await Bench.open();
    await bench.node(CROWD);
    const line = words.replace("FILE", bench.file(LAMP));
    const running = bench.shell(`exec $NODE --require $PRELOADS/windows-reader-gone.cjs $PROGRAM ${line}`);
    await running.until(() => running.stdout !== "");
    await bench.node({ name: "another" });
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("an input", () => {
  test.each([
    ["that is a folder", "< /"],
    ["that is closed", "<&-"],
    ["that is nothing", "< /dev/null"],
    ["that fails", "--require $PRELOADS/input-fails.cjs"],
  ])("%s does not end a node", async (_, input) => {
    await using bench = await Bench.open();
    const [preload, redirect] = input.startsWith("--") ? [input, ""] : ["", input];
    const lamp = bench.shell(`exec $NODE ${preload} $PROGRAM node ${bench.file(LAMP)} --stdio --wait 0.1 ${redirect}`);
    await lamp.event("ready");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await bench.run("set", "lamp/level", "0.5")).code).toBe(0);
    lamp.child.kill("SIGTERM");
    expect((await lamp.ended).code).toBe(0);
    expect(lamp.stderr).toBe(
      preload && "zocp: standard input cannot be read, the node goes on without: EIO: i/o error, read\n",
    );
  });
});

test.skipIf(process.platform !== "linux")("a word that the terminal sent as Latin-1 is refused", async () => {
  await using bench = await Bench.open();
  const { code, stderr } = await bench.shell("exec $ZOCP set lamp/title $'M\\xfcller'").ended;
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('"M\ufffdller" is not UTF-8') });
});

test("a description in Latin-1 is refused with the place, and one in UTF-16 is read", async () => {
  await using bench = await Bench.open();
  const text = '{"name": "M\u00fcller", "parameters": {}}';
  const [latin1, utf16] = [join(bench.folder, "latin1.json"), join(bench.folder, "utf16.json")];
  writeFileSync(latin1, text, "latin1");
  writeFileSync(utf16, `\ufeff${text}`, "utf16le");
  const { code, stderr } = await bench.run("node", latin1);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `zocp: ${latin1}: it is not UTF-8: byte 12 is 0xfc, as in Latin-1 or Windows-1252; save it as UTF-8\n`,
  });
  expect((await bench.start("node", utf16, "--stdio").event("ready")).name).toBe("M\u00fcller");
});

test("ls on a network tells of the nodes that are on loopback only, as the demo's are", async () => {
  await using bench = await Bench.open();
  await bench.node(LAMP);
  const line = "ZOCP_INTERFACE= $NODE --require $PRELOADS/two-networks.cjs $PROGRAM ls";
  const { code, stdout, stderr } = await bench.shell(line).ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain("zocp: on loopback only, as the demo is: lamp; zocp ls --interface loopback\n");
  const { stdout: listed } = await bench.run("ls", "--interface", "loopback");
  expect(listed).toContain("lamp");
});

test("Ctrl-Break is a goodbye", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node(LAMP);
  const desk = bench.shell(`exec $NODE --require $PRELOADS/windows.cjs $PROGRAM node ${bench.file({ name: "desk" })}`);
  await lamp.event("enter", { node: "desk" });
  desk.child.kill("SIGUSR2");
  await lamp.event("exit", { node: "desk", reason: "goodbye" });
  expect((await desk.ended).code).toBe(0);
});

function hubCall({ port }: Bench): string[] {
  return ["ls", "--gossip", `tcp://127.0.0.1:${port}`, "--wait", "0.5"];
}
