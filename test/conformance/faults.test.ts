import { writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { FAULTS } from "./faults.ts";
import { bundle, judge } from "./subjects.ts";

// What a kit does not find it does not judge: each of these faults, in a copy of ours, has to fail a case that passes without it.
let description: string;
beforeAll(async () => {
  description = join(await mkdtemp(join(tmpdir(), "zocp-")), "subject.json");
  writeFileSync(description, '{"name": "subject"}');
});

test.each(Object.entries(FAULTS))("finds %s", { timeout: 120_000 }, async (name, [edit, found]) => {
  const program = await bundle("src/cli/main.ts", name.replaceAll(" ", "-"), edit);
  const command = [process.execPath, program, "node", description, "--stdio"];
  const { [found]: outcome = "" } = await judge(command, (one) => one === found);
  expect(outcome).toMatch(/^failed: /);
});
