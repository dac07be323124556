import { readFileSync } from "node:fs";

/** The version of this package; the file lies two folders up, in a checkout and where it is installed. */
export const VERSION: string = String(
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version,
);
