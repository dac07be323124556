import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";

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
