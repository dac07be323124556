import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The top of the repository, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** A file of the repository as text. */
export function read(path: string): string {
  return readFileSync(ROOT + path, "utf8");
}

/** Every file below a folder with one of these endings, by its path from the top of the repository. */
export function filesIn(folder: string, ...endings: readonly string[]): string[] {
  return readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort();
}

/** The documents that people read. */
export function documents(): string[] {
  const top = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  return [...top, ...filesIn("docs", ".md")];
}
