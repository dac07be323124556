import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Builds dist/ once before the tests when it is older than the sources: what users get is what is tested. */
export function setup(): void {
  if (isFresh()) return;
  const compiler = `${ROOT}node_modules/typescript/bin/tsc`;
  // From now on nobody can say from which sources dist/ was made.
  rmSync(`${ROOT}dist/.sources`, { force: true });
  const { stdout } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: ROOT });
  chmodSync(`${ROOT}dist/cli/main.js`, 0o755);
  // Types that do not fit are another check's affair: it writes all the same.
  if (!isFresh()) throw new Error(`dist/ could not be built: ${stdout}`);
}

function isFresh(): boolean {
  const built = `${ROOT}dist/cli/main.js`;
  return existsSync(built) && statSync(built).mtimeMs >= newest(`${ROOT}src`);
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((file) => statSync(`${file.parentPath}/${file.name}`).mtimeMs));
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
