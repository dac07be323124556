import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import { joinMesh } from "../../src/browser/join.ts";
import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { Bench, type Running } from "./program.ts";

const PAGES = ["--serve", `${ROOT}examples/web`, "--http-port", "0"] as const;

/** The links that were printed as JSON. */
function linksOf(stdout: string): { url: string; readOnly: boolean }[] {
  return JSON.parse(stdout.split("\n")[0] ?? "").pages;
}

test("composer prints a link for this machine only, and a page behind it sees the demo", async () => {
  await using bench = await Bench.open();
  const composer = bench.start("composer", "--demo", "--json", ...PAGES);
  await composer.event("ready");
  const [link, ...more] = linksOf(composer.stdout);
  expect(more).toEqual([]);
  expect(link?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/show\/$/);
  expect(link?.readOnly).toBe(false);
  const text = await (await fetch(`${link?.url}fader.html`)).text();
  expect(text).toContain("joinMesh");
  await using page = await joinMesh({ name: "page", url: link?.url, socket: WebSocket });
  const lamp = await page.waitFor("lamp-left", { timeout: PATIENCE });
  const before = lamp.parameter("brightness")?.value;
  await new Promise<void>((resolve) => {
    page.watch("lamp-left/brightness", ({ value }) => value !== before && resolve());
    page.watch("oscillator/wave", ({ value }) => value !== 0 && resolve());
  });
  composer.child.kill("SIGINT");
  const { code, stderr } = await composer.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("composer with a host prints a link with a token, and one for those who may only look", async () => {
  await using bench = await Bench.open();
  const composer = bench.start("composer", "--host", "0.0.0.0", ...PAGES);
  await composer.until(() => /^your pages, only looking.*\n/m.test(composer.stdout), "both links");
  // Links to the composer itself come first, once it is built.
  const [full = "", reader = ""] = composer.stdout.split("\n").filter((line) => line.startsWith("your pages"));
  expect(full).toMatch(/^your pages: +http:\/\/[\d.]+:\d+\/show\/\?token=[\w-]{22}$/);
  expect(reader).toMatch(/^your pages, only looking: http:\/\/[\d.]+:\d+\/show\/\?token=[\w-]{22}$/);
  expect(full.split("token=")[1]).not.toBe(reader.split("token=")[1]);
});

test("composer --read-only lets nobody change anything", async () => {
  await using bench = await Bench.open();
  const composer = bench.start("composer", "--read-only", "--json", ...PAGES);
  await composer.event("ready");
  const [link] = linksOf(composer.stdout);
  expect(link?.readOnly).toBe(true);
  await using page = await joinMesh({ name: "page", url: link?.url, socket: WebSocket });
  expect(page.gateway.readOnly).toBe(true);
});

test("composer says in one sentence what is wrong, and what to do", async () => {
  await using bench = await Bench.open();
  const composer = bench.start("composer", "--json", ...PAGES);
  await composer.event("ready");
  const { port } = new URL(linksOf(composer.stdout)[0]?.url ?? "");
  const taken = await bench.run("composer", "--serve", `${ROOT}examples/web`, "--http-port", port);
  expect(taken.code).toBe(1);
  expect(taken.stderr).toContain("another program listens there; end it or choose another port");
  const missing = await bench.run("composer", "--serve", "/nowhere/at/all");
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain("the folder /nowhere/at/all that is to be served cannot be read");
  const wrong = await bench.run("composer", "--http-port", "70000");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("It must be a whole number from 0 to 65535.");
});

describe("composer without --http-port", () => {
  const SERVE = ["--serve", `${ROOT}examples/web`] as const;
  const portOf = (running: Running): number => Number(new URL(linksOf(running.stdout)[0]?.url ?? "").port);

  test("takes the next port that can be had, and says so", async () => {
    await using bench = await Bench.open();
    const first = bench.start("composer", "--json", ...SERVE);
    await first.event("ready");
    const second = bench.start("composer", "--json", ...SERVE);
    await second.event("ready");
    const [taken, next] = [portOf(first), portOf(second)];
    for (const port of [taken, next]) expect(port).toBeGreaterThanOrEqual(8470);
    for (const port of [taken, next]) expect(port).toBeLessThanOrEqual(8480);
    expect(next).not.toBe(taken);
    // The second, unless another program held 8470 and has left it in between.
    const [moved, port] = next === 8470 ? [first, taken] : [second, next];
    await moved.until(
      () => moved.stderr.includes(`port 8470 cannot be had: the pages are on port ${port}`),
      "it says so",
    );
  });

  test("passes over ports that Windows has reserved", async () => {
    await using bench = await Bench.open();
    const composer = bench.startOn(
      { SYSTEM_PLATFORM: "win32", SYSTEM_UNHEARD: "8470-8476" },
      "composer",
      "--json",
      ...SERVE,
    );
    await composer.event("ready");
    expect(portOf(composer)).toBeGreaterThanOrEqual(8477);
    await composer.until(() => composer.stderr.includes("port 8470 cannot be had"), "it says so");
    expect(composer.stderr).not.toContain("a mistake in zocp");
  });

  test.each([
    ["win32", "Windows has reserved it (netsh int ipv4 show excludedportrange tcp)"],
    ["linux", "the system does not permit it; choose another port"],
  ])("on %s says what is the matter where none of the eleven can be had", async (platform, reason) => {
    await using bench = await Bench.open();
    const system = { SYSTEM_PLATFORM: platform, SYSTEM_UNHEARD: "8470-8480" };
    const { code, stderr } = await bench.startOn(system, "composer", ...SERVE).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("cannot serve pages on 127.0.0.1, port 8480: ");
    expect(stderr).toContain(reason);
  });

  test("that is named is the only one that is tried, also when it is reserved", async () => {
    await using bench = await Bench.open();
    const system = { SYSTEM_PLATFORM: "win32", SYSTEM_UNHEARD: "9000-9000" };
    const { code, stderr } = await bench.startOn(system, "composer", ...SERVE, "--http-port", "9000").ended;
    expect(code).toBe(1);
    expect(stderr).toContain("port 9000: Windows has reserved it");
  });

  test("below 1024 needs more rights, and says so", async () => {
    await using bench = await Bench.open();
    const system = { SYSTEM_PLATFORM: "linux", SYSTEM_UNHEARD: "0-1023" };
    const { code, stderr } = await bench.startOn(system, "composer", ...SERVE, "--http-port", "80").ended;
    expect(code).toBe(1);
    expect(stderr).toContain("port 80: ports below 1024 need more rights; choose another");
  });
});

/** A PATH on which there is nothing but this program. */
function pathWith(name: string, script?: string): void {
  const folder = mkdtempSync(join(tmpdir(), "zocp-path-"));
  if (script !== undefined) writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const before = process.env.PATH;
  vi.stubEnv("PATH", folder);
  onTestFinished(() => {
    vi.stubEnv("PATH", before);
    rmSync(folder, { recursive: true });
  });
}

test.runIf(process.platform === "linux").each([
  ["the browser", "xdg-open", undefined],
  ["the browser of Windows in WSL", "rundll32.exe", "Debian"],
])("composer --open opens the link in %s", async (_, opener, distribution) => {
  await using bench = await Bench.open();
  pathWith(opener, `echo "$@" > ${join(bench.folder, "opened")}`);
  vi.stubEnv("WSL_DISTRO_NAME", distribution);
  onTestFinished(() => void vi.unstubAllEnvs());
  const composer = bench.start("composer", "--open", "--json", ...PAGES);
  await composer.event("ready");
  const opened = join(bench.folder, "opened");
  await expect.poll(() => existsSync(opened) && readFileSync(opened, "utf8"), { timeout: PATIENCE }).toMatch(/\n$/);
  const links = JSON.parse(composer.stdout.split("\n")[0] ?? "");
  expect(readFileSync(opened, "utf8").trim().split(" ").at(-1)).toBe([...links.composer, ...links.pages][0].url);
  expect(composer.stderr).toBe("");
});

test.runIf(process.platform === "linux").each([
  ["there is no xdg-open", undefined],
  ["xdg-open found none", "exit 3"],
])("composer --open says in one sentence that %s, and goes on", async (why, script) => {
  await using bench = await Bench.open();
  pathWith("xdg-open", script);
  const composer = bench.start("composer", "--open", ...PAGES);
  await composer.until(() => composer.stderr.includes("\n"), "the sentence");
  expect(composer.stderr.trim()).toContain(`no browser could be opened (${why}): open the link yourself`);
  expect(composer.stderr.trim().split("\n")).toHaveLength(1);
  const url = /http:\S+/.exec(composer.stdout)?.[0] ?? "";
  expect((await fetch(url)).status).toBe(200);
});

test("composer tells the link of each dashboard of a show, and of one that is made later", async () => {
  await using bench = await Bench.open();
  const file = join(bench.folder, "show.json");
  writeFileSync(file, JSON.stringify({ zocp: 1, dashboards: { "Bühne links": { tiles: [] } } }));
  const composer = bench.start("composer", "--json", "--host", "0.0.0.0", ...PAGES);
  await composer.event("ready");
  const show = bench.start("show", file, "--json");
  const lines = (): readonly { name: string; show: string; links: { url: string; readOnly: boolean }[] }[] =>
    composer.stdout
      .split("\n")
      .filter((line) => line.includes('"dashboard"'))
      .map((line) => JSON.parse(line));
  await composer.until(() => lines().length > 0, "the link of the dashboard");
  const [found] = lines();
  expect(found).toMatchObject({ name: "Bühne links", show: "show" });
  expect(found?.links.map(({ readOnly }) => readOnly)).toEqual([false, true]);
  for (const { url } of found?.links ?? [])
    expect(url).toMatch(/^http:\/\/[\d.]+:\d+\/\?token=[\w-]{22}#dashboard=B%C3%BChne%20links$/);
  const ready = linksOf(composer.stdout).map(({ url }) => new URL(url).searchParams.get("token"));
  const [performing, looking] = (found?.links ?? []).map(({ url }) => new URL(url).searchParams.get("token"));
  expect([ready.includes(performing ?? ""), looking]).toEqual([false, ready[1]]);
  await using page = await joinMesh({ name: "page", url: linksOf(composer.stdout)[0]?.url, socket: WebSocket });
  const remote = await page.waitFor("show", { timeout: PATIENCE });
  const made = { op: "put-dashboard", name: "booth", dashboard: { tiles: [] } };
  await remote.call("show.edit", [0, [made]], { timeout: PATIENCE });
  await composer.until(() => lines().length > 1, "the link of the new one");
  expect(lines().map(({ name }) => name)).toEqual(["Bühne links", "booth"]);
  expect(show.stderr).toBe("");
});

test("a node that is started on loopback is in the demo of the composer, among the whole stage", async () => {
  await using bench = await Bench.open();
  const composer = bench.start("composer", "--demo", "--json", ...PAGES);
  await composer.event("ready");
  const [link] = linksOf(composer.stdout);
  await bench.node({ name: "mine", parameters: { level: { type: "float", value: 0, access: "rws" } } });
  await using page = await joinMesh({ name: "page", url: link?.url, socket: WebSocket });
  await page.waitFor("mine", { timeout: PATIENCE });
  for (const [name, path] of [
    ["strobe", "flash"],
    ["sound", "volume"],
    ["lamp-back", "brightness"],
  ] as const) {
    // It is driven, and moves by itself.
    await page.waitFor(name, { timeout: PATIENCE });
    const seen = new Set<string>();
    page.watch(`${name}/${path}`, ({ value }) => seen.add(String(value)));
    await expect.poll(() => seen.size, { timeout: PATIENCE }).toBeGreaterThan(1);
  }
});
