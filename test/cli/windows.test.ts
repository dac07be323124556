import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { withoutQuotes } from "../../src/cli/given-words.ts";
import { createKeyFile, readPublicKeyFile } from "../../src/index.ts";
import { Bench } from "./program.ts";

// What Windows is documented to do, imitated: nothing of this was run there.

test("one pair of single quotes around a whole word is taken as quotes, as cmd leaves them", () => {
  const words = ["watch", "'lamp*'", "it's", "'", "''", "'[1,0.2,0]'"];
  expect(withoutQuotes(words, "win32")).toEqual(["watch", "lamp*", "it's", "'", "", "[1,0.2,0]"]);
  expect(withoutQuotes(words, "linux")).toEqual(words);
});

/** A command on a PATH where a program of Windows is this script. */
function onWindows(bench: Bench, program: string, script: string, words: string) {
  writeFileSync(join(bench.folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return bench.shell(`PATH=${bench.folder}:$PATH exec $NODE --require $PRELOADS/windows.cjs $PROGRAM ${words}`);
}

test("keygen takes the rights of everybody else from the file, and says when it could not", async () => {
  await using bench = await Bench.open();
  const [told, key, other] = ["told", "show.key", "other.key"].map((name) => join(bench.folder, name)) as string[];
  const done = await onWindows(bench, "icacls", `echo "$@" > ${told}`, `keygen ${key}`).ended;
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(told ?? "", "utf8")).toMatch(new RegExp(`^${key} /inheritance:r /grant:r \\S+:F\\n$`));
  const failed = await onWindows(bench, "icacls", "exit 5", `keygen ${other}`).ended;
  expect(failed.code).toBe(0);
  expect(failed.stderr).toContain(`other accounts of this computer may be able to read ${other}: icacls says`);
});

test.each([
  ["everybody", "O:BAG:SYD:AI(A;ID;FA;;;BA)(A;ID;0x1301bf;;;AU)", true],
  ["its owner alone", "O:S-1-5-21-1D:PAI(A;;FA;;;S-1-5-21-1-2-3-1001)", false],
  ["nobody who was asked", "", false],
])("a node whose key %s can read says so, or not", async (_, sddl, warned) => {
  await using bench = await Bench.open();
  const key = join(bench.folder, "show.key");
  createKeyFile(key);
  const words = `node ${bench.file({ name: "lamp" })} --stdio --key ${key}`;
  const lamp = onWindows(bench, "powershell", `echo "${sddl}"`, words);
  await lamp.event("ready");
  if (warned) await lamp.until(() => lamp.stderr.includes("every account of this computer can read the key"));
  lamp.child.stdin.end();
  expect((await lamp.ended).code).toBe(0);
  expect(lamp.stderr !== "").toBe(warned);
});

test("a file with a public key stands for the key", async () => {
  await using bench = await Bench.open();
  const key = join(bench.folder, "desk.key");
  createKeyFile(key);
  const pub = join(bench.folder, "desk.pub");
  writeFileSync(pub, `${readPublicKeyFile(key)}\r\n`);
  const lamp = bench.file({ name: "lamp", parameters: { level: { type: "float", access: "rw" } } });
  await bench.start("node", lamp, "--stdio", "--accept", pub, "--key", key).event("ready");
  const { stdout, stderr } = await bench.run("set", "lamp/level", "0.5", "--key", key);
  expect({ stdout, stderr }).toEqual({ stdout: "0.5\n", stderr: "" });
  const { code } = await bench.run("ls", "--gossip", `tcp://127.0.0.1:1@${pub}`, "--wait", "0.2", "--key", key);
  expect(code).toBe(0);
  expect((await bench.run("ls", "--gossip", `tcp://127.0.0.1:1@${pub}.none`)).code).toBe(2);
});
