import { existsSync } from "node:fs";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

import type { Gateway } from "../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../src/gateway/options.ts";
import { Stage } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";

/** The composer behind a gateway, on a network of its own. */
export class Theatre {
  readonly stage: Stage;
  readonly gateway: Gateway;
  readonly #browser: Browser;

  private constructor(stage: Stage, gateway: Gateway, browser: Browser) {
    this.stage = stage;
    this.gateway = gateway;
    this.#browser = browser;
  }

  static async open(browser: Browser, beaconPort: number, options: GatewayOptions = {}): Promise<Theatre> {
    if (!existsSync(`${ROOT}dist/composer/index.html`)) throw new Error("the page is not built: npm run build");
    const stage = new Stage(beaconPort);
    return new Theatre(stage, await stage.gateway({ composer: COMPOSER, ...options }), browser);
  }

  /** Opens the page, as a browser that has never been there; what goes wrong in it fails the test. */
  async page({ url = this.gateway.links()[0]?.url ?? "", ...options }: PageOptions = {}): Promise<ComposerPage> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !EXPECTED.test(message.text())) wrong.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      expect(wrong).toEqual([]);
    });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    return new ComposerPage(page, context);
  }
}

type PageOptions = { readonly url?: string } & Parameters<Browser["newContext"]>[0];

/** What a person can find on the page. */
export class ComposerPage {
  readonly page: Page;
  readonly context: BrowserContext;

  constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.context = context;
  }

  node(name: string): Locator {
    return this.page.locator(`.svelte-flow__node[data-id="${name}"]`);
  }

  emitter(address: string): Locator {
    return this.page.locator(`[aria-label="emitter ${address}"]`);
  }

  sensor(address: string): Locator {
    return this.page.locator(`[aria-label="sensor ${address}"]`);
  }

  /** A wire that is not cut; one that was cut although a program wants it stays as a mark of that. */
  wire(emitter: string, sensor: string): Locator {
    return this.page.locator(`[aria-label^="Wire from ${emitter} to ${sensor}"]:not([aria-label*=", cut by "])`);
  }

  fader(address: string): Locator {
    return this.page.locator(`[role="slider"][aria-label="${address}"]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Opens the controls of a node. */
  async select(name: string): Promise<void> {
    await this.node(name).locator("header").click();
    await this.page.locator(`.card[aria-label="${name}"]`).waitFor();
  }

  /** Pulls a wire with the mouse, and lets go where it should end. */
  async pull(from: Locator, to: Locator): Promise<void> {
    const { mouse } = this.page;
    // A show that comes up moves until its nodes have found their positions.
    await settle(from);
    const [start, end] = [await middleOf(from), await middleOf(to)];
    await mouse.move(...start);
    await mouse.down();
    await mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, { steps: 4 });
    await mouse.move(...end, { steps: 4 });
  }

  /** Drags from one place of an element to another with the mouse; places are parts of its size. */
  async drag(on: Locator, from: Place, to: Place): Promise<void> {
    const { mouse } = this.page;
    await settle(on);
    await mouse.move(...(await placeIn(on, from)));
    await mouse.down();
    await mouse.move(...(await placeIn(on, to)), { steps: 6 });
    await mouse.up();
  }

  /** A finger that touches one place of an element, goes to another over those between, and lets go. */
  async swipe(on: Locator, from: Place, to: Place, end: "touchEnd" | "touchCancel" = "touchEnd"): Promise<void> {
    const finger = await this.finger();
    const [start, last] = [await placeIn(on, from), await placeIn(on, to)];
    await finger("touchStart", start);
    for (let step = 1; step <= 10; step += 1)
      await finger(
        "touchMove",
        [0, 1].map((at) => (start[at] ?? 0) + (((last[at] ?? 0) - (start[at] ?? 0)) * step) / 10),
      );
    await finger(end);
  }

  /** Tells the browser where the fingers of a hand are. */
  async finger(): Promise<(type: Touch, ...points: readonly (readonly number[])[]) => Promise<void>> {
    const session = await this.context.newCDPSession(this.page);
    return async (type, ...points) => {
      const touchPoints = points.map(([x = 0, y = 0], id) => ({ x, y, id }));
      await session.send("Input.dispatchTouchEvent", { type, touchPoints });
    };
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}

/** Waits until something has stayed where it is for a moment. */
export async function settle(locator: Locator): Promise<void> {
  await locator.waitFor();
  let before = "";
  let still = 0;
  for (let tries = 0; tries < 200 && still < 8; tries += 1) {
    const now = JSON.stringify(await locator.boundingBox());
    still = now === before ? still + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

function middleOf(locator: Locator): Promise<[number, number]> {
  return placeIn(locator, [0.5, 0.5]);
}

/** A place of an element, in pixels of the page. */
export async function placeIn(locator: Locator, [x, y]: Place): Promise<[number, number]> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("it cannot be seen");
  return [box.x + box.width * x, box.y + box.height * y];
}

/** Parts of an element's width and height. */
type Place = readonly [x: number, y: number];
type Touch = "touchStart" | "touchMove" | "touchEnd" | "touchCancel";

export const COMPOSER = `${ROOT}dist/composer`;
/** The browser itself reports each attempt to reach a gateway that is gone. */
const EXPECTED = /WebSocket connection|ERR_CONNECTION_REFUSED|favicon/;
