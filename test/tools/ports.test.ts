import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { filesIn, ROOT, read } from "../sources.ts";

describe("a number of a port that is chosen ahead", () => {
  test("is none that the system gives to outgoing connections, and no browser refuses it", async () => {
    for (let i = 0; i < 120; i++) {
      const port = await freePort();
      expect(port).toBeGreaterThan(10_080);
      expect(port).toBeLessThan(32_768);
    }
  });

  test.each(["127.0.0.1", "0.0.0.0"])("is free on %s over TCP and over UDP", async (address) => {
    const port = await freePort();
    await listen(port, address);
    await bind(port, address);
  });

  test("is none at which somebody listens, over TCP or UDP, on one address or all", async () => {
    const next = await fiveInARow();
    await listen(next, "127.0.0.1");
    await listen(next + 1, "0.0.0.0");
    await bind(next + 2, "127.0.0.1");
    await bind(next + 3, "0.0.0.0");
    expect(await freePort()).toBe(next + 4);
  });

  test("is given once, also when many are asked for at the same time", async () => {
    const ports = await Promise.all(Array.from({ length: 250 }, () => freePort()));
    expect(new Set(ports).size).toBe(ports.length);
  });

  test("is given to one process only", async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => numbersOfAnother(250)));
    const ports = processes.flat();
    expect(ports).toHaveLength(1000);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test("is never made up by a test or a measurement", () => {
    const files = ["test", "interop", "bench", "chaos"].flatMap((folder) => filesIn(folder, ".ts", ".js"));
    const ours = files.filter((file) => !file.includes("/node_modules/"));
    expect(ours.length).toBeGreaterThan(200);
    expect(ours.filter((file) => MADE_UP.some((sign) => sign.test(read(file))))).toEqual([]);
  });
});

/** The first of five numbers that are to be given next, one after the other. */
async function fiveInARow(): Promise<number> {
  const port = await freePort();
  // A slice ends before a round number.
  return port % 100 < 90 ? port + 1 : fiveInARow();
}

/** What another process is given, which lasts until the test is over. */
async function numbersOfAnother(count: number): Promise<number[]> {
  const code = `
    import { freePort } from "./tools/ports.js";
    const ports = [];
    while (ports.length < ${count}) ports.push(await freePort());
    console.log(JSON.stringify(ports));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    printed += chunk;
    if (printed.includes("\n")) break;
  }
  return JSON.parse(printed);
}

function listen(port: number, address: string): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
}

function bind(port: number, address: string): Promise<void> {
  const socket = createSocket("udp4");
  onTestFinished(() => void socket.close());
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, address, resolve);
  });
}

/** A number that is written down, one that is made from the number of the process, one that the system gave and that was closed again. */
const MADE_UP = [
  /\b(let|const) \w*port = [1-9]/i,
  /beaconPort: [1-9]\d_/,
  /process\.pid %/,
  /close\(\(\) => resolve\(port/,
];
