import { type Browser, chromium } from "playwright-core";

import { findChromium, MISSING } from "../../tools/chromium.js";

/** Opens the browser of this machine. Throws a sentence that says what to install when there is none. */
export function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(MISSING);
  // In a container Chromium's own sandbox has no rights; the tests load nothing but pages of ours.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
