import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Builds dist/ once before the tests when it is older than the sources: what users get is what is tested. */
export function setup(): void {
  const built = `${ROOT}dist/cli/main.js`;
  if (existsSync(built) && statSync(built).mtimeMs >= newest(`${ROOT}src`)) return;
  execFileSync(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"], {
    cwd: ROOT,
  });
  execFileSync(process.execPath, ["tools/executable.js"], { cwd: ROOT });
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((file) => statSync(`${file.parentPath}/${file.name}`).mtimeMs));
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
