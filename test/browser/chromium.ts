import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Opens the browser of this machine. Throws a sentence that says what to install when there is none. */
export function openChromium(): Promise<Browser> {
  const given = process.env.ZOCP_CHROMIUM;
  const executablePath = given ?? PLACES.find(existsSync);
  if (executablePath === undefined)
    throw new Error("no browser: install Debian's package chromium, or name a Chrome or Chromium in ZOCP_CHROMIUM");
  // In a container Chromium's own sandbox has no rights; the tests load nothing but pages of ours.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
] as const;
