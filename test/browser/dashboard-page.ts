import type { Browser } from "playwright-core";
import { onTestFinished } from "vitest";

import { readShow, ShowNode } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { type ComposerPage, Theatre } from "./composer-page.ts";

export const SHOW = {
  zocp: 1,
  title: "The Harbour",
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "lamp/level": 0.25 } },
    { id: "b", cue: "2", name: "Dusk", values: { "lamp/level": 0.75 } },
  ],
  dashboards: {
    stage: {
      columns: 4,
      tiles: [
        { id: "front", kind: "fader", parameter: "lamp/level", label: "Front", at: [0, 0], size: [4, 1] },
        { id: "flash", kind: "momentary", parameter: "lamp/flash", at: [0, 1], size: [1, 1] },
        { id: "smoke", kind: "toggle", parameter: "lamp/smoke", at: [1, 1], size: [1, 1] },
        { id: "bang", kind: "trigger", parameter: "lamp/bang", at: [2, 1], size: [1, 1] },
        { id: "gone", kind: "fader", parameter: "cam/pan", at: [3, 1], size: [1, 1] },
        { id: "go", kind: "cue", at: [0, 2], size: [2, 2] },
        { id: "dusk", kind: "cue", cue: "b", at: [2, 2], size: [2, 1] },
        { id: "loud", kind: "meter", parameter: "mic/loudness", at: [2, 3], size: [2, 1] },
        { id: "where", kind: "pad", parameter: "lamp/where", at: [0, 4], size: [2, 3] },
        { id: "tint", kind: "colour", parameter: "lamp/tint", at: [2, 4], size: [2, 1] },
        { id: "say", kind: "text", parameter: "lamp/say", at: [2, 5], size: [2, 1] },
        { id: "end", kind: "label", label: "The end", at: [0, 9], size: [4, 1] },
      ],
    },
  },
};

export const PHONE = { viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true };

/** A show with a dashboard, and the page of that. */
export async function openDashboard(
  browser: Browser,
  options: Parameters<Theatre["page"]>[0] = {},
  file: object = SHOW,
) {
  const theatre = await Theatre.open(browser, await freePort());
  const sets: string[] = [];
  const lamp = await theatre.stage.node("lamp", (node) => {
    const level = node.float("level", 0.5, { access: "rws", min: 0, max: 1 });
    node.bool("flash", false, { access: "rws" });
    node.bool("smoke", false, { access: "rws" });
    node.bool("bang", false, { access: "rws", event: true });
    node.vec2f("where", [0.5, 0.5], { access: "rws", min: 0, max: 1 });
    node.vec3f("tint", [1, 0, 0], { access: "rws", min: 0, max: 1 });
    node.string("say", "hello", { access: "rws" });
    for (const path of ["level", "flash", "smoke", "bang", "where", "tint", "say"])
      node.parameter(path).on("changed", ({ value }) => sets.push(`${path} ${JSON.stringify(value)}`));
    void level;
  });
  await theatre.stage.node("mic", (node) => {
    node.float("loudness", -12, { access: "re", min: -60, max: 0, unit: "dB" });
  });
  let played: ShowNode | undefined;
  await theatre.stage.node("show", (node) => {
    played = ShowNode.from(node, readShow(JSON.stringify(file)));
  });
  if (played === undefined) throw new Error("there is no show");
  const show = played;
  onTestFinished(() => show.stop());
  await show.start();
  // As it is printed: by this link nothing can be patched.
  const url = `${theatre.gateway.performLinks()[0]?.url}#dashboard=stage`;
  const page = await theatre.page({ ...PHONE, url, ...options });
  const tile = (name: string) => page.page.locator(`[data-address="lamp/${name}"]`);
  return { theatre, lamp, show, page, tile, sets, url };
}

/** Tells the browser of fingers, each by its id. */
export async function hands({ context, page }: ComposerPage) {
  const session = await context.newCDPSession(page);
  return async (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: readonly Point[]): Promise<void> => {
    await session.send("Input.dispatchTouchEvent", { type, touchPoints: [...touchPoints] });
  };
}

interface Point {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}
