import { spawn } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";

import { ROOT } from "../sources.ts";

interface Report {
  readonly name: string;
  readonly methods: readonly string[];
  readonly rows: readonly string[];
  readonly bad: readonly unknown[];
  readonly codes: readonly string[];
}

let reports: readonly Report[] = [];
beforeAll(async () => {
  reports = await run();
}, 180_000);

describe("when stop() has resolved", () => {
  test("no timer, socket or promise is left, whatever was called before", () => {
    expect(reports.map(({ name, bad }) => [name, bad])).toEqual(reports.map(({ name }) => [name, []]));
  });

  test("every wait has ended with the same code", () => {
    const codes = new Set(reports.flatMap((report) => report.codes));
    expect([...codes]).toEqual(["stopped"]);
  });

  test("that was tried with every public method there is", () => {
    for (const { methods, rows } of reports) expect(rows).toEqual(methods);
  });
});

/** What the program printed; rejects when it does not end by itself once it has nothing to do any more. */
function run(): Promise<readonly Report[]> {
  const args = ["--import", "./tools/typescript.js", "test/ends/program.ts"];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
    setTimeout(() => child.kill("SIGKILL"), PATIENCE).unref();
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("close", (code, signal) => {
      if (code === 0 && errors === "") resolve(JSON.parse(output));
      else reject(new Error(`it ended with ${code ?? signal}: ${errors || output}`));
    });
  });
}

/** A wait that was forgotten would last for minutes. */
const PATIENCE = 30_000;
