import { type Browser, chromium } from "playwright-core";

import { launchOptions } from "../../tools/chromium.js";

/** Opens the browser that npm brings, or one of this machine. Throws a sentence that says what to install when there is none. */
export function openChromium(): Promise<Browser> {
  return chromium.launch(launchOptions());
}
