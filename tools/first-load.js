// What a browser loads to open the page of the composer, before anybody opens something in it.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { gzipSync } from "node:zlib";

/**
 * The files that are asked for: what the HTML names, the parts that are opened at once, all that these import, and the styles of each.
 *
 * @param {string} folder where the page is built, with a slash at its end
 * @param {readonly string[]} parts the names of parts without what the bundler adds
 * @returns {ReadonlySet<string>}
 */
export function firstLoad(folder, parts) {
  const files = filesOf(folder);
  const found = new Set(["index.html"]);
  const add = (/** @type {string} */ name) => {
    if (found.has(name)) return;
    found.add(name);
    if (!name.endsWith(".js")) return;
    // The style of a part has its name, with another hash.
    for (const style of files) if (style.endsWith(".css") && withoutHash(style) === withoutHash(name)) add(style);
    for (const [, from = ""] of readFileSync(folder + name, "utf8").matchAll(IMPORTED)) add(join(dirname(name), from));
  };
  for (const [, name = ""] of readFileSync(`${folder}index.html`, "utf8").matchAll(NAMED)) add(name);
  for (const part of parts) {
    const [name, ...others] = files.filter((file) => file.endsWith(".js") && withoutHash(file) === `assets/${part}`);
    if (name === undefined || others.length > 0) throw new Error(`the page has no part "${part}", or several`);
    add(name);
  }
  return found;
}

/** Octets, compressed one by one as the gateway sends them. @param {string} folder @param {Iterable<string>} names */
export function sizeOf(folder, names) {
  return [...names].reduce((sum, name) => sum + gzipSync(readFileSync(folder + name)).length, 0);
}

/** @param {string} folder */
export function filesOf(folder) {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return all.filter((name) => statSync(folder + name).isFile());
}

/** @param {string} name */
function withoutHash(name) {
  return name.replace(/-[\w-]{8}\.\w+$/, "");
}

const IMPORTED = /(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g;
const NAMED = /(?:src|href)="\.\/([^"]+)"/g;
