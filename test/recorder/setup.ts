import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

import { watchHost } from "./host.js";
import { Recorder } from "./recorder.js";
import { watchSimulatedNetworks } from "./simulated.ts";

// Every test fails when a node of ours sends what ends or confuses others: in this process, on simulated networks, and in the
// programs that it starts.
const recorder = theRecorder();
watchSimulatedNetworks(recorder);

const folder = mkdtempSync(join(tmpdir(), "zocp-recorder-"));
process.env.ZOCP_RECORDER = folder;
process.env.NODE_OPTIONS = `--import=${fileURLToPath(new URL("program.js", import.meta.url))}`;

beforeEach(() => {
  const { currentTestName = "", testPath = "" } = expect.getState();
  recorder.test = currentTestName;
  // The ports to the network, and the seam, carry whatever their own tests say.
  recorder.paused = /[\\/]test[\\/](net[\\/]|transport[\\/]transport\.test)/.test(testPath);
});

afterEach(check);
afterAll(() => {
  check();
  rmSync(folder, { recursive: true, force: true });
});

function check(): void {
  const found = [...recorder.take(), ...fromPrograms()];
  if (found.length > 0) throw new Error(`a node of ours sent what it must not send:\n\n${found.join("\n\n")}`);
}

function fromPrograms(): readonly string[] {
  const files = readdirSync(folder).map((file) => join(folder, file));
  return files.map((file) => {
    const found = readFileSync(file, "utf8");
    rmSync(file);
    return found;
  });
}

/** One for the process: several test files may run in it, and sockets must not be watched twice. */
function theRecorder(): Recorder {
  const shared = globalThis as { zocpRecorder?: Recorder };
  if (shared.zocpRecorder === undefined) {
    shared.zocpRecorder = new Recorder();
    watchHost(shared.zocpRecorder);
  }
  return shared.zocpRecorder;
}
