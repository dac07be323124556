import { describe, expect, test } from "vitest";

import { judge } from "../conformance/subjects.ts";
import { cClient, pythonClient } from "./client.ts";

// What libzmq does by itself, whoever is on it: it knows the properties of READY in one spelling only.
const OF_LIBZMQ = ["zmtp-ready-in-capitals"];

describe.each(Object.entries({ python: pythonClient(), c: cClient() }))("the client in %s", (_language, command) => {
  test.skipIf(typeof command === "string")(
    "passes every case of the conformance kit that is not libzmq's",
    async () => {
      const outcomes = await judge([...command, "--stdio"], (name) => !OF_LIBZMQ.includes(name));
      const failed = Object.entries(outcomes).filter(([, outcome]) => outcome.startsWith("failed"));
      expect(Object.fromEntries(failed)).toEqual({});
      expect(Object.values(outcomes).filter((outcome) => outcome === "passed").length).toBeGreaterThan(100);
    },
    600_000,
  );
});
