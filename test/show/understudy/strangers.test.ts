import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";

import type { JsonInput, ZocpNode } from "../../../src/index.ts";
import { show, valueAt } from "../node/stage.ts";
import { Company, playedOn, written } from "./machines.ts";

const HARBOUR = show({
  cues: [
    { id: "a", cue: "1", values: { "lamp/level": 0.1 } },
    { id: "b", cue: "2", values: { "lamp/level": 0.2 } },
    { id: "c", cue: "3", values: { "lamp/level": 0.3 } },
  ],
});
const folder = mkdtempSync(join(tmpdir(), "strangers-"));
afterAll(() => rmSync(folder, { recursive: true }));

let company = new Company();
beforeEach(() => {
  company = new Company();
});
afterEach(() => company.stop());

/** A node that nobody knows says that it plays the show, and sets the lamp as that show. */
async function intrude(term: number): Promise<ZocpNode> {
  const role: JsonInput = { of: "show", plays: true, term, presses: 0, since: 0, auto: false };
  const stranger = await company.node("stranger", (node) => node.setMetadata("_role", role));
  await meddle(stranger, term);
  return stranger;
}

async function meddle(stranger: ZocpNode, term: number): Promise<void> {
  const remote = await company.network.until(stranger.waitFor("lamp"));
  // It may be refused: the show went above its term.
  const { accepted } = remote.fade("level", 0.9, { show: "show", term });
  await company.network.until(Promise.allSettled([accepted]));
  await company.wait(1);
}

test.each([
  ["no take-over makes", 2 ** 40, {}],
  ["it may have", 1000, {}],
  ["it may have, to a show whose key is asked for", 1000, { accept: ["rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"] }],
] as const)("a stranger with a term that %s keeps no show off, and takes no place", async (_, term, options) => {
  const lamp = await company.lamp("lamp");
  const file = await written(folder, HARBOUR, `${term}-${Object.keys(options).length}.json`);
  const main = await company.machine({ ...options, file, plays: true });
  const ready = await company.machine({ ...options, auto: true });
  await company.wait(3);
  await playedOn(main).go();
  await company.wait(1);
  expect(valueAt(lamp)).toBeCloseTo(0.1);
  const stranger = await intrude(term);
  await playedOn(main).go();
  await company.wait(1);
  expect(valueAt(lamp)).toBeCloseTo(0.2);
  await meddle(stranger, term);
  await playedOn(main).go();
  await company.wait(1);
  expect(valueAt(lamp)).toBeCloseTo(0.3);
  expect(company.playing).toEqual([main]);
  expect(playedOn(main).state.term).toBeLessThanOrEqual(1001);
  if (!("accept" in options)) expect(ready.understudy.follows).toBe(playedOn(main).node.id);
});
