import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { ROOT } from "../sources.ts";

const FOLDER = `${ROOT}examples/services`;
const units = readdirSync(FOLDER).filter((name) => name.endsWith(".service"));
const there = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!there).each(units)("%s has no fault, as far as systemd, where it is installed, can tell", (name) => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-unit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const unit = join(folder, name.replace("@", "@lamp"));
  copyFileSync(join(FOLDER, name), unit);
  // With the key, as it may be added.
  mkdirSync(`${unit}.d`);
  copyFileSync(join(FOLDER, "key.conf"), join(`${unit}.d`, "key.conf"));
  // The page of the manual comes with the package and need not be on this machine.
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});
