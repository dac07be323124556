// Makes one file of the command line and of all that it depends on, and lists what else it needs.
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "vite";
import { ROOT } from "../tools/tool.js";

/** @typedef {{ main: string, assets: Readonly<Record<string, string>> }} Bundle the program, and files by the names under which it asks for them */

/** Packages that whoever installs from npm may leave out. Beside an executable nothing can be installed: it has them. */
export const OPTIONAL = ["@mcap/core", "mqtt", "nats"];

const DIST = join(ROOT, "dist");

/** @param {string} outDir @returns {Promise<Bundle>} */
export async function bundle(outDir) {
  const found = new Set();
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    plugins: [withOptional(found)],
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: join(DIST, "cli", "main.js"),
      outDir,
      emptyOutDir: true,
      target: "es2023",
      minify: true,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { codeSplitting: false, entryFileNames: "zocp.js" },
      },
    },
  });
  const missing = OPTIONAL.filter((name) => !found.has(name));
  if (missing.length > 0)
    throw new Error(`nothing in dist/ imports ${missing.join(", ")} in the way that release/bundle.js knows`);
  return { main: join(outDir, "zocp.js"), assets: listAssets() };
}

/** Imports of optional packages are hidden from tools; here they are said plainly. @param {Set<string>} found @returns {import("vite").Plugin} */
function withOptional(found) {
  return {
    name: "optional packages",
    enforce: "pre",
    transform: (code, id) => {
      const name = id.startsWith(DIST) ? HIDDEN.exec(code)?.[1] : undefined;
      if (name === undefined) return undefined;
      found.add(name);
      return { code: code.replace(HIDDEN, `return await import(${JSON.stringify(name)});`), map: null };
    },
  };
}

/** @returns {Readonly<Record<string, string>>} */
function listAssets() {
  const names = ["web/zocp.js", "man/zocp.1", "cli/streams/console-thread.js"];
  for (const entry of readdirSync(join(DIST, "composer"), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) names.push(relative(DIST, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  return Object.fromEntries(names.map((name) => [name, join(DIST, name)]));
}

const HIDDEN = /const name = "([^"]+)";\s+return await import\([^;]*\bname\)+;/;
