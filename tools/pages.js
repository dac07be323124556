import { join } from "node:path";
import { build } from "vite";
import { ROOT } from "./tool.js";

/**
 * Makes one file of zocp/browser, which the gateway serves: a page on a phone loads it in one go, and needs no tools.
 *
 * @param {string} folder where the compiler has put the package
 */
export async function bundleLibrary(folder) {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    build: {
      lib: { entry: join(folder, "browser.js"), formats: ["es"], fileName: () => "zocp.js" },
      outDir: join(folder, "web"),
      emptyOutDir: true,
      target: "es2022",
      minify: true,
    },
  });
}

/**
 * Builds the page of the composer.
 *
 * @param {string} folder
 */
export async function buildComposer(folder) {
  const outDir = join(folder, "composer");
  // On a slow machine the bundler tells at length where the time went.
  const rolldownOptions = { checks: { pluginTimings: false } };
  await build({
    configFile: join(ROOT, "composer", "vite.config.ts"),
    build: { outDir, emptyOutDir: true, rolldownOptions },
  });
}
