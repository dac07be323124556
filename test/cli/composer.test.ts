import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import { joinMesh } from "../../src/browser/join.ts";
import { ROOT } from "../sources.ts";
import { Bench } from "./program.ts";

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
  const lamp = await page.waitFor("lamp-left", { timeout: 10_000 });
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

test.runIf(process.platform === "linux")("composer --open opens the link in the browser", async () => {
  await using bench = await Bench.open();
  pathWith("xdg-open", `echo "$@" > ${join(bench.folder, "opened")}`);
  const composer = bench.start("composer", "--open", "--json", ...PAGES);
  await composer.event("ready");
  const opened = join(bench.folder, "opened");
  await expect.poll(() => existsSync(opened) && readFileSync(opened, "utf8"), { timeout: 10_000 }).toMatch(/\n$/);
  const links = JSON.parse(composer.stdout.split("\n")[0] ?? "");
  expect(readFileSync(opened, "utf8").trim()).toBe([...links.composer, ...links.pages][0].url);
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
