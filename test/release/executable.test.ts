import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { VERSION } from "../../src/version.ts";
import { Bench } from "../cli/program.ts";
import { PATIENCE } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { canRelease, Release } from "./built.ts";

// What people download: started in an empty folder, where no Node.js is found.
describe.skipIf(!canRelease)("executables", () => {
  let release: Release;
  let zocp: readonly string[] = [];

  beforeAll(() => {
    release = new Release("--quick", "--url", "https://example.org/zocp");
    const empty = mkdtempSync(join(release.folder, "empty-"));
    const bare = ["env", "-C", empty, "-u", "NODE_PATH", "PATH=/nowhere"];
    zocp = [...bare, release.file("-linux-x64")];
  }, 600_000);

  afterAll(() => release?.remove());

  test("it has the version of the package", async () => {
    await using bench = await Bench.open(zocp);
    expect(await bench.run("--version")).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
  });

  test("a node is found, set and watched; the doctor finds nothing wrong", async () => {
    await using bench = await Bench.open(zocp);
    await bench.node({ name: "lamp", parameters: { level: { type: "float", value: 0, access: "rws" } } });
    expect(await bench.run("set", "lamp/level", "0.5")).toEqual({ code: 0, stdout: "0.5\n", stderr: "" });
    const doctor = await bench.run("doctor");
    expect(doctor).toMatchObject({ code: 0, stderr: "" });
    expect(doctor.stdout).toContain("lamp");
  });

  test("a show is played and edited, and its file written", async () => {
    await using bench = await Bench.open(zocp);
    await bench.node({ name: "lamp", parameters: { level: { type: "float", value: 0.25, access: "rws" } } });
    const file = join(bench.folder, "play.json");
    const show = bench.start("show", file, "--json");
    await show.event("ready");
    expect(await bench.run("scene", "store", "warm", "--wait", String(PATIENCE / 1000))).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, "utf8")).scenes).toMatchObject({ warm: { values: { "lamp/level": 0.25 } } });
  });

  test("the composer serves every file of the page, and the library", async () => {
    await using bench = await Bench.open(zocp);
    const composer = bench.start("composer", "--demo", "--json", "--http-port", "0");
    const { composer: links } = await composer.event("ready");
    const [{ url } = { url: "" }] = links as { url: string }[];
    const page = await (await fetch(url)).text();
    const files = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
    expect(files.length).toBeGreaterThan(2);
    for (const file of [...files, "zocp/browser.js"]) {
      const { status, headers } = await fetch(new URL(file, url));
      expect([file, status, headers.get("content-type")]).toEqual([
        file,
        200,
        expect.stringMatching(/^(text|image|font)/),
      ]);
    }
  });

  test.each([
    ["nats://127.0.0.1:1", "nothing listens there"],
    ["mqtt://127.0.0.1:1", "nothing listens there"],
  ])("%s: what speaks to brokers is inside", async (broker, said) => {
    await using bench = await Bench.open(zocp);
    const { stderr } = await bench.run("ls", "--broker", broker);
    expect(stderr).toContain(said);
  });

  test.each([
    ["-linux-x64", { magic: "7f454c46", machine: [0x12, 0x3e] }],
    ["-linux-arm64", { magic: "7f454c46", machine: [0x12, 0xb7] }],
    ["-win-x64.exe", { magic: "4d5a", machine: undefined }],
  ])("%s has the form of its system, and everything in it", (end, { magic, machine }) => {
    const content = readFileSync(release.file(end));
    expect(content.subarray(0, magic.length / 2).toString("hex")).toBe(magic);
    if (machine === undefined) expect(machineOfWindows(content)).toBe(0x8664);
    else expect(content.readUInt16LE(machine[0] ?? 0)).toBe(machine[1]);
    // Node.js looks at this switch when it starts.
    expect(content.includes("NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1")).toBe(true);
    for (const file of ["web/zocp.js", "composer/index.html", "man/zocp.1"])
      expect([file, content.includes(readFileSync(`${ROOT}dist/${file}`))]).toEqual([file, true]);
    expect(content.length / 0x10_0000).toBeLessThan(170);
  });

  test("Homebrew and winget are told where the executables are, and their checksums", () => {
    const sums = readFileSync(join(release.folder, "SHA256SUMS"), "utf8");
    const sumOf = (end: string) =>
      sums
        .split("\n")
        .find((line) => line.endsWith(end))
        ?.slice(0, 64) ?? "";
    const formula = readFileSync(join(release.folder, "zocp.rb"), "utf8");
    for (const end of ["-linux-x64", "-linux-arm64"])
      expect(formula).toContain(`url "https://example.org/zocp/zocp-${VERSION}${end}"\n      sha256 "${sumOf(end)}"`);
    const winget = parse(readFileSync(join(release.folder, "zocp.winget.yaml"), "utf8"));
    expect(winget).toMatchObject({ PackageVersion: VERSION, License: "MIT", ManifestType: "singleton" });
    expect(winget.Installers).toMatchObject([
      {
        InstallerUrl: `https://example.org/zocp/zocp-${VERSION}-win-x64.exe`,
        InstallerSha256: sumOf(".exe").toUpperCase(),
      },
    ]);
  });

  test("checksums fit, and the bill of materials names what is inside, and no place it came from", () => {
    const { status, stdout } = spawnSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], {
      cwd: release.folder,
      encoding: "utf8",
    });
    expect([status, stdout.match(/: OK/g)?.length]).toEqual([
      0,
      readFileSync(join(release.folder, "SHA256SUMS"), "utf8").trim().split("\n").length,
    ]);
    const text = readFileSync(release.file(".cdx.json"), "utf8");
    const { bomFormat, components } = JSON.parse(text);
    const names = components.map(({ name }: { name: string }) => name);
    expect(bomFormat).toBe("CycloneDX");
    expect(names).toEqual(
      expect.arrayContaining(["node", "ws", "commander", "nats", "mqtt", "@mcap/core", "svelte", "uplot"]),
    );
    expect(names).not.toContain("vitest");
    expect(text).not.toMatch(/https?:\/\//);
  });
});

/** The processor that a program for Windows is made for. @see the PE format, "COFF File Header" */
function machineOfWindows(content: Buffer): number {
  const header = content.readUInt32LE(0x3c);
  expect(content.subarray(header, header + 4).toString("latin1")).toBe("PE\0\0");
  return content.readUInt16LE(header + 4);
}
