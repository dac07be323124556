import { configDefaults, defineConfig } from "vitest/config";
import { COMPARED, hasLibzmq } from "./tools/libzmq.js";

if (!hasLibzmq())
  console.warn(`left out, because libzmq is not installed (npm ci --prefix interop): ${COMPARED.join(", ")}`);

const PAGES = ["test/browser/**/*.test.ts"];
/** Programs that start, look for seconds who else is there, and end: they hardly work while they do. */
const PROGRAMS = [
  ...["doctor-networks", "keys", "links", "play", "show-file", "surroundings", "usage"].map(
    (name) => `test/cli/${name}.test.ts`,
  ),
  "test/node/namespace-beyond.test.ts",
];

export default defineConfig({
  test: {
    globalSetup: "test/build.ts",
    setupFiles: ["test/recorder/setup.ts"],
    projects: [
      {
        extends: true,
        // Most tests wait more than they work.
        test: {
          name: "nodes",
          include: ["test/**/*.test.ts", "interop/**/*.test.ts"],
          exclude: [...PAGES, ...PROGRAMS],
          maxWorkers: 3,
        },
      },
      { extends: true, test: { name: "programs", include: PROGRAMS, maxWorkers: 4, sequence: { groupOrder: 1 } } },
      // Hands on a page need a page that has time for them.
      { extends: true, test: { name: "pages", include: PAGES, maxWorkers: 1, sequence: { groupOrder: 2 } } },
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
