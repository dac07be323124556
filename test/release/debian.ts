import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** Whether packages of Debian can be installed here: dpkg wants to be root, also where it puts nothing into the system itself. */
export const hasDpkg: boolean = process.getuid?.() === 0 && spawnSync("dpkg", ["--version"]).status === 0;

/** An empty machine, on which a package is installed. */
export class Machine {
  readonly root: string;

  constructor(folder: string) {
    this.root = mkdtempSync(join(folder, "machine-"));
    for (const name of ["info", "updates"]) mkdirSync(join(this.root, "var/lib/dpkg", name), { recursive: true });
    for (const name of ["status", "available"]) writeFileSync(join(this.root, "var/lib/dpkg", name), "");
  }

  /** What it depends on is not installed there, and its scripts run in this system. */
  dpkg(...words: readonly string[]): void {
    const how = [`--root=${this.root}`, "--force-script-chrootless", "--force-depends"];
    const { status, stderr } = spawnSync("dpkg", [...how, ...words], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
  }

  /** The files, without those that dpkg keeps for itself. */
  files(): readonly string[] {
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(this.root.length));
    return paths.filter((path) => !path.startsWith("/var/lib/dpkg")).sort();
  }

  write(path: string, content: object): void {
    writeFileSync(join(this.root, path), JSON.stringify(content));
  }

  /** What systemd starts for an instance of a unit, with the paths of this machine. */
  commandOf(unit: string, instance: string): readonly string[] {
    const text = readFileSync(join(this.root, "usr/lib/systemd/system", unit), "utf8");
    const [, words = ""] = /^ExecStart=\/usr\/bin\/env zocp (.*)$/m.exec(text) ?? [];
    const given = words.replaceAll("%i", instance).split(" ");
    return given.map((word) => (word.startsWith("/") ? join(this.root, word) : word));
  }
}

export const INSTALLED = [
  "/etc/zocp/environment",
  "/usr/bin/zocp",
  "/usr/lib/systemd/system/zocp-composer.service",
  "/usr/lib/systemd/system/zocp-hub.service",
  "/usr/lib/systemd/system/zocp-show.service",
  "/usr/lib/systemd/system/zocp@.service",
  "/usr/share/bash-completion/completions/zocp",
  "/usr/share/doc/zocp/changelog.gz",
  "/usr/share/doc/zocp/copyright",
  "/usr/share/doc/zocp/examples/key.conf",
  "/usr/share/fish/vendor_completions.d/zocp.fish",
  "/usr/share/man/man1/zocp.1.gz",
  "/usr/share/zsh/vendor-completions/_zocp",
];
