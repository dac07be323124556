import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAddress } from "../../../src/index.ts";
import { lookAt } from "../../../src/show.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

const SHOW = show({
  values: { "lamp/level": 0.1, "house/level": 0.9 },
  cues: [
    { id: "a", cue: "1", over: 2, values: { "lamp/level": 0.5 } },
    { id: "b", cue: "2", over: 1, wait: 0.5, values: { "house/level": 0.25 }, follow: { end: 0.25 } },
    { id: "c", cue: "3", over: 1, flags: ["only"], values: { "lamp/level": 1 } },
    { id: "d", cue: "4", values: { "house/level": 0 } },
    { id: "e", cue: "5", flags: ["block"], over: 3, values: { "lamp/level": 0.75 } },
  ],
});

const ACTS = ["go", "back", "1", "3", "5", "pause", "rate 4", "rate 1", "reassert", "dark", "light"] as const;

test("any order of GO, BACK, GOTO, pause, pace and blackout leaves the stage at the look of the active cue", async () => {
  const orders = fc.array(fc.tuple(fc.constantFrom(...ACTS), fc.integer({ min: 0, max: 30 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(orders, async (acts) => {
      const stage = new SimulatedStage();
      try {
        const nodes = new Map([
          ["lamp", await stage.lamp("lamp")],
          ["house", await stage.lamp("house")],
        ]);
        const { values } = SHOW;
        for (const [address, value] of values) {
          const { node, parameter } = parseAddress(address);
          nodes.get(node)?.set(parameter, value);
        }
        const dark = show({ scenes: { blackout: { values: { "lamp/level": 0 } } } }).scenes;
        const played = await stage.show({ ...SHOW, scenes: dark });
        for (const [act, tenths] of acts) {
          if (act === "go") await played.go();
          else if (act === "back") await played.back();
          else if (act === "pause") await played.pause();
          else if (act === "reassert") await played.reassert();
          else if (act.startsWith("rate")) await played.pace(Number(act.slice(5)));
          else if (act === "dark" || act === "light") await played.blackout(act === "dark");
          else await played.goto(act);
          await stage.wait(tenths / 10);
        }
        await played.resume();
        await played.blackout(false);
        await stage.wait(20);
        const { active } = played.state;
        for (const [address, value] of lookAt(SHOW, SHOW.cues, active).values) {
          const { node, parameter } = parseAddress(address);
          const one = nodes.get(node);
          expect([address, one && valueAt(one, parameter)]).toEqual([address, value]);
        }
      } finally {
        await stage.stop();
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);
