import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The browser of this machine that the tests drive; undefined when there is none. */
export function findChromium() {
  return process.env.ZOCP_CHROMIUM ?? PLACES.find((place) => existsSync(place));
}

/**
 * Installs Debian's package where there is no browser and it may; otherwise says in one sentence what to install. What it needs
 * to know of the machine can be handed in, for a test.
 */
export function ensureChromium({ find = findChromium, mayInstall = isDebianRoot() } = {}) {
  if (find() !== undefined) return;
  if (mayInstall) install();
  if (find() === undefined) throw new Error(MISSING);
}

function install() {
  console.log("there is no browser: installing Debian's package chromium");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const words of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]])
    spawnSync("apt-get", words, { stdio: "inherit", env });
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

export const MISSING = "no browser: install Debian's package chromium, or name a Chrome or Chromium in ZOCP_CHROMIUM";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
