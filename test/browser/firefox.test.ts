import { expect, test } from "vitest";

import { Stage } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { Firefox, findFirefox } from "./firefox.ts";

const program = findFirefox();
if (program === undefined) console.warn("left out, because there is no Firefox here: the smoke test of the page in it");

/** What each key opens, and something that is seen there then. */
const VIEWS = [
  ["1", ".svelte-flow__node[data-id='lamp']"],
  ["2", ".matrix"],
  ["3", ".list"],
  ["4", "main[aria-label='show'] h2"],
] as const;

test.skipIf(program === undefined)(
  "every view of the composer shows itself in Firefox, and a wire carries",
  async () => {
    const stage = await Stage.open();
    const gateway = await stage.gateway({ composer: `${ROOT}dist/composer` });
    const desk = await stage.node("desk");
    const fader = desk.float("fader", 0, { access: "rwe", min: 0, max: 1 });
    const lamp = await stage.node("lamp");
    const level = lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
    await desk.connect("desk/fader", "lamp/level");

    await using firefox = await Firefox.open(program ?? "");
    await firefox.go(gateway.links()[0]?.url ?? "");
    const seen = (what: string) =>
      expect
        .poll(() => firefox.evaluate(`document.querySelector(${JSON.stringify(what)}) !== null`), {
          timeout: PATIENCE,
          message: what,
        })
        .toBe(true);
    await seen("[aria-label^='Wire from desk/fader to lamp/level']");
    for (const [key, what] of VIEWS) {
      await firefox.press(key);
      await seen(what);
    }
    fader.emit(0.5);
    await expect.poll(() => level.value, { timeout: PATIENCE }).toBe(0.5);
    expect(firefox.wrong).toEqual([]);
  },
);
