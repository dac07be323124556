// A crowd that comes and goes.
import { chance } from "../harness/chance.js";
import { Crowd } from "../harness/crowd.js";
import { pause } from "../harness/pause.js";

const NAMES = Array.from({ length: 30 }, (_, index) => `n${String(index + 1).padStart(2, "0")}`);
const HOSTS = ["left", "middle", "right"];

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [
  {
    name: "churn",
    about: "30 nodes on 3 machines are started, stopped and killed at random for two minutes",
    alone: true,
    run: async (stage, { seed, full }) => {
      const crowd = new Crowd(stage, NAMES, HOSTS, 10);
      await crowd.open();
      const random = chance(seed);
      const counts = { started: 0, stopped: 0, killed: 0 };
      for (const end = performance.now() + (full ? 600_000 : 120_000); performance.now() < end; await pause(400)) {
        // The first one stays, so that it can be seen whether it keeps anything of the others.
        counts[await crowd.disturb(random, 1)]++;
      }
      stage.note(`seed ${seed}: ${JSON.stringify(counts).replace(/[{}"]/g, "").replaceAll(",", ", ")}`);
      await crowd.startMissing();
      await stage.mark();
      await stage.returns();
    },
  },
];
