// What happens to programs: they are killed, frozen, started again, and somebody sets the clock of their machine.
import { open } from "../harness/openings.js";
import { pause } from "../harness/pause.js";

const NAMES = ["ada", "bob", "cy"];
const FLOOD = 20_000;

/** @type {import("../harness/runner.js").Scenario[]} */
export const scenarios = [
  kill("kill-restart", "a program is killed and started again on the same TCP port, three times", { port: 5999 }),
  kill("kill-same-id", "the same with the same id", { port: 5999, id: "0123456789abcdef0123456789abcdef" }),
  {
    name: "power",
    about:
      "a machine loses its power, so that nobody is told, and is back on the same TCP port after 2 s and after 6 s",
    run: async (stage) => {
      await open(stage, NAMES);
      await stage.leave("bob", true);
      await startAgain(stage, { port: 5999, count: 1_000_000 });
      for (const seconds of [2, 6]) {
        // No word leaves the machine when its programs end.
        await stage.host("bob").replug("br2");
        await stage.leave("bob");
        await pause(seconds * 1000 - 500);
        await stage.mark();
        await stage.host("bob").replug("br0");
        await startAgain(stage, { port: 5999, count: seconds * 10_000_000 });
      }
      await stage.returns();
    },
  },
  freeze("freeze-3", 3),
  freeze("freeze-12", 12),
  freeze("freeze-40", 40),
  {
    name: "one-clock",
    about: "three machines share a clock: how far apart their times are, and how far apart they act at one moment",
    run: async (stage) => {
      await open(stage, NAMES, { zre: false });
      for (const name of NAMES) await stage.ask(name, "sync");
      await pause(3000);
      const apart = await sample(200, 25, async () => spreadOf(await askAll(stage, "ahead")));
      const acts = await sample(30, 25, async () => {
        const at = Math.max(...(await askAll(stage, "sharedTime"))) + 60;
        return await askAll(stage, "act", at);
      });
      const acted = acts.map((all) => spreadOf(all.map((one) => one.acted)));
      const rang = acts.map((all) => spreadOf(all.map((one) => one.rang)));
      const [times, moments, timers] = [apart, acted, rang].map((all) => `${shareOf(all, 0.99).toFixed(2)} ms`);
      stage.notes.push(`times ${times} apart, moments ${moments}, bare timers ${timers} (p99)`);
      // A machine without time for its programs still has one clock.
      if (shareOf(apart, 0.5) > 1)
        stage.fault(`their times are ${shareOf(apart, 0.5).toFixed(2)} ms apart in the middle`);
    },
  },
  {
    name: "clock",
    about: "the clock of a machine is set forward by a day and back by two",
    run: async (stage) => {
      await open(stage, NAMES);
      for (const by of [DAY, -2 * DAY, 1000 * DAY, -999 * DAY]) {
        await stage.ask("bob", "setClock", by);
        await stage.mark();
        await pause(4000);
      }
      for (const [name, { counts = {}, gap = 0 }] of await stage.reports()) {
        if (counts["zre exit"] > 0) stage.fault(`${name} gave up peers ${counts["zre exit"]} times`);
        if (gap > 1500) stage.fault(`${name} got no value of somebody for ${gap.toFixed(0)} ms`);
      }
      await stage.returns();
    },
  },
];

/** @param {import("../harness/stage.js").Stage} stage @param {string} method @param {...unknown} args */
function askAll(stage, method, ...args) {
  return Promise.all(NAMES.map((name) => stage.ask(name, method, ...args)));
}

/** @template Result @param {number} count @param {number} each milliseconds between two @param {() => Promise<Result>} take */
async function sample(count, each, take) {
  const all = /** @type {Result[]} */ ([]);
  for (let number = 0; number < count; number++) {
    all.push(await take());
    await pause(each);
  }
  return all;
}

/** @param {readonly number[]} numbers */
function spreadOf(numbers) {
  return Math.max(...numbers) - Math.min(...numbers);
}

/** @param {readonly number[]} numbers @param {number} share */
function shareOf(numbers, share) {
  return (
    numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? Number.NaN
  );
}

/** @param {string} name @param {string} about @param {object} options */
function kill(name, about, options) {
  return {
    name,
    about,
    run: async (/** @type {import("../harness/stage.js").Stage} */ stage) => {
      await open(stage, NAMES);
      await stage.leave("bob", true);
      for (let round = 1; round <= 4; round++) {
        await stage.mark(["bob"]);
        // Its values go on where no earlier life of it can have been.
        await startAgain(stage, { ...options, count: round * 1_000_000 });
        if (round < 4) await stage.leave("bob");
      }
      await stage.returns();
    },
  };
}

/** Bob comes to life, and everything works again. @param {import("../harness/stage.js").Stage} stage @param {object} options */
async function startAgain(stage, options) {
  await stage.start("bob", options);
  await stage.aim("bob", ["ada", "cy"]);
  await stage.pace(20, "bob");
  await stage.working();
}

/** @param {string} name @param {number} seconds */
function freeze(name, seconds) {
  return {
    name,
    about: `a program is frozen for ${seconds} s while it is sent ${FLOOD} signals/s`,
    run: async (/** @type {import("../harness/stage.js").Stage} */ stage) => {
      await open(stage, NAMES);
      await stage.pace(FLOOD, "ada");
      stage.actor("bob").program.signal("SIGSTOP");
      await pause(seconds * 1000);
      await stage.mark(["bob"]);
      stage.actor("bob").program.signal("SIGCONT");
      await stage.returns();
    },
  };
}

const DAY = 24 * 60 * 60 * 1000;
