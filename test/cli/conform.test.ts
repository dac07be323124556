import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CASES } from "../../src/conformance.ts";
import { PATIENCE } from "../patience.ts";
import { Bench } from "./program.ts";

/** A program that says where it is, and is deaf from then on. */
const DEAF = `
  const server = require("node:net").createServer(() => {}).listen(0, "127.0.0.1", () =>
    console.log(JSON.stringify({ event: "ready", id: "0".repeat(32), name: "deaf",
      endpoints: ["tcp://127.0.0.1:" + server.address().port] })));`;

describe("zocp conform", () => {
  test("lists every case", async () => {
    await using bench = await Bench.open();
    const { code, stdout } = await bench.run("conform", "--list");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(CASES.filter(({ slow }) => slow !== true).length);
    expect(stdout).toContain("zre-goodbye: it says goodbye with a beacon of port 0");
    const { stdout: some } = await bench.run("conform", "--list", "--only", "zre-hello*", "--only", "zre-expiry");
    expect(
      some
        .trim()
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual([...["zre-hello-endpoint", "zre-hello-group", "zre-hello-name", "zre-expiry"]]);
  });

  test("prints TAP, and ends with 1 when a case failed", async () => {
    await using bench = await Bench.open();
    const { code, stdout } = await bench.run("conform", "--only", "zmtp-greeting", "--", process.execPath, "-e", DEAF);
    expect(stdout.split("\n")).toEqual([
      "TAP version 14",
      "1..1",
      expect.stringMatching(/^not ok 1 - zmtp-greeting: it greets with 64 octets/),
      "  ---",
      '  reason: "the 64 octets of its greeting did not come within 3 s"',
      "  ...",
      "# 0 passed, 1 failed, 0 skipped",
      "",
    ]);
    expect(code).toBe(1);
  });

  test("prints one object a case for programs", async () => {
    await using bench = await Bench.open();
    const words = ["conform", "--json", "--only", "zmtp-greeting", "--", process.execPath, "-e", DEAF];
    const { stdout } = await bench.run(...words);
    const [verdict, count] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(verdict).toMatchObject({ case: "zmtp-greeting", level: "zmtp", outcome: "failed" });
    expect(count).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("says once why a command is no subject", async () => {
    await using bench = await Bench.open();
    const gone = await bench.run("conform", "--", "./nowhere-at-all");
    expect(gone.stderr).toMatch(/^zocp: \.\/nowhere-at-all: it cannot be started: .*ENOENT/);
    const ended = await bench.run(
      "conform",
      "--",
      process.execPath,
      "-e",
      "console.error('no library'); process.exit(3)",
    );
    expect(ended.stderr).toContain("it has ended (exit code 3): no library");
    expect([gone.code, ended.code]).toEqual([1, 1]);
  });

  test("says nothing of what Ctrl-C broke off, and leaves no subject behind", async () => {
    await using bench = await Bench.open();
    const pids = bench.file("");
    const noted = `${DEAF} require("node:fs").appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n");`;
    const running = bench.start("conform", "--only", "zmtp", "--", process.execPath, "-e", noted);
    await expect.poll(() => readFileSync(pids, "utf8").split("\n").length, { timeout: PATIENCE }).toBeGreaterThan(2);
    running.child.kill("SIGINT");
    const { stdout, code } = await running.ended;
    expect({ stdout, code }).toEqual({ stdout: "TAP version 14\n1..12\n", code: 130 });
    for (const pid of readFileSync(pids, "utf8").trim().split("\n"))
      expect(() => process.kill(Number(pid), 0)).toThrow();
  });

  test("judges a node that runs, as far as that is seen from outside", async () => {
    await using bench = await Bench.open();
    const lamp = bench.start("node", bench.file({ name: "lamp" }), "--stdio");
    const { endpoints } = await lamp.event("ready");
    const [endpoint] = endpoints as string[];
    const { code, stdout } = await bench.run("conform", "--only", "zmtp", "--wire", String(endpoint));
    expect(stdout).toContain("# 11 passed, 0 failed, 1 skipped");
    expect(code).toBe(0);
  });
});
