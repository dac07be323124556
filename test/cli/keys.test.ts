import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { Bench } from "./program.ts";

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
