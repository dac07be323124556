import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// What hands do on the page: what of it reaches a node, and what must not.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const unit = { min: 0, max: 1, step: 0.01 };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Every control there is, more than a phone has room for; `last` comes last. */
const desk = (node: ZocpNode): void => {
  node.float("level", 0.5, { ...unit, access: "rwe" });
  node.vec2f("spot", [0.123456789, 0.5], { ...{ min: 0, max: 1 }, access: "rw" });
  node.bool("lit", false, { access: "rw" });
  node.int("whole", 1_234_567, { access: "rw" });
  node.float("fine", 0.123456789, { access: "rw" });
  node.int("colour", 0xff8800, { access: "rw" });
  node.vec3f("tint", [0.123456, 0.5, 0.25], { ...{ min: 0, max: 1 }, access: "rw" });
  node.vec3f("place", [0.123456789, 1_234_567.125, 2], { access: "rw" });
  node.string("cue", "one", { access: "rw" });
  for (let more = 1; more <= 6; more += 1) node.float(`more-${more}`, 0.5, { ...unit, access: "rw" });
  node.float("last", 0, { ...unit, access: "rw" });
};

/** A page on a desk whose controls are open, and all that reaches the desk. */
async function deskOn(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const node = await theatre.stage.node("desk", desk);
  const page = await theatre.page(options);
  if (options.isMobile === true) await page.button(/^desk/).click();
  else await page.select("desk");
  await page.fader("desk/last").waitFor({ state: "attached" });
  const got: string[] = [];
  node.on("changed", ({ parameter, value }) => got.push(`${parameter} ${JSON.stringify(value)}`));
  return { theatre, node, page, got };
}

/** Messages arrive in their order: when this one is there, those before it are. */
async function mark({ page, node }: { page: ComposerPage; node: ZocpNode }): Promise<void> {
  const last = page.fader("desk/last");
  const key = node.parameter("last").value === 1 ? "Home" : "End";
  await last.focus();
  await page.press(key);
  await until(() => node.parameter("last").value === (key === "End" ? 1 : 0), "the mark arrives");
}

/** Brings something to the middle, clear of what sticks to the edges. */
async function bring(locator: Locator): Promise<void> {
  await locator.evaluate((element) =>
    (element as unknown as { scrollIntoView(how: object): void }).scrollIntoView({
      block: "center",
      behavior: "instant",
    }),
  );
  await settle(locator);
}

const unmarked = (got: readonly string[]): readonly string[] => got.filter((change) => !change.startsWith("last "));

function numbersOf(got: readonly string[], name: string): readonly number[] {
  return got.filter((change) => change.startsWith(`${name} `)).map((change) => Number(change.split(" ")[1]));
}

test("a swipe that begins on a control scrolls, a tap does nothing, on every control", async () => {
  const { page, node, got } = await deskOn(PHONE);
  const cards = page.page.locator(".cards");
  const top = (): Promise<number> =>
    cards.evaluate((element) => (element as unknown as { scrollTop: number }).scrollTop);
  const controls = [".track", ".pad", ".toggle", 'input[aria-label="desk/whole"]', 'input[type="color"]'];
  for (const selector of controls) {
    const control = page.page.locator(`.panel ${selector}`).first();
    await bring(control);
    const before = await top();
    // Far enough to be a swipe, and never out of the window.
    const far = 150 / ((await control.boundingBox())?.height ?? 150);
    const way = before > 60 ? 0.5 + far : 0.5 - far;
    // A page that has no time for a swipe does not scroll: that is no fault, but one that never does.
    const swiped = async (): Promise<number> => {
      await page.swipe(control, [0.7, 0.5], [0.7, way]);
      return top();
    };
    await expect.poll(swiped, { timeout: 60_000, interval: 1000, message: selector }).not.toBe(before);
  }
  for (const selector of [".track", ".pad"]) {
    const control = page.page.locator(`.panel ${selector}`).first();
    await bring(control);
    for (const [x, y] of [
      [0.9, 0.5],
      [0.1, 0.5],
      [0.1, 0.5],
    ] as const) {
      const box = await control.boundingBox();
      await page.page.touchscreen.tap((box?.x ?? 0) + x * (box?.width ?? 0), (box?.y ?? 0) + y * (box?.height ?? 0));
    }
  }
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
}, 300_000);

test("a finger moves a fader by as much as it moves; a second finger and a cancelled touch change nothing", async () => {
  const { page, node, got } = await deskOn(PHONE);
  const fader = page.fader("desk/level");
  await settle(fader);
  await page.swipe(fader, [0.9, 0.5], [0.7, 0.6]);
  await until(() => node.parameter("level").value !== 0.5, "it moves");
  // Each parameter leaves at a rate of its own, so the end of the drag may come after a mark; the second mark waits as long as it.
  await mark({ page, node });
  await mark({ page, node });
  const [first = 0, ...others] = numbersOf(got, "level");
  expect(first).toBeGreaterThan(0.3);
  expect(first).toBeLessThanOrEqual(0.5);
  expect([first, ...others]).toEqual([first, ...others].toSorted((a, b) => b - a));
  expect(others.at(-1) ?? first).toBeLessThan(0.45);
  expect(others.at(-1) ?? first).toBeGreaterThan(0.2);
  got.length = 0;
  const held = Number(node.parameter("level").value);
  await bring(fader);
  await page.swipe(fader, [0.5, 0.5], [0.5, 0.9], "touchCancel");
  const finger = await page.finger();
  const [x, y] = await placeIn(fader, [0.4, 0.5]);
  await finger("touchStart", [x, y]);
  await finger("touchStart", [x, y], [x + 60, y]);
  for (let step = 1; step <= 6; step += 1) await finger("touchMove", [x, y], [x + 60 + 10 * step, y]);
  await finger("touchEnd");
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
  expect(node.parameter("level").value).toBe(held);
});

test("clicks, double clicks and an unsteady mouse move nothing; a drag does, and is one step back", async () => {
  const { page, node, got } = await deskOn();
  const { mouse } = page.page;
  const fader = page.fader("desk/level");
  await settle(fader);
  for (const control of [fader, page.page.locator(".pad")]) {
    for (const place of [0.05, 0.5, 0.95]) {
      await mouse.click(...(await placeIn(control, [place, 0.5])));
      await mouse.dblclick(...(await placeIn(control, [place, 0.5])));
      if (control === fader) await page.press("Escape");
      const [x, y] = await placeIn(control, [place, 0.5]);
      await mouse.move(x, y);
      await mouse.down();
      await mouse.move(x + 2, y + 2);
      await mouse.move(x - 1, y + 1);
      await mouse.up();
    }
  }
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
  // A hand that rests in the middle of it is still the same hand.
  await bring(fader);
  const [x, y] = await placeIn(fader, [0.5, 0.5]);
  await mouse.move(x, y);
  await mouse.down();
  await mouse.move(x + 20, y, { steps: 4 });
  await until(() => node.parameter("level").value !== 0.5, "it moves");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await mouse.move(x + 50, y + 200, { steps: 4 });
  await mouse.up();
  await mark({ page, node });
  expect(numbersOf(got, "level").length).toBeGreaterThan(1);
  await page.press("Control+z", "Control+z");
  await until(() => node.parameter("level").value === 0.5, "two steps: the mark and the drag");
});

test("a double click, or a tap on the number, lets one type; what is typed is what arrives", async () => {
  const { page, node } = await deskOn();
  await settle(page.fader("desk/level"));
  await page.page.mouse.dblclick(...(await placeIn(page.fader("desk/level"), [0.9, 0.5])));
  const field = page.page.getByLabel("desk/level, value");
  await field.waitFor();
  expect(await field.inputValue()).toBe("0.5");
  await page.page.keyboard.type("0.123456");
  await page.press("Enter");
  await until(() => node.parameter("level").value === 0.123456, "what was typed");
  // The focus is where it was, so that keys go on from here.
  await expect.poll(() => page.page.evaluate("document.activeElement.dataset.fader")).toBe("desk\nlevel");
  expect(await page.fader("desk/level").getAttribute("aria-valuetext")).toBe("0.123456");
});

test("the wheel scrolls over every control, also one that has the focus; with Alt it steps", async () => {
  const { page, node, got } = await deskOn();
  const { mouse } = page.page;
  const field = page.page.locator('input[aria-label="desk/whole"]');
  for (const control of [page.fader("desk/level"), page.page.locator(".pad"), field]) {
    await bring(control);
    if (control !== field) await control.hover();
    else await control.click();
    await page.fader("desk/level").focus();
    await mouse.wheel(0, 40);
    await mouse.wheel(0, -40);
  }
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
  await bring(page.fader("desk/level"));
  await page.fader("desk/level").hover();
  await page.page.keyboard.down("Alt");
  await mouse.wheel(0, -40);
  await page.page.keyboard.up("Alt");
  await until(() => node.parameter("level").value === 0.51, "a step");
});

test("going through every control by Tab and Enter, and leaving the window, changes nothing", async () => {
  const { page, node, got } = await deskOn();
  const inputs = page.page.locator(".panel .parameter input:not([type=color])");
  const count = await inputs.count();
  expect(count).toBeGreaterThan(8);
  for (let index = 0; index < count; index += 1) {
    const input = inputs.nth(index);
    await input.click();
    await page.press("Enter", "Enter", "Tab");
    await input.focus();
    await page.press("ArrowLeft", "Enter", "Escape");
  }
  await page.button(/type a value for desk\/level/).click();
  await page.press("Enter");
  await page.button(/type a value for desk\/level/).click();
  await page.press("Tab");
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
});

test("numbers are shown in full or with a mark, and exactly where somebody is about to type", async () => {
  const { page } = await deskOn();
  const text = (label: string): Promise<string> => page.page.locator(`input[aria-label="desk/${label}"]`).inputValue();
  expect([await text("whole"), await text("colour")]).toEqual(["1234567", "16746496"]);
  expect([await text("fine"), await text("place x"), await text("place y")]).toEqual([
    "0.123…",
    "0.123…",
    "1234567.1…",
  ]);
  await page.page.locator('input[aria-label="desk/fine"]').focus();
  expect(await text("fine")).toBe("0.123456789");
  await page.page.locator('input[aria-label="desk/place y"]').focus();
  expect([await text("fine"), await text("place y")]).toEqual(["0.123…", "1234567.125"]);
});

test("half a number is not sent when the window loses the focus; it is when one goes on, and Escape gives it up", async () => {
  const { page, node, got } = await deskOn();
  const field = page.page.locator('input[aria-label="desk/fine"]');
  await field.click();
  await page.page.keyboard.type("7");
  // What a window does that loses the focus: its field loses it, and is still the active one.
  await field.evaluate((element) =>
    element.dispatchEvent(new (globalThis as unknown as { FocusEvent: typeof Event }).FocusEvent("blur")),
  );
  await page.page.keyboard.type("5");
  await page.press("Escape");
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
  await field.click();
  await page.page.keyboard.type("seven");
  await page.press("Enter");
  await page.page.getByText('"seven" is no number').waitFor();
  await page.page.keyboard.type("0,25");
  await page.press("Tab");
  await until(() => node.parameter("fine").value === 0.25, "what was typed");
  expect(unmarked(got)).toEqual(["fine 0.25"]);
});

test("a word that is still being chosen is not sent by the Enter that chooses it", async () => {
  const { page, node, got } = await deskOn();
  const field = page.page.locator('input[aria-label="desk/cue"]');
  await field.focus();
  const session = await page.context.newCDPSession(page.page);
  await session.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  await field.evaluate((element) =>
    element.dispatchEvent(
      new (globalThis as unknown as { KeyboardEvent: new (type: string, init: object) => Event }).KeyboardEvent(
        "keydown",
        {
          ...{ key: "Enter", isComposing: true, bubbles: true, cancelable: true },
        },
      ),
    ),
  );
  await session.send("Input.insertText", { text: "日本" });
  expect(got).toEqual([]);
  await page.press("Enter");
  await until(() => node.parameter("cue").value === "日本", "the chosen word");
  expect(unmarked(got)).toEqual(['cue "日本"']);
});

test("a key that is held presses a button once", async () => {
  const { page, node, got } = await deskOn();
  const { keyboard } = page.page;
  await page.page.locator(".toggle").focus();
  for (const key of ["Enter", "Space"]) {
    for (let times = 0; times < 5; times += 1) await keyboard.down(key);
    await keyboard.up(key);
  }
  // The second one waits for the first, and the mark for none of them.
  await until(() => got.includes("lit false"), "the second press arrives");
  await mark({ page, node });
  expect(unmarked(got)).toEqual(["lit true", "lit false"]);
  got.length = 0;
  await page.fader("desk/level").focus();
  await page.press("Control+ArrowUp", "Alt+ArrowUp", "Control+End");
  await mark({ page, node });
  expect(unmarked(got)).toEqual([]);
});

test("an event that is on or off is a button: each press is one, and none can be undone", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const got: string[] = [];
  await theatre.stage.node("show", (node) => {
    node.bool("go", false, { access: "rws", event: true });
    node.on("changed", ({ value, by }) => {
      got.push(`${by} ${value}`);
      if (value === true) node.parameter("go").set(false);
    });
  });
  const page = await theatre.page();
  await page.select("show");
  const go = page.page.locator(".trigger");
  await go.click();
  await until(() => got.includes("set true"), "the press");
  await page.press("Control+z");
  await go.focus();
  for (let times = 0; times < 3; times += 1) await page.page.keyboard.down("Enter");
  await until(() => got.filter((one) => one === "set true").length === 2, "the second press");
  await settle(go);
  expect(got).toEqual(["set true", "self false", "set true", "self false"]);
});

/** A desk with an emitter, and lamps that it can drive. */
async function patch(lamps: number) {
  const theatre = await Theatre.open(browser, await freePort());
  const from = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { ...unit, access: "rwe" }));
  const nodes: ZocpNode[] = [];
  for (let number = 1; number <= lamps; number += 1)
    nodes.push(
      await theatre.stage.node(`lamp-${number}`, (node) => void node.float("level", 0, { ...unit, access: "rws" })),
    );
  const page = await theatre.page();
  for (const name of ["desk", ...nodes.map(({ name: lamp }) => lamp)]) await page.node(name).waitFor();
  const wires = (): number => from.parameter("level").subscribers.filter(([, sensor]) => sensor !== null).length;
  return { theatre, page, desk: from, lamps: nodes, wires };
}

test("Enter that is held does not choose the other end of a wire, too", async () => {
  const { page, wires } = await patch(1);
  const { keyboard } = page.page;
  await page.press("c");
  await page.page.getByRole("combobox").waitFor();
  await keyboard.type("desk");
  for (let times = 0; times < 6; times += 1) await keyboard.down("Enter");
  await keyboard.up("Enter");
  await page.page.getByPlaceholder("Connect desk/level to which sensor?").waitFor();
  await page.press("Escape");
  expect(wires()).toBe(0);
});

test("a double click on what cuts and connects is one click", async () => {
  const { page, desk: from, wires } = await patch(3);
  for (const lamp of ["lamp-1", "lamp-2", "lamp-3"])
    await from.connect("desk/level", `${lamp}/level`, { timeout: PATIENCE });
  await page.select("desk");
  const cuts = page.button(/^Cut the wire to/);
  await expect.poll(() => cuts.count(), { timeout: PATIENCE }).toBe(3);
  await settle(cuts.first());
  const [x, y] = await placeIn(cuts.first(), [0.5, 0.5]);
  await page.page.mouse.click(x, y);
  await expect.poll(() => cuts.count(), { timeout: PATIENCE }).toBe(2);
  await page.page.mouse.move(x, y);
  await page.page.mouse.down({ clickCount: 2 });
  await page.page.mouse.up({ clickCount: 2 });
  await page.press("2");
  const cell = page.page.locator('[aria-label^="desk/level to lamp-1/level"]');
  await cell.dblclick();
  await expect.poll(() => cell.getAttribute("aria-selected"), { timeout: PATIENCE }).toBe("true");
  await until(() => wires() === 3, "as before");
});

test("a lasso is moved in one step and moved back in one; its wires are one card in the panel and none on the graph", async () => {
  const { page, desk: from, lamps } = await patch(3);
  for (const { name } of lamps) await from.connect("desk/level", `${name}/level`, { timeout: PATIENCE });
  await page.wire("desk/level", "lamp-3/level").waitFor({ state: "attached" });
  await settle(page.node("desk"));
  await page.press("f");
  await settle(page.node("desk"));
  const pane = await page.page.locator(".svelte-flow__pane").boundingBox();
  if (pane === null) throw new Error("no graph");
  const { mouse, keyboard } = page.page;
  await keyboard.down("Shift");
  await mouse.move(pane.x + 4, pane.y + 4);
  await mouse.down();
  await mouse.move(pane.x + pane.width - 6, pane.y + pane.height - 6, { steps: 5 });
  await mouse.up();
  await keyboard.up("Shift");
  await page.page.getByText("4 nodes, 3 wires").waitFor();
  expect(await page.page.locator(".graph .told").count()).toBe(0);
  expect([
    await page.page.locator(".panel .wires").count(),
    await page.page.locator(".panel .wire-card").count(),
  ]).toEqual([1, 0]);
  await page.drag(page.page.locator(".svelte-flow__selection-wrapper"), [0.5, 0.5], [0.6, 0.6]);
  await until(() => [from, ...lamps].every((node) => node.metadata.has("_zne_position")), "all are moved");
  await expect.poll(() => page.button("Undo").getAttribute("title")).toBe("Undo move 4 nodes");
  await page.press("Control+z");
  await page.page.getByText("undone: move 4 nodes").waitFor();
  expect(await page.button("Undo").isDisabled()).toBe(true);
});

test("the card of a wire lies at the pointer and above every node", async () => {
  const { page, desk: from, lamps } = await patch(1);
  await from.connect("desk/level", "lamp-1/level", { timeout: PATIENCE });
  const wire = page.wire("desk/level", "lamp-1/level");
  await wire.waitFor({ state: "attached" });
  await settle(page.node("lamp-1"));
  // The lamp stands where the card will be.
  const [x, y] = await placeIn(wire.locator(".reach"), [0.5, 0.5]);
  const card = page.page.locator(".told");
  await page.page.mouse.move(x, y);
  await card.waitFor();
  const box = await card.boundingBox();
  if (box === null) throw new Error("no card");
  expect([Math.abs(box.x - x) < 40, Math.abs(box.y - y) < 40]).toEqual([true, true]);
  const inside = await card.evaluate(
    (element) => (element as unknown as { closest(of: string): unknown }).closest(".svelte-flow") !== null,
  );
  expect(inside).toBe(false);
  void lamps;
  const flow = `.svelte-flow__node[data-id="lamp-1"]`;
  const top = await page.page.evaluate(`(() => {
    const card = document.querySelector(".told");
    const node = document.querySelector(${JSON.stringify(flow)});
    const { left, top, width, height } = card.getBoundingClientRect();
    node.style.cssText += ";position:fixed;transform:none;left:0;top:0;width:4000px;height:4000px;z-index:2000";
    card.style.pointerEvents = "auto";
    return document.elementFromPoint(left + width / 2, top + height / 2).closest(".told") !== null;
  })()`);
  expect(top).toBe(true);
  await page.page.mouse.move(x, y + 300);
  await card.waitFor({ state: "detached" });
});

test("arrow keys move the selected node for every page, and undo moves it back", async () => {
  const { theatre, page, desk: node } = await patch(1);
  const other = await theatre.page();
  for (const one of [page, other]) await settle(one.node("desk"));
  const placeOn = (one: ComposerPage): Promise<string> =>
    one.node("desk").evaluate((element) => (element as unknown as { style: { transform: string } }).style.transform);
  const before = await placeOn(page);
  await page.node("desk").focus();
  await page.press("ArrowRight");
  expect(await placeOn(page)).toBe(before);
  await page.press("Enter", "ArrowRight", "ArrowRight", "Shift+ArrowDown");
  await until(() => node.metadata.has("_zne_position"), "the node keeps it");
  const after = await placeOn(page);
  expect(after).not.toBe(before);
  await expect.poll(() => placeOn(other), { timeout: PATIENCE }).toBe(after);
  await page.press("Control+z");
  await expect.poll(() => placeOn(other), { timeout: PATIENCE }).toBe(before);
  await expect.poll(() => placeOn(page), { timeout: PATIENCE }).toBe(before);
});

test("parameters as pyZOCP describes them have faders: a maximum alone begins at 0, percent goes to 100", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const node = await theatre.stage.node("old", (old) => {
    old.float("gain", 1, { max: 5, access: "rws" });
    old.percent("dim", 30, { access: "rws" });
    old.float("free", 1, { access: "rws" });
  });
  const page = await theatre.page();
  await page.node("old").waitFor();
  await page.select("old");
  const bounds = async (fader: Locator): Promise<readonly (string | null)[]> => [
    await fader.getAttribute("aria-valuemin"),
    await fader.getAttribute("aria-valuemax"),
  ];
  expect(await bounds(page.fader("old/gain"))).toEqual(["0", "5"]);
  expect(await bounds(page.fader("old/dim"))).toEqual(["0", "100"]);
  expect(await page.fader("old/free").count()).toBe(0);
  expect(await page.node("old").locator(".bar").count()).toBe(2);
  await page.drag(page.fader("old/dim"), [0.6, 0.5], [0.9, 0.5]);
  await until(() => Number(node.parameter("dim").value) > 80, "it is dragged");
  // It is only drawn so: what is typed is for the node to judge.
  await page.button(/type a value for old\/dim/).click();
  await page.page.keyboard.type("150");
  await page.press("Enter");
  await until(() => node.parameter("dim").value === 150, "it takes more");
});

test("while the gateway is gone every control rests and says why; nothing of it comes later, and the present is back", async () => {
  const { theatre, page, node, got } = await deskOn();
  const httpPort = theatre.gateway.port;
  const fader = page.fader("desk/level");
  await settle(fader);
  await mark({ page, node });
  await bring(fader);
  const [x, y] = await placeIn(fader, [0.5, 0.5]);
  await page.page.mouse.move(x, y);
  await page.page.mouse.down();
  await page.page.mouse.move(x + 12, y, { steps: 3 });
  await until(() => node.parameter("level").value !== 0.5, "the drag has begun");
  await theatre.gateway.stop();
  await page.page.locator(".banner").getByText("The gateway is gone").waitFor();
  await expect.poll(() => fader.getAttribute("aria-disabled")).toBe("true");
  const shown = await fader.getAttribute("aria-valuenow");
  const before = got.length;
  await page.page.mouse.move(x + 60, y, { steps: 3 });
  await page.page.mouse.up();
  await page.drag(fader, [0.2, 0.5], [0.9, 0.5]);
  await fader.focus();
  await page.press("End", "ArrowUp", "Enter", "Control+z", "Delete");
  expect(await fader.getAttribute("aria-valuenow")).toBe(shown);
  expect(await page.page.locator(".fader").first().getAttribute("title")).toContain("the gateway is gone");
  expect(await page.page.locator(".toggle").isDisabled()).toBe(true);
  expect(await page.button("Undo").isDisabled()).toBe(true);
  expect(await page.page.locator('input[aria-label="desk/whole"]').getAttribute("readonly")).not.toBeNull();
  node.set("level", 0.125);
  await theatre.stage.gateway({ httpPort });
  await page.page.locator(".banner").getByText("The gateway is gone").waitFor({ state: "detached", timeout: 40_000 });
  await expect.poll(() => fader.getAttribute("aria-valuenow"), { timeout: 30_000 }).toBe("0.125");
  await expect.poll(() => fader.getAttribute("aria-disabled"), { timeout: 30_000 }).toBe("false");
  await mark({ page, node });
  expect(unmarked(got.slice(before))).toEqual(["level 0.125"]);
});

test("the controls of a node that left rest, and a drag on them ends", async () => {
  const { page, node } = await deskOn();
  const fader = page.fader("desk/level");
  await settle(fader);
  const [x, y] = await placeIn(fader, [0.5, 0.5]);
  await page.page.mouse.move(x, y);
  await page.page.mouse.down();
  await page.page.mouse.move(x + 12, y, { steps: 3 });
  await until(() => node.parameter("level").value !== 0.5, "the drag has begun");
  await node.stop();
  await expect.poll(() => fader.getAttribute("aria-disabled"), { timeout: PATIENCE }).toBe("true");
  const shown = await fader.getAttribute("aria-valuenow");
  await page.page.mouse.move(x + 70, y, { steps: 3 });
  await page.page.mouse.up();
  await fader.focus();
  await page.press("End");
  expect(await fader.getAttribute("aria-valuenow")).toBe(shown);
  expect(await page.page.locator(".fader").first().getAttribute("title")).toBe("desk is not here");
});

test("on a phone a finger that pans over a node does not move it", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const node = await theatre.stage.node("desk", (one) => void one.float("level", 0.5, { ...unit, access: "rwe" }));
  const page = await theatre.page(PHONE);
  await page.page.getByRole("button", { name: "Graph", exact: true }).first().click();
  await settle(page.node("desk"));
  const header = page.node("desk").locator("header");
  await page.swipe(header, [0.5, 0.5], [0.9, 3]);
  await header.click();
  await page.page.locator(".svelte-flow__node.selected").waitFor();
  expect(node.metadata.has("_zne_position")).toBe(false);
  await settle(page.node("desk"));
  await page.swipe(header, [0.5, 0.5], [0.9, 3]);
  await until(() => node.metadata.has("_zne_position"), "the selected one is moved");
});
