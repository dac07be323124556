import { expect, test } from "vitest";

import { playStory } from "./story.ts";

// `npm run fuzz -- --only links --minutes 30` goes on for as long as wanted.
const SEEDS = 300;

test("after whatever happened the ends of every link agree, and what was decided last holds or is told", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      playStory(seed);
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
  expect(SEEDS).toBe(300);
}, 600_000);
