import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Composer } from "../../composer/model/composer.ts";
import { qrCode } from "../../src/cli/format/qr-code.ts";
import { dashboardHash } from "../../src/cli/show/dashboard-links.ts";
import { readShow, ShowNode } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { readCode } from "../cli/format/read-code.ts";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { placeIn, settle, Theatre } from "./composer-page.ts";
import { hands, openDashboard, PHONE, SHOW } from "./dashboard-page.ts";

// A dashboard on its own page, as whoever performs has it; and how it is made in the composer.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const opened = (options: Parameters<Theatre["page"]>[0] = {}, file: object = SHOW) =>
  openDashboard(browser, options, file);

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

test("in the composer a dashboard is made, controls are pinned, moved and named; it is in the file of the show, and can be undone", async () => {
  const { theatre, show } = await opened({}, { zocp: 1 });
  const page = await theatre.page();
  await page.node("lamp").waitFor();
  await page.press("5");
  const view = page.page.getByRole("region", { name: "Dashboards" });
  await view.getByText("No dashboard yet").waitFor();
  // Where it is kept is known when the show has told of its dashboards.
  await page.page.waitForTimeout(500);
  await view.getByRole("button", { name: "Make one" }).click();
  await view.getByText("In the show show").waitFor();
  await until(() => show.show.dashboards.has("Dashboard"), "it is in the show");
  const tiles = () => show.show.dashboards.get("Dashboard")?.tiles ?? [];
  await view.getByLabel("Find a parameter to pin").fill("lamp/level");
  await view.getByRole("button", { name: "lamp/level" }).click();
  await view.getByRole("button", { name: "GO or a cue" }).click();
  await until(() => tiles().length === 2, "both are pinned");
  expect(tiles()).toMatchObject([
    { kind: "fader", parameter: "lamp/level", at: [0, 0], size: [3, 1] },
    { kind: "cue", at: [3, 0], size: [2, 2] },
  ]);
  const cover = view.getByRole("button", { name: /^lamp\/level: column 1, row 1/ });
  await cover.focus();
  await page.press("ArrowDown", "ArrowDown", "Shift+ArrowRight");
  await until(() => tiles()[0]?.at[1] === 2 && tiles()[0]?.size[0] === 4, "the arrows move it");
  await page.drag(view.getByRole("button", { name: /^lamp\/level: column/ }), [0.5, 0.5], [0.5, 1.6]);
  await until(() => tiles()[0]?.at[1] === 3, "the mouse moves it");
  await view.getByRole("button", { name: /^lamp\/level: column/ }).click();
  await view.getByLabel("Name on it").fill("Front");
  await page.press("Enter", "Tab");
  await until(() => tiles()[0]?.label === "Front", "it has a name");
  await view.getByRole("button", { name: "Done" }).click();
  const front = view.getByRole("slider", { name: "Front" });
  await front.focus();
  await page.press("Home");
  await expect.poll(() => front.getAttribute("aria-valuenow")).toBe("0");
  await page.press("Control+z", "Control+z");
  await until(() => tiles()[0]?.label === undefined, "the name is undone");
  expect(await view.getByRole("link", { name: "Open alone" }).getAttribute("href")).toContain("#dashboard=Dashboard");
});

test("without a show a dashboard is kept in this browser, which is said; a show that comes can take it", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  await theatre.stage.node("lamp", (node) => {
    node.float("level", 0.5, { access: "rws", min: 0, max: 1 });
  });
  const page = await theatre.page();
  await page.node("lamp").waitFor();
  await page.select("lamp");
  await page.button("Pin lamp/level to the dashboard").click();
  await page.page.getByText("lamp/level is on the dashboard Dashboard, in this browser").waitFor();
  await page.press("5");
  const view = page.page.getByRole("region", { name: "Dashboards" });
  await view.getByText("Kept in this browser only").waitFor();
  await view.getByRole("slider", { name: "level" }).waitFor();
  let show: ShowNode | undefined;
  await theatre.stage.node("show", (node) => {
    show = ShowNode.from(node, readShow('{"zocp": 1}'));
  });
  onTestFinished(() => show?.stop());
  await show?.start();
  await view.getByRole("button", { name: "Keep it in the show show" }).click();
  await view.getByText("In the show show").waitFor();
  expect(show?.show.dashboards.get("Dashboard")?.tiles).toMatchObject([{ kind: "fader", parameter: "lamp/level" }]);
});

test("two people at one dashboard lose nothing of each other", async () => {
  const { theatre, show } = await opened();
  const pages = [await theatre.page(), await theatre.page()];
  for (const page of pages) {
    await page.node("lamp").waitFor();
    await page.press("5");
    await page.page.locator("[data-cue=go]").waitFor();
    await page.page
      .getByRole("region", { name: "Dashboards" })
      .getByRole("button", { name: "Edit", exact: true })
      .click();
  }
  await Promise.all(
    pages.map(async ({ page }, index) => {
      for (let each = 0; each < 4; each += 1)
        await page.getByRole("button", { name: index === 0 ? "GO or a cue" : "Heading", exact: true }).click();
    }),
  );
  const count = (kind: string) => show.show.dashboards.get("stage")?.tiles.filter((tile) => tile.kind === kind).length;
  await until(() => count("cue") === 6 && count("label") === 5, "all of both are there");
  for (const { page } of pages)
    await expect
      .poll(() => page.locator(".place").count(), { timeout: PATIENCE })
      .toBe(SHOW.dashboards.stage.tiles.length + 8);
});

test("a person opens a dashboard by the QR code of the terminal", async () => {
  const { theatre } = await opened();
  const link = `${theatre.gateway.links()[0]?.url}${dashboardHash("stage")}`;
  const read = readCode(qrCode(link, true), 0, 255);
  expect(read).toBe(link);
  const page = await theatre.page({ ...PHONE, url: read ?? "" });
  await page.page.getByRole("slider", { name: "Front" }).waitFor();
});

test("a tap, a double tap and a swipe up that begin on any control move nothing", async () => {
  const { page, tile, sets } = await opened();
  await settle(tile("level"));
  for (const name of ["level", "where"]) {
    const [x, y] = await placeIn(tile(name), [0.8, 0.4]);
    if (name === "level") for (let taps = 0; taps < 2; taps += 1) await page.page.touchscreen.tap(x, y);
  }
  for (const name of ["level", "flash", "smoke", "bang"]) await page.swipe(tile(name), [0.5, 0.5], [0.5, -0.9]);
  await page.page.waitForTimeout(600);
  expect(sets).toEqual([]);
});

test("a momentary button is on while a finger lies on it, a toggle changes once a tap, a trigger fires", async () => {
  const { page, tile, sets, lamp } = await opened();
  await settle(tile("flash"));
  const touch = await hands(page);
  const [x, y] = await placeIn(tile("flash"), [0.5, 0.5]);
  await touch("touchStart", { id: 0, x, y });
  await until(() => lamp.parameter("flash").value === true, "it is on");
  const [sx, sy] = await placeIn(tile("smoke"), [0.5, 0.5]);
  await touch("touchStart", { id: 1, x: sx, y: sy });
  await touch("touchEnd", { id: 1, x: sx, y: sy });
  await until(() => lamp.parameter("smoke").value === true, "another finger taps");
  expect(lamp.parameter("flash").value).toBe(true);
  await touch("touchEnd", { id: 0, x, y });
  await until(() => lamp.parameter("flash").value === false, "it is let go");
  await tile("bang").tap();
  await until(() => sets.includes("bang true"), "it fires");
  expect(sets.filter((one) => one.startsWith("smoke"))).toEqual(["smoke true"]);
});

test("what a wire drives rests and says so, and a link to look only moves nothing", async () => {
  const { theatre, page, tile, lamp } = await opened();
  const desk = await theatre.stage.node("desk", (node) => {
    node.float("fader", 0.2, { access: "rwe", min: 0, max: 1 });
  });
  await desk.waitFor("lamp");
  await desk.connect("desk/fader", "lamp/level");
  await page.page.getByText("driven by desk/fader").waitFor();
  const before = lamp.parameter("level").value;
  await page.swipe(tile("level"), [0.2, 0.5], [0.9, 0.5]);
  await page.page.waitForTimeout(400);
  expect(lamp.parameter("level").value).toBe(before);
  const gateway = await theatre.stage.gateway({ composer: "dist/composer", readOnly: true });
  const looking = await theatre.page({ ...PHONE, url: `${gateway.links()[0]?.url}#dashboard=stage` });
  await looking.page.getByText("Read only").waitFor();
  const smoke = looking.page.locator('[data-address="lamp/smoke"]');
  await settle(smoke);
  await looking.page.touchscreen.tap(...(await placeIn(smoke, [0.5, 0.5])));
  await looking.page.locator("[data-cue=go]").getByText("this link is read-only").waitFor();
  await looking.page.waitForTimeout(300);
  expect(lamp.parameter("smoke").value).toBe(false);
});

test("the hand of somebody else is seen on the tile that it moves; and by the link of a dashboard nothing is patched", async () => {
  const { theatre, page, lamp, show, url } = await opened();
  const other = await theatre.page({ ...PHONE, url });
  const fader = other.page.locator('[data-address="lamp/level"]');
  await settle(fader);
  const touch = await hands(other);
  const at = async (x: number) => {
    const [left, top] = await placeIn(fader, [x, 0.5]);
    return { id: 0, x: left, y: top };
  };
  await touch("touchStart", await at(0.4));
  let step = 0;
  const seen = page.page.locator('.tile:has([data-address="lamp/level"]) [aria-label$="moves it"]');
  await expect
    .poll(
      async () => {
        step = (step + 1) % 10;
        await touch("touchMove", await at(0.5 + step / 40));
        return seen.count();
      },
      { timeout: PATIENCE },
    )
    .toBe(1);
  await touch("touchEnd");
  await seen.waitFor({ state: "detached" });
  const refused = await page.page.evaluate(async () => {
    const { composer } = globalThis as unknown as { composer: Composer };
    composer.lock.become("edit");
    const { network, lock } = composer;
    const [remote, theShow] = ["lamp", "show"].map((name) => network.nodeOf(name)?.remote);
    const said = (asking: Promise<unknown> | undefined) => asking?.then(String, (error: Error) => error.message);
    return [
      lock.freedom,
      await said(remote?.set("_zne_position", [1, 2], { timeout: 500 })),
      await said(theShow?.call("show.edit", [0, [{ op: "title", title: "mine" }]], { timeout: 500 })),
      await said(network.node.connect("mic/loudness", "lamp/level", { timeout: 500 })),
    ];
  });
  expect(refused[0]).toBe("perform");
  for (const reason of refused.slice(1)) expect(reason).toMatch(/not|did not|no answer|within|may/);
  expect([lamp.metadata.has("_zne_position"), show.show.title]).toEqual([false, "The Harbour"]);
  expect(lamp.links.filter(({ state }) => state === "made")).toEqual([]);
});

test("a link to a dashboard that is not there says which there are", async () => {
  const { theatre } = await opened();
  const page = await theatre.page({ url: `${theatre.gateway.links()[0]?.url}#dashboard=nowhere` });
  await page.page.getByText("There is no dashboard nowhere").waitFor();
  await page.page.getByRole("link", { name: "stage" }).click();
  await page.page.getByRole("slider", { name: "Front" }).waitFor();
});

test.each([
  ["on a phone", PHONE],
  ["large", { viewport: { width: 1440, height: 900 }, hasTouch: false, isMobile: false }],
])("axe finds no serious fault on a dashboard, %s", async (_, options) => {
  const { page } = await opened({ ...options, reducedMotion: "reduce" });
  await page.page.locator("[data-cue=go]").getByText("House out").waitFor();
  for (const theme of ["dark", "light", "contrast"]) {
    await page.page.evaluate(`document.documentElement.dataset.theme = "${theme}"`);
    expect(await faults(page.page)).toEqual([]);
  }
});

test("axe finds no serious fault where a dashboard is edited", async () => {
  const { theatre } = await opened();
  const page = await theatre.page({ reducedMotion: "reduce" });
  await page.node("lamp").waitFor();
  await page.press("5");
  const view = page.page.getByRole("region", { name: "Dashboards" });
  await view.getByRole("button", { name: "Edit", exact: true }).click();
  await view.getByRole("button", { name: /^Front: column/ }).click();
  expect(await faults(page.page)).toEqual([]);
});
