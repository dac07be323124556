import { expect, test, vi } from "vitest";

import { runAll } from "../../chaos/harness/runner.js";

const OPTIONS = { seed: 1, full: false, verbose: false, atOnce: 2 };

/** A scenario that is wrong the first times that it runs. */
function wrong(name: string, times: number, ran: string[]) {
  return {
    name,
    about: "nothing happens",
    run: async (stage: { fault(text: string): void }) => {
      ran.push(name);
      if (ran.filter((one) => one === name).length <= times) stage.fault("it is wrong");
    },
  };
}

async function run(scenarios: Parameters<typeof runAll>[0]) {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  try {
    return { sum: await runAll(scenarios, OPTIONS), lines };
  } finally {
    log.mockRestore();
  }
}

test("a scenario that failed is repeated alone when the others are done, and named when it passes then", async () => {
  const ran: string[] = [];
  const { sum, lines } = await run([wrong("once", 1, ran), wrong("never", 0, ran), wrong("always", 2, ran)]);
  expect(sum).toEqual({ passed: 2, failed: 1 });
  expect(ran).toHaveLength(5);
  expect(ran.slice(3)).toEqual(["once", "always"]);
  expect(lines).toContain("passed only when repeated alone: once");
  expect(lines.filter((line) => line.startsWith("FAILED"))).toHaveLength(3);
});

test("where more than five failed it is no accident, and the others are not repeated", async () => {
  const ran: string[] = [];
  const { sum } = await run(Array.from({ length: 7 }, (_, index) => wrong(`${index}`, 1, ran)));
  expect(sum).toEqual({ passed: 5, failed: 2 });
  expect(ran).toHaveLength(12);
});
