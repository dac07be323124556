import { existsSync, realpathSync } from "node:fs";
import { basename, relative, resolve, sep } from "node:path";

/** The files that a player may be told to play over the network: those of one folder of the owner. */
export class MediaFolder {
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** The path of a file of the folder, or why there is none. */
  find(name: string): { readonly path: string } | { readonly reason: string } {
    if (this.#folder === undefined) return { reason: 'no file can be chosen: "folder" says where they may be' };
    const path = resolve(this.#folder, name);
    if (name.includes("\0") || !existsSync(path))
      return { reason: `there is no file ${JSON.stringify(name)} in ${this.#folder}` };
    // A link may lead out of it.
    const inside = realpathSync(path).startsWith(realpathSync(this.#folder) + sep);
    return inside ? { path } : { reason: `${JSON.stringify(name)} is not in ${this.#folder}` };
  }

  /** What people call a file that is played. */
  nameOf(path: string): string {
    const name = this.#folder === undefined ? ".." : relative(this.#folder, path);
    return name.startsWith("..") ? basename(path) : name.split(sep).join("/");
  }
}
