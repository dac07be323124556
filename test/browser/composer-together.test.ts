import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openChromium } from "./chromium.ts";
import { changesOf, type Facts, following } from "./page-acts.ts";
import { type Act, TwoPeople } from "./two-people.ts";

// Two people who do everything at once. ZOCP_SEED makes it others, ZOCP_ACTS more or fewer.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** What each person has left behind; to undo is to take back nothing else. */
class Traces {
  readonly #left = [new Map<string, string | undefined>(), new Map<string, string | undefined>()];

  note(person: number, changed: readonly string[], after: Facts): void {
    for (const name of changed) this.#left[person]?.set(name, after[name]);
  }

  /** What was changed although somebody else had been there since. Sensors have what their wires bring. */
  lost(person: number, before: Facts, after: Facts): readonly string[] {
    const names = changesOf(before, after).filter(
      (name) => !SENSOR.test(name) && this.#left[person]?.get(name) !== before[name],
    );
    return names.map((name) => `${name}: ${before[name]}, now ${after[name]}, left ${this.#left[person]?.get(name)}`);
  }
}

/** One thing that one of them does, several that both do at once, or the guest under its new name; who it was, and whether to take something back. */
async function turn(people: TwoPeople, renames: boolean): Promise<{ who: readonly number[]; undone: boolean }> {
  const { random } = people;
  const one = Math.floor(random.next() * 2);
  if (renames) {
    await people.renameGuest(one);
    return { who: [one], undone: false };
  }
  if (random.next() < 0.2) {
    const several = [0, 1].map(() => Array.from({ length: AT_ONCE }, () => people.choose()));
    const doAll = async (acts: readonly Act[], person: number): Promise<void> => {
      for (const act of acts) await people.act(person, act);
    };
    await Promise.all(several.map(doAll));
    return { who: [0, 1], undone: false };
  }
  const act = people.choose();
  await people.act(one, act);
  return { who: [one], undone: act === "undo" || act === "redo" };
}

test("whatever two people do, all pages and nodes agree, and undo takes back nothing of the other's", async () => {
  const seed = Number(process.env.ZOCP_SEED ?? 1);
  console.log(`two people: ZOCP_SEED=${seed}`);
  const people = await TwoPeople.meet(browser, seed);
  const told = (): string => `ZOCP_SEED=${seed}, after ${people.acts} acts:\n${people.trail.slice(-16).join("\n")}`;
  const settled = (): Promise<Facts> =>
    people.settled().catch((error: Error) => Promise.reject(new Error(`${told()}\n${error.message}`)));
  const traces = new Traces();
  let before = await settled();
  for (let quarter = 1; people.acts < ACTS; ) {
    const renames = people.acts > (quarter * ACTS) / 4;
    if (renames) quarter += 1;
    const { who, undone } = await turn(people, renames);
    const after = following(before, await settled());
    const changed = changesOf(before, after);
    for (const person of who) {
      if (undone) expect(traces.lost(person, before, after), told()).toEqual([]);
      traces.note(person, changed, after);
    }
    before = after;
  }
}, 900_000);

const ACTS = Number(process.env.ZOCP_ACTS ?? 500);
/** Acts in a row, when both people do something at once. */
const AT_ONCE = 4;
const SENSOR = /^(lamp\/(level|tilt)|fan\/speed|guest-\d+\/dim)$/;
