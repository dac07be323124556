import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { readShow, ShowNode } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// A dashboard on its own page, as whoever performs has it.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const SHOW = {
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

const PHONE = { viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true };

async function opened(options: Parameters<Theatre["page"]>[0] = {}, file: object = SHOW) {
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
  const url = `${theatre.gateway.links()[0]?.url}#dashboard=stage`;
  const page = await theatre.page({ ...PHONE, url, ...options });
  const tile = (name: string) => page.page.locator(`[data-address="lamp/${name}"]`);
  return { theatre, lamp, show, page, tile, sets };
}

test("the link of a dashboard shows what is on it and nothing else: no graph, no wires, no other parameter", async () => {
  const { page } = await opened();
  const front = page.page.getByRole("slider", { name: "Front" });
  await front.waitFor();
  expect(await front.getAttribute("aria-valuenow")).toBe("0.5");
  await page.page.getByText("cam is not here").waitFor();
  await page.page.getByText("mic").waitFor({ state: "detached" });
  expect(await page.page.locator(".svelte-flow, .matrix, .panel, nav").count()).toBe(0);
  expect(await page.page.title()).toBe("stage");
  const [head, body] = [await page.page.locator("header").boundingBox(), await front.boundingBox()];
  expect(head?.y).toBe(0);
  expect(body?.y).toBeGreaterThanOrEqual(head?.height ?? 0);
  await expect.poll(() => page.page.getByRole("meter", { name: "loudness" }).getAttribute("aria-valuenow")).toBe("-12");
});

test("the page of the composer and that of a dashboard have the styles of their own", async () => {
  const { theatre } = await opened();
  const page = await theatre.page();
  await page.node("lamp").waitFor();
  const top = await page.page.locator(".top").boundingBox();
  expect(top?.height).toBeLessThan(60);
});

test("one finger moves a fader while another one scrolls, and a third presses GO; nothing else moves", async () => {
  const { page, tile, sets, show, lamp } = await opened();
  await settle(tile("level"));
  await page.page.locator("[data-cue=go]").getByText("House out").waitFor();
  const touch = await hands(page);
  const [x, y] = await placeIn(tile("level"), [0.4, 0.5]);
  const scrolled = () => page.page.evaluate<number>('document.querySelector(".board").scrollTop');
  await touch("touchStart", { id: 0, x, y });
  for (let step = 1; step <= 5; step += 1) await touch("touchMove", { id: 0, x: x + step * 8, y });
  await until(() => lamp.parameter("level").value !== 0.5, "the fader moves");
  // The other finger begins where a button is, and scrolls.
  const [bx, by] = await placeIn(tile("smoke"), [0.5, 0.5]);
  const thumb = (step: number) => ({ id: 0, x: x + 40 + step, y });
  await touch("touchStart", thumb(0), { id: 1, x: bx, y: by });
  for (let step = 1; step <= 10; step += 1) await touch("touchMove", thumb(step), { id: 1, x: bx, y: by - step * 6 });
  await expect.poll(scrolled).toBeGreaterThan(20);
  await touch("touchEnd", { id: 1, x: bx, y: by - 60 });
  expect(Number(lamp.parameter("level").value)).toBeGreaterThan(0.5);
  const [gx, gy] = await placeIn(page.page.locator("[data-cue=go]"), [0.5, 0.5]);
  await touch("touchStart", thumb(10), { id: 2, x: gx, y: gy });
  await touch("touchEnd", { id: 2, x: gx, y: gy });
  await until(() => show.state.active === "a", "GO");
  await touch("touchEnd", thumb(10));
  await page.page.waitForTimeout(500);
  expect(sets.filter((one) => !one.startsWith("level "))).toEqual([]);
});

/** Tells the browser of fingers, each by its id. */
async function hands({ context, page }: ComposerPage) {
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
