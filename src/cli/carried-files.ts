import { fileURLToPath } from "node:url";

/**
 * A file that comes with the command line, by its path in `dist/`: where it is; in a single executable, which carries its files
 * inside, what it holds.
 */
export function carriedFile(name: string): string | Uint8Array {
  const executable = ownExecutable();
  if (executable !== undefined) return new Uint8Array(executable.getRawAsset(name));
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/** A folder that comes with the command line: where it is, or what the files below it hold. */
export function carriedFolder(name: string): string | ReadonlyMap<string, Uint8Array> {
  const executable = ownExecutable();
  if (executable === undefined) return fileURLToPath(new URL(`../${name}/`, import.meta.url));
  const keys = executable.getAssetKeys().filter((key) => key.startsWith(`${name}/`));
  return new Map(keys.map((key) => [key.slice(name.length + 1), new Uint8Array(executable.getRawAsset(key))]));
}

/** Newer than the types at hand: an executable is made of a newer Node.js than the package asks for. */
interface Executable {
  getRawAsset(key: string): ArrayBuffer;
  getAssetKeys(): readonly string[];
}

/** Undefined where the package is installed. Other hosts than Node.js have no such module. */
function ownExecutable(): Executable | undefined {
  const module = process.getBuiltinModule?.("node:sea");
  return module?.isSea() === true ? (module as unknown as Executable) : undefined;
}
