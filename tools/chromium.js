import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { win32 } from "node:path";
import { carriedChromium } from "./carried-chromium.js";

/**
 * What Playwright is told to start the browser that the tests drive: the one that is named, else the one that npm brings, else one
 * of this machine. Throws a sentence that says what to install when there is none.
 */
export function launchOptions({ environment = process.env, carried = carriedChromium, find = findChromium } = {}) {
  const named = environment.ZOCP_CHROMIUM;
  const brought = named === undefined ? carried() : undefined;
  const executablePath = named ?? brought?.executablePath ?? find();
  if (executablePath === undefined) throw new Error(MISSING);
  // In a container Chromium's own sandbox has no rights; the tests load nothing but pages of ours.
  return { executablePath, args: ["--no-sandbox"], env: { ...environment, ...brought?.env } };
}

/** A browser that this machine has; undefined when there is none. */
export function findChromium({ environment = process.env, exists = existsSync } = {}) {
  return environment.ZOCP_CHROMIUM ?? placesOn(environment).find((place) => exists(place));
}

/**
 * Unpacks the browser that npm brings. Where there is none, and none of the machine's, installs Debian's package if it may, or
 * says in one sentence what to install. What it needs to know of the machine can be handed in, for a test.
 */
export function ensureChromium({ find = findAny, mayInstall = isDebianRoot() } = {}) {
  if (find() !== undefined) return;
  if (mayInstall) install();
  if (find() === undefined) throw new Error(MISSING);
}

function findAny() {
  return process.env.ZOCP_CHROMIUM ?? carriedChromium()?.executablePath ?? findChromium();
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

/**
 * Where Chrome, Chromium and Edge are: the folders of Windows are told by its environment.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function placesOn({ ProgramFiles, "ProgramFiles(x86)": older, LOCALAPPDATA }) {
  const folders = [ProgramFiles, older, LOCALAPPDATA].filter((folder) => folder !== undefined);
  return [...PLACES, ...folders.flatMap((folder) => ON_WINDOWS.map((place) => win32.join(folder, place)))];
}

export const MISSING =
  "no browser: install Chrome, Chromium (Debian's package chromium) or Edge, or name one in ZOCP_CHROMIUM";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/usr/bin/microsoft-edge",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const ON_WINDOWS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];
