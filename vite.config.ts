import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The page of the composer. It is served under a strict policy: nothing inline, nothing from elsewhere.
export default defineConfig(({ mode }) => ({
  root: mode === "pretend" ? "composer/dev" : "composer",
  base: "./",
  plugins: [svelte({ configFile: false })],
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    outDir: mode === "pretend" ? "../../dist/composer-dev" : "../dist/composer",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700,
  },
}));
