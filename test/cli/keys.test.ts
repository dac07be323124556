import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { WebSocket } from "ws";

import { joinMesh } from "../../src/browser/join.ts";
import { PATIENCE, settled } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { Bench, type Running } from "./program.ts";

let bench: Bench;
let key: string;
beforeAll(async () => {
  bench = await Bench.open();
  key = join(bench.folder, "show.key");
});
afterAll(() => bench[Symbol.asyncDispose]());

test("a key is made once; two with it see each other, and one without sees nobody", async () => {
  const made = await bench.run("keygen", key);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(made.stdout).toMatch(/^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}\n$/);
  expect(statSync(key).mode & 0o777).toBe(0o600);

  const again = await bench.run("keygen", key);
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain("is there already");

  await bench.node({ name: "lamp", parameters: { level: { type: "float", value: 0.5, access: "r" } } }, "--key", key);
  expect(await bench.run("get", "lamp/level", "--key", key)).toMatchObject({ code: 0, stdout: "0.5\n" });
  expect(await bench.run("get", "lamp/level", "--wait", "1.5")).toMatchObject({ code: 1, stdout: "" });
});

const NODE = {
  name: "desk",
  parameters: {
    fader: { type: "float", value: 0.5, access: "rwe" },
    level: { type: "float", value: 0, access: "rs" },
  },
};

test("every command enters the show with its key", async () => {
  const show = join(bench.folder, "every.key");
  await bench.run("keygen", show);
  const withKey = ["--key", show];
  await bench.node(NODE, ...withKey);
  const run = (...words: string[]) => bench.run(...words, ...withKey);
  expect((await run("ls")).stdout).toContain("desk");
  expect(await run("set", "desk/fader", "0.75")).toMatchObject({ code: 0, stdout: "0.75\n" });
  expect(await run("get", "desk/fader")).toMatchObject({ code: 0, stdout: "0.75\n" });
  expect(await run("connect", "desk/fader", "desk/level")).toMatchObject({ code: 0 });
  expect(await run("disconnect", "desk/fader", "desk/level")).toMatchObject({ code: 0 });
  expect((await run("call", "desk", "nothing")).stderr).not.toContain("no node");
  const watch = bench.start("watch", "--json", ...withKey);
  await watch.event("value", { node: "desk", parameter: "fader", value: 0.75 });
  const doctor = JSON.parse((await run("doctor", "--json", "--wait", "1.5")).stdout);
  expect(doctor.heard).toMatchObject([{ name: "desk", zocp: true }]);
  const demo = bench.start("demo", "--json", ...withKey);
  await demo.until(() => demo.stdout.includes("lamp"), "a line");
  await settled(async () => expect((await run("ls", "lamp*")).stdout).toContain("lamp-left"));
});

test("pages behind a composer with the key are nodes of the show; without it they see nobody, and it is told", async () => {
  const show = join(bench.folder, "page.key");
  await bench.run("keygen", show);
  await bench.node({ ...NODE, name: "secret-desk" }, "--key", show);
  const pages = ["--serve", `${ROOT}examples/web`, "--http-port", "0", "--json"];
  const keyed = bench.start("composer", ...pages, "--key", show);
  const plain = bench.start("composer", ...pages);
  const urlOf = async (composer: Running) => ((await composer.event("ready")).pages as { url: string }[])[0]?.url;
  await using page = await joinMesh({ name: "page", url: await urlOf(keyed), socket: WebSocket });
  await using outsider = await joinMesh({ name: "outsider", url: await urlOf(plain), socket: WebSocket });
  const desk = await page.waitFor("secret-desk", { timeout: PATIENCE });
  expect(await desk.set("fader", 0.25)).toBe(0.25);
  await plain.until(() => plain.stderr.includes("has a key, and this one has none"), "a note");
  expect([...outsider.peers.values()].map(({ name }) => name)).not.toContain("secret-desk");
});

test("a key that cannot be used is told in one sentence, by every kind of command", async () => {
  const open = join(bench.folder, "open.key");
  await bench.run("keygen", open);
  chmodSync(open, 0o644);
  for (const words of [["ls"], ["doctor"], ["composer", "--serve", `${ROOT}examples/web`], ["demo"]]) {
    const { code, stderr } = await bench.run(...words, "--key", open);
    expect(stderr, words[0]).toBe(
      `zocp: others can read or change the key file ${open} (its mode is 0644): say chmod 600 ${open}; where that changes nothing (a USB stick, a disk of Windows), copy it to your home folder first\n`,
    );
    expect(code).toBe(2);
  }
  const missing = join(bench.folder, "none.key");
  expect((await bench.run("ls", "--key", missing)).stderr).toBe(`zocp: ${missing} cannot be read: it is not there\n`);
  const pyre = await bench.run("ls", "--key", key, "--port", "5670");
  expect(pyre).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nodes with a key cannot use the beacon port 5670"),
  });
});

test("a key for each machine: those whose public keys are in the folder enter", async () => {
  const keys = join(bench.folder, "keys");
  mkdirSync(keys);
  const made = await Promise.all(
    ["desk", "laptop"].map((name) => bench.run("keygen", join(bench.folder, `${name}.key`))),
  );
  writeFileSync(join(keys, "desk.pub"), made[0]?.stdout ?? "");
  await bench.node({ ...NODE, name: "own-key" }, "--key", join(bench.folder, "desk.key"), "--keys", keys);
  const get = () => bench.run("get", "own-key/fader", "--key", join(bench.folder, "laptop.key"), "--keys", keys);
  expect(await get()).toMatchObject({ code: 1 });
  writeFileSync(join(keys, "laptop.pub"), made[1]?.stdout ?? "");
  expect(await get()).toMatchObject({ code: 0, stdout: "0.5\n" });
});

describe("the doctor", () => {
  test("says of a node with another key, or without one, that it is the key", async () => {
    const [show, other] = [join(bench.folder, "doctor.key"), join(bench.folder, "other.key")];
    await bench.run("keygen", show);
    await bench.run("keygen", other);
    await bench.node({ ...NODE, name: "keyed" }, "--key", show);
    const problems = async (...words: string[]) => {
      const { stdout } = await bench.run("doctor", "--json", "--wait", "1.5", ...words);
      return JSON.parse(stdout).problems.map(({ problem }: { problem: string }) => problem);
    };
    const text = (await problems()).join();
    expect(text).toContain("a node at 127.0.0.1 has a key, and this one has none");
    expect((await problems("--key", other)).join()).toContain("has another key than this one");
  });
});
