// Nobody may be suspected only because there is much to do.
import { now } from "../harness/clock.js";
import { stream } from "../harness/counter.js";
import { startZocp } from "./signals.js";

/** @type {import("../harness/row.js").Row} */
export const falseAlarms = {
  name: "false-alarms",
  runs: { smoke: 1, quick: 1, full: 1 },
  figures: [
    {
      row: "false alarms under full load",
      unit: "",
      value: (of) => of("load alarms"),
      target: { of: "value", atMost: 0 },
    },
    { row: "false alarms: how long it was looked for them", unit: "s", value: (of) => of("load time") },
  ],
  prepare: async (lab) => {
    const time = lab.soak ? SOAK : lab.choose({ smoke: 100, quick: 1000, full: 60_000 });
    // Two pairs, so that no core is idle.
    const pairs = [await startZocp(lab), await startZocp(lab)];
    return {
      load: async () => {
        const begin = now();
        const work = pairs.map(async ({ sender, receiver }) => {
          while (now() - begin < time)
            await stream(sender, receiver, lab.choose({ smoke: 1000, quick: 50_000, full: 200_000 }));
          return (await sender.ask.alarms()) + (await receiver.ask.alarms());
        });
        const [first = 0, second = 0] = await Promise.all(work);
        return { alarms: first + second, time: (now() - begin) / 1000 };
      },
    };
  },
};

const SOAK = 10 * 60 * 1000;
