import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, settle, Theatre } from "./composer-page.ts";

// A control for everything, and none that misleads.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

async function stage(prepare: (node: ZocpNode) => void) {
  const theatre = await Theatre.open(browser, await freePort());
  const node = await theatre.stage.node("desk", prepare);
  const page = await theatre.page();
  await page.node("desk").waitFor();
  await page.select("desk");
  return { theatre, node, page };
}

async function type(page: ComposerPage, label: string, text: string): Promise<void> {
  await page.page.locator(`input[aria-label="${label}"]`).click();
  await page.page.keyboard.type(text);
  await page.press("Enter");
}

test("a pad without a range stays as it is under the hand, grows when it is let go at its edge, and can be chosen", async () => {
  const { node, page } = await stage((one) => void one.vec2f("place", [0.5, 0.5], { access: "rw" }));
  const x = (): number => (node.parameter("place").value as readonly number[])[0] ?? 0;
  const pad = page.page.locator(".pad");
  const span = page.page.locator(".span");
  await span.getByText("0 … 1 × 0 … 1").waitFor();
  await page.drag(pad, [0.5, 0.5], [1.2, 0.5]);
  await until(() => x() === 1, "its edge");
  await span.getByText("0 … 2 × 0 … 1").waitFor();
  await page.drag(pad, [0.5, 0.5], [0.75, 0.5]);
  await until(() => x() > 1.3, "further than before");
  await span.getByText("0 … 2 × 0 … 1").waitFor();
  await page.button("desk/place: show more").click();
  await span.getByText("0 … 4 × 0 … 2").waitFor();
  await page.page.reload();
  await page.select("desk");
  await span.getByText("0 … 4 × 0 … 2").waitFor();
});

test("every type has its control: choices, own types, hex colours, events that are no switch", async () => {
  const { theatre, node, page } = await stage((one) => {
    const register = (name: string, typeHint: string, value: string | readonly number[], more: object = {}): void =>
      void one.register(name, { typeHint, value, access: "rws", ...more });
    register("mode", "string", "slow", { extra: { choices: ["slow", "fast"] } });
    register("matrix", "mine", [1, 2, 3, 4, 5]);
    one.string("hue", "#f80", { access: "rws" });
    one.string("goto", "1", { access: "rwes", event: true });
    one.float("pan", 0, { access: "rws", min: -1, max: 1 });
    one.float("gain", 0.25, { access: "rws" });
  });
  await page.page.locator('select[aria-label="desk/mode"]').selectOption({ label: "fast" });
  await until(() => node.parameter("mode").value === "fast", "a choice");
  await type(page, "desk/matrix", "[1, 2]");
  await until(() => JSON.stringify(node.parameter("matrix").value) === "[1,2]", "a value of a type of its own");
  await type(page, "desk/gain", "*2");
  await until(() => node.parameter("gain").value === 0.5, "twice as much");
  expect(await page.page.locator('input[type="color"][aria-label="desk/hue"]').inputValue()).toBe("#ff8800");
  const got: unknown[] = [];
  const listener = await theatre.stage.node(
    "listener",
    (one) => void one.string("in", "", { access: "rws", event: true }),
  );
  await listener.connect("desk/goto", "listener/in", { timeout: PATIENCE });
  listener.on("signal", ({ value }) => got.push(value));
  await type(page, "desk/goto", "7");
  await page.button("Send again").click();
  await until(() => got.length === 2, "an event, twice");
  expect(got).toEqual(["7", "7"]);
  // In the middle of -1 to 1 nothing is filled.
  const width = await page
    .fader("desk/pan")
    .locator(".fill")
    .evaluate((one) => (one as unknown as { clientWidth: number }).clientWidth);
  expect(width).toBe(0);
});

test("a switch drives a number, and one component of several does", async () => {
  const { theatre, node, page } = await stage((one) => {
    one.bool("lit", false, { access: "rwe" });
    one.vec2f("spot", [0.5, 0.25], { access: "rwe" });
  });
  const lamp = await theatre.stage.node("lamp", (one) => {
    one.float("level", 0, { access: "rws" });
    one.float("size", 0, { access: "rws" });
  });
  await page.node("lamp").waitFor();
  for (const [from, to] of [
    ["desk/lit", "lamp/level"],
    ["desk/spot", "lamp/size"],
  ] as const) {
    await settle(page.node("lamp"));
    await page.pull(page.emitter(from), page.sensor(to));
    await page.page.mouse.up();
    await page.wire(from, to).waitFor({ state: "attached" });
  }
  node.set("lit", true);
  await until(() => lamp.parameter("level").value === 1 && lamp.parameter("size").value === 0.5, "both arrive");
});

test("who is here and has nothing to patch is named, and another page is one", async () => {
  const { theatre, page } = await stage((one) => void one.float("level", 0, { access: "rws" }));
  await theatre.stage.node("bare");
  const other = await theatre.page();
  await other.node("desk").waitFor();
  await page.press("Escape");
  const company = page.page.getByRole("region", { name: "Also here" });
  await company.getByText("bare").waitFor({ timeout: PATIENCE });
  await company.getByText("no parameters").waitFor();
  await company.getByText("another page").waitFor();
  await page.page.locator(".foot").getByText("1 other page, 1 without parameters").waitFor();
  await other.context.close();
  await page.page.locator(".foot").getByText("1 without parameters", { exact: true }).waitFor({ timeout: PATIENCE });
});

test("a node of 200 parameters is folded to what has a wire and says how many more; the show opens so that it can be read", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  await theatre.stage.node("wall", (node) => {
    for (let number = 1; number <= 200; number += 1) node.float(`pixel-${number}`, 0, { access: "rws" });
  });
  const page = await theatre.page();
  await settle(page.node("wall"));
  expect(await page.node("wall").locator(".row").count()).toBe(12);
  const { height = 0 } = (await page.node("wall").boundingBox()) ?? {};
  expect(height).toBeGreaterThan(200);
  expect(height).toBeLessThan(800);
  await page.button("+188 more").click();
  await expect.poll(() => page.node("wall").locator(".row").count(), { timeout: PATIENCE }).toBe(200);
  await page.press("f");
  await settle(page.node("wall"));
  expect((await page.node("wall").boundingBox())?.width).toBeGreaterThan(50);
});

test("a place survives a restart of the node while no page is open", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const lamp = (node: ZocpNode): void => void node.float("level", 0, { access: "rws" });
  const first = await theatre.stage.node("lamp", lamp);
  const page = await theatre.page();
  await settle(page.node("lamp"));
  await page.node("lamp").focus();
  await page.press("Enter", "Shift+ArrowRight", "Shift+ArrowDown");
  const told = (node: ZocpNode): string => JSON.stringify(node.metadata.get("_zne_position"));
  await until(() => told(first) === "[40,40]", "it keeps it");
  const kept = () => page.page.evaluate('localStorage.getItem("zocp-composer-places") ?? ""');
  await expect.poll(kept, { timeout: PATIENCE }).toContain('"y":40');
  await page.page.goto("about:blank");
  await first.stop();
  const second = await theatre.stage.node("lamp", lamp);
  await page.page.goto(theatre.gateway.links()[0]?.url ?? "");
  await until(() => second.metadata.has("_zne_position"), "it has it again");
  expect(told(second)).toBe("[40,40]");
});

test("a name hides no value and does not turn the writing around; a slow page and one without a token say so", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  await theatre.stage.node("lamp\u202Egnp", (node) => {
    node.float("a-name-that-is-so-long-that-it-would-fill-the-whole-row", 0.12345, { access: "rws" });
  });
  const page = await theatre.page();
  const value = page.page.locator(".row .value");
  await value.waitFor();
  const [text, inside, whole] = await value.evaluate((element) => {
    const { textContent, clientWidth, scrollWidth } = element as unknown as {
      textContent: string;
      clientWidth: number;
      scrollWidth: number;
    };
    return [textContent, clientWidth, scrollWidth] as const;
  });
  expect(text).toBe("0.123…");
  expect(inside).toBeGreaterThanOrEqual(whole);
  await page.page.locator(".svelte-flow__node header b").getByText("lamp⟨U+202E⟩gnp").waitFor();
  const context = await browser.newContext();
  const slow = await context.newPage();
  // It waits for its programs for as long as this test is.
  await slow.route("**/*.js", () => {});
  await slow.goto(theatre.gateway.links()[0]?.url ?? "", { waitUntil: "commit" });
  await slow.getByText("The page is on its way").waitFor();
  const guarded = await theatre.stage.gateway({ allowNames: ["stage.example"], composer: `${ROOT}dist/composer` });
  const strange = await context.newPage();
  await strange.goto(`http://127.0.0.1:${guarded.port}/`);
  await strange.getByRole("heading", { name: "No way in yet" }).waitFor();
  await strange.getByText("open the whole link that zocp composer has printed").waitFor();
  await context.close();
});

test("in a compact panel a fader takes a line of 28 px, what is rarely pressed comes with the hand, and it is kept", async () => {
  const { node, page } = await stage((one) => {
    for (const name of ["level", "speed"]) one.float(name, 0.5, { min: 0, max: 1, access: "rwe" });
    one.bool("on", false, { access: "rw" });
  });
  const cards = page.page.locator(".panel .parameter");
  const height = async (index: number): Promise<number> => (await cards.nth(index).boundingBox())?.height ?? 0;
  await expect.poll(() => height(0), { timeout: PATIENCE }).toBeGreaterThan(50);
  await page.button("Compact controls").click();
  for (const index of [0, 1, 2]) await expect.poll(() => height(index), { timeout: PATIENCE }).toBe(28);
  const plug = page.page.getByRole("button", { name: "Connect desk/level" });
  await page.page.mouse.move(5, 5);
  await plug.waitFor({ state: "hidden" });
  await cards.first().hover();
  await plug.waitFor();
  expect(await height(0)).toBe(28);
  await page.drag(page.fader("desk/level"), [0.5, 0.5], [0.9, 0.5]);
  await until(() => (node.parameter("level").value as number) > 0.6, "it moves");
  await page.page.reload();
  await page.select("desk");
  await expect.poll(() => height(0), { timeout: PATIENCE }).toBe(28);
});
