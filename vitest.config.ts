import { configDefaults, defineConfig } from "vitest/config";
import { COMPARED, hasLibzmq } from "./tools/libzmq.js";

if (!hasLibzmq())
  console.warn(`left out, because libzmq is not installed (npm ci --prefix interop): ${COMPARED.join(", ")}`);

const PAGES = ["test/browser/**/*.test.ts"];

export default defineConfig({
  test: {
    globalSetup: "test/build.ts",
    setupFiles: ["test/recorder/setup.ts"],
    projects: [
      {
        extends: true,
        // Most tests wait more than they work.
        test: { name: "nodes", include: ["test/**/*.test.ts", "interop/**/*.test.ts"], exclude: PAGES, maxWorkers: 3 },
      },
      // Hands on a page need a page that has time for them.
      { extends: true, test: { name: "pages", include: PAGES, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
    exclude: [...configDefaults.exclude, ...(hasLibzmq() ? [] : COMPARED)],
    // A node in a test must never choose an interface of this machine by itself.
    env: { ZOCP_INTERFACE: "lo" },
    // A machine that is busy with something else is late; what waits says so long before.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
