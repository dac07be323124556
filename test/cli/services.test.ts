import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { ROOT } from "../sources.ts";

const there = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!there)("the unit of the examples has no fault, as far as systemd, where it is installed, can tell", () => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-unit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const unit = join(folder, "zocp@lamp.service");
  copyFileSync(`${ROOT}examples/services/zocp@.service`, unit);
  // The page of the manual comes with the package and need not be on this machine.
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});
