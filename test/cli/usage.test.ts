import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { COMMANDS } from "../../src/cli/table/commands.ts";
import { Bench, PROGRAM } from "./program.ts";

describe("what is written wrongly ends with exit code 2, one reason on standard error and nothing on standard output", () => {
  test.concurrent.each([
    [["bogus"], "unknown command 'bogus'"],
    [["lss"], "Did you mean ls?"],
    [["lss", "--bogus"], "Did you mean ls?"],
    [["lss", "--help"], "Did you mean ls?"],
    [["--wait", "3", "lss", "-h"], "Did you mean ls?"],
    [["help", "lss"], "Did you mean ls?"],
    [["--port", "5670", "help", "lss"], "Did you mean ls?"],
    [["get"], "missing required argument"],
    [["get", "a/b", "c"], "too many arguments"],
    [["ls", "--bogus"], "unknown option '--bogus'"],
    [["ls", "--wait", "soon"], "must be a number of seconds"],
    [["ls", "--wait"], "argument missing"],
    [["ls", "--port", "70000"], "from 1 to 65535"],
    [["--port", "0", "ls"], "from 1 to 65535"],
    [["get", "level"], '"level" is not an address'],
    [["set", "/level", "1"], "the node before the slash is missing"],
    [["ls", "--gossip", "hub:5670"], "'hub:5670' is invalid. It must be of the form tcp://host:port"],
    [["ls", "--peer", "tcp://hub:0"], "'tcp://hub:0' is invalid. It must be of the form tcp://host:port"],
    [["ls", "--peer", "tcp://10.0.0.300:5"], 'peers is "tcp://10.0.0.300:5"'],
    [["ls", "--endpoint", "tcp://stage:7000"], "tcp://address:port with an IPv4 address"],
    [["ls", "--tcp-port", "0"], "from 1 to 65535"],
    [["ls", "--beacons", "no"], "It must be on or off"],
    [["ls", "--multicast-ttl", "256"], "from 1 to 255"],
    [["demo", "--gossip", "tcp://10.0.0.9:5670"], "the demo stays on loopback; tcp://10.0.0.9:5670 is somewhere else"],
    [["demo", "--seconds", "-1"], "must be a number of seconds"],
    [["demo", "--interface", "192.0.2.77"], "stays on loopback"],
    [["conform"], "it is not said what is judged"],
    [["conform", "--only", "zmpt", "--", "x"], 'no case fits "zmpt"; did you mean "zmtp"?'],
    [["conform", "--wire", "tcp://192.0.2.1:5"], "needs a node on this machine"],
    [["conform", "--wire", "tcp://127.0.0.1:5", "--", "x"], "two things to judge"],
    [["node", "/nowhere.json"], "there is no such file"],
    [["node", "/"], "it is a folder"],
  ])("%j", async (words, reason) => {
    await using bench = await Bench.open();
    const { code, stdout, stderr } = await bench.run(...words);
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(/^zocp: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

test.concurrent.each([
  [["ls", "--port", "0"], "zocp ls"],
  [["--port", "0", "ls"], "zocp ls"],
  [["--interface", "lo", "get", "a/b", "--wait", "soon"], "zocp get"],
  [["get", "a/b", "--json=1"], "zocp get"],
  [["--wait", "soon"], "zocp"],
  [["lss"], "zocp"],
])("%j names the help that tells what is right", async (words, help) => {
  await using bench = await Bench.open();
  expect((await bench.run(...words)).stderr).toContain(`(try "${help} --help")`);
});

test("help before a command is the help of that command", async () => {
  await using bench = await Bench.open();
  const [asked, after, before] = await Promise.all([
    bench.run("help", "ls"),
    bench.run("ls", "--help"),
    bench.run("--wait", "3", "help", "ls"),
  ]);
  expect(asked).toEqual(after);
  expect(before).toEqual(after);
  expect((await bench.run("help")).stdout).toBe((await bench.run("--help")).stdout);
});

test("a port in the environment that is none is the caller's mistake", async () => {
  await using bench = await Bench.open();
  const { status, stderr } = spawnWith({ ...bench.environment, ZOCP_PORT: "x" }, "ls");
  expect(status).toBe(2);
  expect(stderr).toContain('ZOCP_PORT is "x"');
});

test.each([
  ["ZOCP_GOSSIP", "hub", "tcp://host:port"],
  ["ZOCP_PEER", "tcp://10.0.0.1:1,10.0.0.2:1", '"10.0.0.2:1"'],
  ["ZOCP_ENDPOINT", "tcp://stage:1", "IPv4 address"],
  ["ZOCP_TCP_PORT", "many", "from 1 to 65535"],
  ["ZOCP_BEACONS", "maybe", "on or off"],
  ["ZOCP_MULTICAST_TTL", "300", "from 1 to 255"],
])("%s=%s is the caller's mistake, and the message says why", async (name, value, why) => {
  await using bench = await Bench.open();
  const { status, stderr } = spawnWith({ ...bench.environment, [name]: value }, "ls");
  expect(status).toBe(2);
  expect(stderr).toContain(name);
  expect(stderr).toContain(why);
});

test("an interface that does not exist is not found, and those that do are named", async () => {
  await using bench = await Bench.open();
  const { code, stderr } = await bench.run("ls", "--interface", "nope0");
  expect(code).toBe(1);
  expect(stderr).toContain('no interface "nope0"; this machine has lo (127.0.0.1)');
});

test("every command explains itself with examples on standard output", async () => {
  await using bench = await Bench.open();
  const verbs = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  const helps = await Promise.all(verbs.map((verb) => bench.run(verb, "--help")));
  for (const [index, { code, stdout, stderr }] of helps.entries()) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: zocp ${verbs[index]}`);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("--interface");
  }
});

test("no line of a help is wider than a terminal of 80 columns, but commands to be copied", async () => {
  await using bench = await Bench.open();
  const shown = COMMANDS.filter(({ hidden }) => hidden !== true);
  const helps = await Promise.all(
    [[], ...shown.map(({ name }) => [name])].map((words) => bench.run(...words, "--help")),
  );
  const commands = shown.flatMap(({ examples }) => examples.map(([command]) => `  ${command}`));
  const lines = helps.flatMap(({ stdout }) => stdout.split("\n"));
  const tooWide = lines.filter((line) => line.length > 80 && !commands.some((command) => line.startsWith(command)));
  expect(tooWide).toEqual([]);
});

test("without a command the help is a message, and the exit code says that something is missing", async () => {
  await using bench = await Bench.open();
  const { code, stdout, stderr } = await bench.run();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Commands:");
});

test("it runs through a symbolic link, as an installed program does", () => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-bin-"));
  symlinkSync(PROGRAM, join(folder, "zocp"));
  const version = execFileSync(join(folder, "zocp"), ["--version"], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
});

function spawnWith(env: NodeJS.ProcessEnv, ...words: string[]): { status: number; stderr: string } {
  try {
    execFileSync(process.execPath, [PROGRAM, ...words], { env, stdio: "pipe" });
    return { status: 0, stderr: "" };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { status, stderr: String(stderr) };
  }
}

test("a reader of the help who has read enough ends it in silence", () => {
  const script = '"$0" "$1" node --help | head -n 1';
  const shown = spawnSync("bash", ["-o", "pipefail", "-c", script, process.execPath, PROGRAM], { encoding: "utf8" });
  expect(shown).toMatchObject({ stdout: "Usage: zocp node [options] <FILE.json>\n", stderr: "" });
});

test.each([
  [["get", "lamp", "--json"], 2, "no slash"],
  [["--json", "nonsense"], 2, "unknown command"],
  [["help", "nonsense", "--json"], 2, "unknown command"],
  [["--json"], 2, "a command is missing"],
  [["set", "--json"], 2, "missing required argument"],
  [["ls", "--port", "none", "--json"], 2, "--port"],
  [["get", "nobody/x", "--json", "--wait", "0.1"], 1, "nobody"],
])("with --json an error is JSON: %j", async (words, exitCode, message) => {
  await using bench = await Bench.open();
  const { code, stdout, stderr } = await bench.run(...words);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  expect(JSON.parse(stderr)).toEqual({ event: "error", message: expect.stringContaining(message), exitCode });
});
