import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import { VERSION } from "../../src/version.ts";
import { Bench } from "../cli/program.ts";
import { settled } from "../patience.ts";
import { canRelease, Release } from "./built.ts";
import { hasDpkg, INSTALLED, Machine } from "./debian.ts";

// The package for Debian, installed on a machine that has nothing else.
describe.skipIf(!canRelease || !hasDpkg)("the package for Debian", () => {
  let release: Release;
  let machine: Machine;
  let made = "";

  beforeAll(() => {
    release = new Release("linux-x64", "--quick");
    made = join(release.folder, `zocp_${VERSION}_amd64.deb`);
    machine = new Machine(release.folder);
    machine.dpkg("-i", made);
  }, 600_000);

  afterAll(() => release?.remove());

  test("it brings the command, its manual and completions, and units; all of it belongs to root", () => {
    expect(machine.files()).toEqual(INSTALLED);
    const { stdout } = spawnSync("dpkg-deb", ["--contents", made], { encoding: "utf8" });
    const modes = new Set(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(/\s+/).slice(0, 2).join(" ")),
    );
    expect(modes).toEqual(new Set(["drwxr-xr-x root/root", "-rw-r--r-- root/root", "-rwxr-xr-x root/root"]));
    const manual = gunzipSync(readFileSync(join(machine.root, "usr/share/man/man1/zocp.1.gz")));
    expect(String(manual)).toContain(".TH");
    expect(readFileSync(join(machine.root, "usr/share/zsh/vendor-completions/_zocp"), "utf8")).toMatch(
      /^#compdef zocp/,
    );
  });

  test("a node that is killed and started again, as its unit says, is back with its links", async () => {
    machine.write("etc/zocp/lamp.json", {
      name: "lamp",
      parameters: { level: { type: "float", value: 0, access: "rws", min: 0, max: 1 } },
    });
    await using bench = await Bench.open([join(machine.root, "usr/bin/zocp")]);
    const start = () => bench.start(...machine.commandOf("zocp@.service", "lamp"));
    const desk = new ZocpNode("desk", { interface: "lo", beaconPort: bench.port });
    try {
      await desk.start();
      const fader = desk.float("fader", 0, { access: "rwe" });
      let level: unknown;
      desk.watch("lamp/level", ({ value }) => {
        level = value;
      });
      let running = start();
      desk.connect(fader, "lamp/level");
      for (const [value, next] of [
        [0.25, true],
        [0.75, false],
      ] as const) {
        await settled(() => {
          fader.emit(value);
          expect(level).toBe(value);
        });
        if (!next) break;
        running.child.kill("SIGKILL");
        await running.ended;
        running = start();
      }
    } finally {
      await desk.stop();
    }
  });

  test("it goes without a trace, but for what people wrote", () => {
    machine.dpkg("-r", "zocp");
    expect(machine.files()).toEqual(["/etc/zocp/environment", "/etc/zocp/lamp.json"]);
    machine.dpkg("--purge", "zocp");
    expect(machine.files()).toEqual(["/etc/zocp/lamp.json"]);
  });
});
