import type { Browser } from "playwright-core";
import { onTestFinished } from "vitest";
import { readShow, ShowNode } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { Theatre } from "./composer-page.ts";

/** A show of four cues and three scenes, which moves two lamps. */
const HARBOUR = {
  zocp: 1,
  title: "The Harbour",
  scenes: {
    dusk: { values: { "lamp/level": 0.2, "lamp/colour": [1, 0.4, 0.1] }, over: 3 },
    tea: { values: { "house/level": 0.8 }, note: "the break" },
    blackout: { values: { "lamp/level": 0, "house/level": 0 } },
  },
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "house/level": 0, "lamp/level": 0.25 } },
    {
      id: "b",
      cue: "1.5",
      name: "Dusk",
      scene: "dusk",
      values: { "cam@foyer/pan": 1 },
      over: 60,
      follow: { end: 0 },
      note: "after the horn",
    },
    { id: "c", cue: "2", name: "Storm", values: { "lamp/level": 1, "house/level": 0.5 }, flags: ["block"] },
    { id: "d", cue: "3", name: "Night", values: { "lamp/level": 0.1 }, over: 4 },
  ],
};

/** A show that is played on a network, and a page that looks at it. */
export async function openShow(
  browser: Browser,
  { file = HARBOUR, ...options }: { readonly file?: object } & Parameters<Theatre["page"]>[0] = {},
) {
  const theatre = await Theatre.open(browser, await freePort());
  const lit = (name: string) =>
    theatre.stage.node(name, (node) => {
      node.float("level", 0, { access: "rws", min: 0, max: 1 });
      node.vec3f("colour", [0, 0, 0], { access: "rws" });
    });
  const [lamp, house] = [await lit("lamp"), await lit("house")];
  let played: ShowNode | undefined;
  await theatre.stage.node("show", (node) => {
    played = ShowNode.from(node, readShow(JSON.stringify(file)));
  });
  if (played === undefined) throw new Error("there is no show");
  const show = played;
  onTestFinished(() => show.stop());
  await show.start();
  const page = await theatre.page(options);
  const view = page.page.getByRole("region", { name: "Show show" });
  /** Key 4 opens the view. */
  const open = async () => {
    await page.node("lamp").waitFor();
    await page.press("4");
    await view.getByRole("heading", { name: "The Harbour" }).waitFor();
  };
  return { theatre, lamp, house, show, page, view, open };
}
