import { existsSync } from "node:fs";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

import type { Gateway } from "../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../src/gateway/options.ts";
import { Stage } from "../gateway/stage.ts";
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

  wire(emitter: string, sensor: string): Locator {
    return this.page.locator(`[aria-label^="Wire from ${emitter} to ${sensor}"]`);
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
    // A show that comes up moves until its nodes have found their places.
    await settle(from);
    const [start, end] = [await middleOf(from), await middleOf(to)];
    await mouse.move(...start);
    await mouse.down();
    await mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, { steps: 4 });
    await mouse.move(...end, { steps: 4 });
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

async function middleOf(locator: Locator): Promise<[number, number]> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("it cannot be seen");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

const COMPOSER = `${ROOT}dist/composer`;
const PATIENCE = 12_000;
/** The browser itself reports each attempt to reach a gateway that is gone. */
const EXPECTED = /WebSocket connection|ERR_CONNECTION_REFUSED|favicon/;
