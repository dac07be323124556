import { realpathSync } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import { UsageError } from "../index.ts";
import { makePage, type Page } from "./page.ts";

/** A folder of a show maker's own pages. They may change while the gateway runs. */
export class ShowFolder {
  readonly #root: string;

  /** Throws `UsageError` when there is no such folder. */
  constructor(folder: string) {
    try {
      this.#root = realpathSync(folder);
    } catch {
      throw new UsageError("invalid-argument", `the folder ${folder} that is to be served cannot be read`);
    }
  }

  /** The file of a decoded path below the folder; undefined when there is none that may be served. */
  async find(path: string): Promise<Page | undefined> {
    const names = path.split("/");
    if (names.at(-1) === "") names.splice(-1, 1, "index.html");
    if (!names.every(isPlain)) return undefined;
    try {
      // A link inside of the folder may point outside.
      const file = await realpath(join(this.#root, ...names));
      if (!file.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep)) return undefined;
      const inside = file.slice(this.#root.length).split(sep);
      const { size } = await stat(file);
      if (size > LARGEST || inside.some((name) => name.startsWith("."))) return undefined;
      return makePage(file, await readFile(file));
    } catch {
      // It is not there, is a folder, or is not ours to read: for the one who asks that is the same.
      return undefined;
    }
  }
}

/** No name that means another folder, nothing hidden, and nothing that some system reads as a drive or a separator. */
function isPlain(name: string): boolean {
  return name !== "" && !name.startsWith(".") && !/[\\:\0]/.test(name);
}

const LARGEST = 64 * 1024 * 1024;
