import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";

import { settled } from "../../patience.ts";
import { Bench } from "../program.ts";

const LAMP = { name: "lamp", parameters: { level: { type: "float", access: "re" } } };

/** A `systemd-notify` that writes down what it was told. */
function prepare({ folder }: Bench) {
  const notes = join(folder, "notes");
  const program = join(folder, "systemd-notify");
  writeFileSync(notes, "");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${notes}\n`);
  chmodSync(program, 0o755);
  const PATH = folder + delimiter + process.env.PATH;
  return {
    env: { PATH, NOTIFY_SOCKET: "/run/none" },
    said: () => readFileSync(notes, "utf8").split("\n").slice(0, -1),
  };
}

test.each([
  ["node", (bench: Bench) => [bench.file(LAMP)]],
  ["show", (bench: Bench) => [join(bench.folder, "show.json")]],
  ["hub", () => []],
  ["composer", () => ["--http-port", "0"]],
])("%s says when it is ready, and then that it is alive", async (verb, words) => {
  await using bench = await Bench.open();
  const { env, said } = prepare(bench);
  bench.startOn({ ...env, WATCHDOG_USEC: "300000" }, verb, ...words(bench));
  await settled(() => expect(said().filter((line) => line === "WATCHDOG=1").length).toBeGreaterThan(2));
  expect(said()[0]).toBe("--ready");
});

test("no sign of life is sent where none is wanted, or another process is meant", async () => {
  await using bench = await Bench.open();
  const { env, said } = prepare(bench);
  const manners = [{}, { WATCHDOG_USEC: "30000", WATCHDOG_PID: "1" }];
  for (const [before, watchdog] of manners.entries()) {
    const node = bench.startOn({ ...env, ...watchdog }, "node", bench.file(LAMP));
    await settled(() => expect(said().length).toBeGreaterThan(before));
    node.child.kill("SIGTERM");
    expect(await node.ended).toMatchObject({ code: 0, stderr: "" });
  }
  expect(new Set(said())).toEqual(new Set(["--ready"]));
});

test("a machine without systemd-notify goes on", async () => {
  await using bench = await Bench.open();
  const node = bench.startOn({ PATH: bench.folder, NOTIFY_SOCKET: "/run/none" }, "node", "--json", bench.file(LAMP));
  await node.event("ready");
  node.child.kill("SIGTERM");
  expect(await node.ended).toMatchObject({ code: 0, stderr: "" });
});
