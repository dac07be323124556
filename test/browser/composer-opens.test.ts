import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { settle, Theatre } from "./composer-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
});

const theatreOf = async (options = {}): Promise<Theatre> => Theatre.open(browser, await freePort(), options);

test.each(["light", "dark"] as const)(
  "a page for which nobody chose a look is %s where the system is",
  async (colorScheme) => {
    const { page } = await (await theatreOf()).page({ colorScheme });
    const look = (): Promise<string | null> => page.locator("html").getAttribute("data-theme");
    await expect.poll(look, { timeout: PATIENCE }).toBe(colorScheme);
    const other = colorScheme === "light" ? "dark" : "light";
    await page.emulateMedia({ colorScheme: other });
    await expect.poll(look, { timeout: PATIENCE }).toBe(other);
  },
);

test("the button for the look changes what is seen at its first press, and what was chosen stays", async () => {
  const { page } = await (await theatreOf()).page({ colorScheme: "dark" });
  const look = (): Promise<string | null> => page.locator("html").getAttribute("data-theme");
  await page.getByRole("button", { name: "Change to the light look" }).click();
  await expect.poll(look, { timeout: PATIENCE }).toBe("light");
  await page.reload();
  await page.getByRole("button", { name: "Change to the contrast look" }).waitFor();
  expect(await look()).toBe("light");
});

test("over a slow link a page says what it waits for before its styles and scripts have come", async () => {
  const theatre = await theatreOf();
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  let pass = (): void => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  await page.route(/\.(css|js)$/, async (route) => {
    await passed;
    await route.continue();
  });
  await page.goto(theatre.gateway.links()[0]?.url ?? "", { waitUntil: "commit" });
  await page.getByText("The page is on its way").waitFor();
  const drawn = (): Promise<number> =>
    page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length);
  await expect.poll(drawn, { timeout: PATIENCE }).toBe(1);
  pass();
  await page.getByRole("button", { name: "Matrix" }).waitFor({ timeout: PATIENCE });
  expect(await page.locator(".coming").count()).toBe(0);
});

test("a page without the token says what to do", async () => {
  const theatre = await theatreOf({ host: "0.0.0.0" });
  const { port } = theatre.gateway;
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.getByText("open the whole link").waitFor();
});

test("on a phone scope, recorder, event log and messages are opened and left by the bar below", async () => {
  const { page } = await (await theatreOf()).page({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const tab = (name: string) => page.getByRole("navigation", { name: "Views" }).getByRole("button", { name });
  for (const [name, drawer] of [
    ["Scope", "scope"],
    ["Recorder", "recorder"],
    ["Event log", "log"],
    ["Messages", "messages"],
  ] as const) {
    await tab("More").click();
    await page.getByRole("dialog", { name: "More" }).getByRole("button", { name }).click();
    await page.getByRole("region", { name: drawer, exact: true }).waitFor();
    await tab("List").click();
    await page.getByRole("region", { name: drawer, exact: true }).waitFor({ state: "detached" });
  }
});

test("the panel is as wide as it is dragged, also by keys, and on the next visit", async () => {
  const { page } = await (await theatreOf()).page();
  const panel = page.getByRole("complementary", { name: "Controls" });
  const edge = page.getByRole("separator", { name: "Width of the panel" });
  const width = async (): Promise<number> => Math.round((await panel.boundingBox())?.width ?? 0);
  const box = await edge.boundingBox();
  if (box === null) throw new Error("the edge of the panel is not there");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(1280 - 500, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width, { timeout: PATIENCE }).toBe(500);
  await edge.press("ArrowRight");
  await expect.poll(width, { timeout: PATIENCE }).toBe(484);
  await page.reload();
  await edge.waitFor();
  await expect.poll(width, { timeout: PATIENCE }).toBe(484);
  await edge.dblclick();
  await expect.poll(width, { timeout: PATIENCE }).toBe(348);
});

test("what is in the middle of the graph stays there when a drawer opens, and the small map comes when something is out of sight", async () => {
  const theatre = await theatreOf();
  await theatre.stage.node("lamp", (node) => void node.float("level", 0, { access: "rws", min: 0, max: 1 }));
  const page = await theatre.page();
  const map = page.page.locator(".svelte-flow__minimap");
  await settle(page.node("lamp"));
  expect(await map.count()).toBe(0);
  // A hand that lies on the graph ends its moving by itself.
  await page.page.mouse.click(30, 300);
  const graph = page.page.locator(".graph");
  const aside = async (): Promise<number> => {
    const [all, node] = [await graph.boundingBox(), await page.node("lamp").boundingBox()];
    if (all === null || node === null) return Number.NaN;
    return Math.round(node.y + node.height / 2 - all.y - all.height / 2);
  };
  const [before, full] = [await aside(), (await graph.boundingBox())?.height ?? 0];
  await page.press("l");
  await expect.poll(async () => ((await graph.boundingBox())?.height ?? full) < full, { timeout: PATIENCE }).toBe(true);
  await expect.poll(async () => Math.abs((await aside()) - before), { timeout: PATIENCE }).toBeLessThanOrEqual(1);
  await page.drag(graph, [0.3, 0.2], [0.95, 0.9]);
  await page.drag(graph, [0.3, 0.2], [0.95, 0.9]);
  await expect.poll(() => map.count(), { timeout: PATIENCE }).toBe(1);
});

test("what is typed into a search before its field has come stands in it, and is no command", async () => {
  const { page } = await (await theatreOf()).page();
  let pass = (): void => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  await page.route(/palette-[^/]*\.js$/, async (route) => {
    await passed;
    await route.continue();
  });
  await page.reload();
  await page.getByRole("button", { name: "Search" }).first().waitFor();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("levem");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("l");
  pass();
  await expect.poll(() => page.getByRole("combobox").inputValue(), { timeout: PATIENCE }).toBe("level");
  await page.keyboard.press("Escape");
  await page.getByRole("combobox").waitFor({ state: "detached" });
});

test("Enter that is typed before the palette has come takes what it would have taken, and answers the question after it", async () => {
  const { page } = await (await theatreOf()).page();
  let pass = (): void => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  await page.route(/palette-[^/]*\.js$/, async (route) => {
    await passed;
    await route.continue();
  });
  await page.reload();
  await page.getByRole("button", { name: "Search" }).first().waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("search nod");
  await page.keyboard.press("Enter");
  await page.keyboard.type("level");
  pass();
  await expect.poll(() => page.getByRole("combobox").inputValue(), { timeout: PATIENCE }).toBe("level");
  expect(await page.getByRole("combobox").getAttribute("placeholder")).toBe("Search nodes and parameters");
  await page.keyboard.press("Escape");
  await page.getByRole("combobox").waitFor({ state: "detached" });
});
