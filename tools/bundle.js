// Makes one file of zocp/browser, which the gateway serves: a page on a phone loads it in one go, and needs no tools.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

await build({
  root,
  configFile: false,
  logLevel: "warn",
  build: {
    lib: { entry: `${root}dist/browser.js`, formats: ["es"], fileName: () => "zocp.js" },
    outDir: `${root}dist/web`,
    target: "es2022",
    minify: true,
  },
});
