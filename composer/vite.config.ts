import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { ALIASES, smaller } from "./instead/plugin.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

// The page of the composer. It is served under a strict policy: nothing inline, nothing from elsewhere.
// With `--mode pretend` it is built with a show that exists only in the page, to work on it without a network.
export default defineConfig(({ mode }) => ({
  root: path(mode === "pretend" ? "dev" : "."),
  base: "./",
  logLevel: "warn",
  plugins: [smaller(), svelte({ configFile: false })],
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
