import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What `sha256sum --check` reads. @param {string} folder @param {readonly string[]} files */
export function formatSums(folder, files) {
  return files.map((file) => `${sumOf(join(folder, file))}  ${file}\n`).join("");
}

/** @param {string} file */
export function sumOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
