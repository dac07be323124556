import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { ALIASES, smaller } from "./instead/plugin.ts";

/** The frame of the page is drawn while its styles are still on their way: they are named after it. */
const frameFirst: Plugin = {
  name: "frame first",
  transformIndexHtml: {
    order: "post",
    handler(html) {
      const styles = html.match(STYLES) ?? [];
      return html
        .replace(STYLES, "")
        .replace("</body>", `  ${styles.map((style) => style.trim()).join("\n")}\n  </body>`);
    },
  },
};
/** The letters go with their licence. */
const licence: Plugin = {
  name: "licence",
  generateBundle() {
    const source = readFileSync(path("../node_modules/@fontsource-variable/geist/LICENSE"));
    this.emitFile({ type: "asset", fileName: "assets/geist-licence.txt", source });
  },
};
const STYLES = /^ *<link rel="stylesheet"[^>]*>\n/gm;

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

// The page of the composer. It is served under a strict policy: nothing inline, nothing from elsewhere.
// With `--mode pretend` it is built with a show that exists only in the page, to work on it without a network.
export default defineConfig(({ mode }) => ({
  root: path(mode === "pretend" ? "dev" : "."),
  base: "./",
  logLevel: "warn",
  plugins: [smaller(), svelte({ configFile: false }), frameFirst, licence],
  resolve: { alias: ALIASES },
  build: {
    outDir: path(mode === "pretend" ? "../dist/composer-dev" : "../dist/composer"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700,
  },
}));
