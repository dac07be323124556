import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { makePage, type Page } from "./page.ts";

/**
 * The files of a built page by the path of their URL. They are read once: what is not in this list is never served, so no path
 * can lead outside.
 */
export function readBuiltPages(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const path = join(entry.parentPath, entry.name);
    const url = `/${path.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, "")}`;
    pages.set(url, makePage(entry.name, readFileSync(path)));
  }
  const index = pages.get("/index.html");
  if (index !== undefined) pages.set("/", index);
  return pages;
}
