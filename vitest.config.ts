import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "test/build.ts",
    setupFiles: ["test/recorder/setup.ts"],
    include: ["test/**/*.test.ts", "interop/**/*.test.ts"],
    // A node in a test must never choose an interface of this machine by itself.
    env: { ZOCP_INTERFACE: "lo" },
    testTimeout: 60_000,
  },
});
