import { constants } from "node:fs";
import { copyFile, link, open, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a text in place of a file, whole or not at all: whatever happens meanwhile, the file is the old one or the new one. Of earlier
 * versions the last ten stay beside it: `show.json~1` is the latest. Gives false when the file is that text already, and nothing is written. Rejects with
 * the error of the system. `versions`: how many earlier ones stay, at most ten.
 */
export async function keepFile(
  path: string,
  text: string,
  { versions = VERSIONS }: { readonly versions?: number } = {},
): Promise<boolean> {
  // A link to a file stays one.
  const target = await realpath(path).catch(() => path);
  const before = await present(readFile(target, "utf8"));
  if (before === text) return false;
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  await sweep(target);
  try {
    await writeThrough(fresh, text, await modeOf(target));
    if (before !== undefined && versions > 0) await keepVersion(target, Math.min(versions, VERSIONS));
    await rename(fresh, target);
  } finally {
    await rm(fresh, { force: true });
  }
  await syncFolder(dirname(target));
  return true;
}

/** Takes away what was left half written by a process that is no more. */
async function sweep(path: string): Promise<void> {
  const [folder, name] = [dirname(path), `.${basename(path)}.`];
  for (const one of await readdir(folder)) {
    const pid = one.startsWith(name) ? Number(/^(\d+)\.new$/.exec(one.slice(name.length))?.[1]) : Number.NaN;
    if (pid > 0 && !isRunning(pid)) await rm(join(folder, one), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function modeOf(path: string): Promise<number> {
  const found = await present(stat(path));
  return found === undefined ? 0o666 : found.mode & 0o777;
}

/** Only when the disk has it may it take the place of the other. */
async function writeThrough(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, "w", mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The file itself never goes away: an earlier version is a second name of it, or a copy where the disk knows no such thing. */
async function keepVersion(path: string, versions: number): Promise<void> {
  for (let number = versions; number > 1; number--) await present(rename(`${path}~${number - 1}`, `${path}~${number}`));
  const latest = `${path}~1`;
  await link(path, latest).catch(() => copyFile(path, latest, constants.COPYFILE_FICLONE));
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** Undefined when there is no such file. */
async function present<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

const VERSIONS = 10;
