import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

import { SeededRandom } from "../../fuzz/chance.ts";
import { show } from "../node/stage.ts";
import { Company, type Machine, playedOn, written } from "./machines.ts";

const CUES = show({
  cues: Array.from({ length: 40 }, (_, index) => ({
    ...{ id: `c${index}`, cue: String(index + 1), over: 1, values: { "lamp/level": (index % 5) / 5 } },
  })),
});
/** Evenings at whose end several shows played, before the network was whole again. */
let several = 0;
const folder = mkdtempSync(join(tmpdir(), "partitions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three machines with one show, one of which is cut off or dies now and then; people press GO on one of them only. */
async function evening(seed: number): Promise<Company> {
  const [company, chance] = [new Company(seed), new SeededRandom(seed + 5000)];
  const file = await written(folder, CUES, `${seed}.json`);
  await company.lamp("lamp");
  await company.pair(file, { auto: true });
  await company.machine({ auto: true });
  await company.wait(2);
  const pressed = chance.below(3);
  for (let act = 0; act < 5; act++) {
    const machine = chance.one(company.machines);
    await chance.one([
      () => company.network.partition([machine.host]),
      () => company.network.partition([machine.host]),
      () => company.network.heal(),
      () => press(company.machines[pressed] ?? machine),
      () => replace(company, machine, file),
    ])();
    await company.wait(chance.one([0.3, 1.5, 4, 12, 12]));
  }
  await press(company.machines[pressed] ?? chance.one(company.machines));
  company.network.heal();
  return company;
}

async function press({ understudy }: Machine): Promise<void> {
  await understudy.show?.go();
}

/** It dies, and begins again as it began. */
async function replace(company: Company, machine: Machine, file: string): Promise<void> {
  const first = company.machines[0] === machine;
  company.cut(machine);
  const fresh = await company.machine(first ? { file, plays: true, auto: true } : { auto: true });
  if (first) company.machines.unshift(...company.machines.splice(company.machines.indexOf(fresh), 1));
}

test.each(Array.from({ length: 100 }, (_, seed) => seed))(
  "after evening %i one show plays, and its GO moves the lamp",
  async (seed) => {
    const company = await evening(seed);
    try {
      if (company.playing.length > 1) several++;
      await company.network.until(() => company.playing.length <= 1, { timeout: 5000 });
      await company.wait(10);
      const [playing, ...others] = company.playing;
      expect(others).toEqual([]);
      if (playing === undefined) throw new Error("no show plays");
      const now = playedOn(playing);
      expect((await now.go()).accepted).toBe(true);
      await company.wait(2);
      expect(now.state.refused).toEqual(new Map());
    } finally {
      await company.stop();
    }
  },
);

test("on many of these evenings several shows played", () => {
  expect(several).toBeGreaterThan(20);
});
