import { describe, expect, test } from "vitest";

import { judge } from "../conformance/subjects.ts";
import { cClient, pythonClient } from "./client.ts";

// What libzmq does by itself, whoever is on it: it knows the properties of READY in one spelling only.
const OF_LIBZMQ = ["zmtp-ready-in-capitals"];
// On a busy machine the client in Python was seen to answer no PING after 65,535 messages in a row; why is not known yet.
const OPEN = ["zre-wrap-as-zyre", "zre-wrap-as-pyre"];

describe.each(Object.entries({ python: pythonClient(), c: cClient() }))("the client in %s", (_language, command) => {
  test.skipIf(typeof command === "string")(
    "passes the cases of the conformance kit, but for those that are named here",
    async () => {
      const outcomes = await judge([...command, "--stdio"], (name) => ![...OF_LIBZMQ, ...OPEN].includes(name));
      const failed = Object.entries(outcomes).filter(([, outcome]) => outcome.startsWith("failed"));
      expect(Object.fromEntries(failed)).toEqual({});
      expect(Object.values(outcomes).filter((outcome) => outcome === "passed").length).toBeGreaterThan(100);
    },
    600_000,
  );
});
