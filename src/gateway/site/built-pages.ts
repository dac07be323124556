import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { makePage, type Page } from "./page.ts";

/**
 * The files of a built page by the path of their URL. They are read once: what is not in this list is never served, so no path
 * can lead outside.
 */
export function readBuiltPages(built: string | ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Page> {
  const files = typeof built === "string" ? filesIn(built) : built;
  const pages = new Map<string, Page>();
  for (const [path, content] of files) pages.set(`/${path}`, makePage(path, Buffer.from(content)));
  const index = pages.get("/index.html");
  if (index !== undefined) pages.set("/", index);
  return pages;
}

function filesIn(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, ""), readFileSync(path));
  }
  return files;
}
