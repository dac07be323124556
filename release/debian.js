// Makes a package for Debian, Ubuntu and Raspberry Pi OS of the executable: the command, its manual and completions, and units.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "../tools/tool.js";
import { VERSION } from "./systems.js";

const SOURCES = join(import.meta.dirname, "debian");
const SERVICES = join(ROOT, "examples", "services");
/** @type {Readonly<Record<string, string>>} processors as Debian calls them, by our systems */
const ARCHITECTURES = { "linux-x64": "amd64", "linux-arm64": "arm64" };

/**
 * @param {import("./systems.js").System} system @param {string} out where the executable lies
 * @param {{ quick: boolean }} options `quick` packs without compressing
 * @returns {string | undefined} what was made; nothing for systems that are not Debian, and where there is no dpkg-deb
 */
export function makeDebian({ name, file }, out, { quick }) {
  const architecture = ARCHITECTURES[name];
  if (architecture === undefined || spawnSync("dpkg-deb", ["--version"]).status !== 0) return undefined;
  const tree = mkdtempSync(join(out, "debian-"));
  // dpkg takes the mode of this folder for that of the root.
  chmodSync(tree, 0o755);
  try {
    fill(tree, join(out, file));
    writeControl(tree, architecture);
    const made = `zocp_${VERSION}_${architecture}.deb`;
    const how = quick ? ["-Znone"] : ["-Zxz", "-z6"];
    const { status, stderr } = spawnSync("dpkg-deb", ["--root-owner-group", ...how, "--build", tree, join(out, made)], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`dpkg-deb ended with ${status}: ${stderr}`);
    return made;
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** @param {string} tree @param {string} executable */
function fill(tree, executable) {
  /** @param {string} path @param {string | Buffer} content */
  const write = (path, content) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content, { mode: 0o644 });
  };
  mkdirSync(join(tree, "usr/bin"), { recursive: true });
  copyFileSync(executable, join(tree, "usr/bin/zocp"));
  chmodSync(join(tree, "usr/bin/zocp"), 0o755);
  for (const unit of readdirSync(SERVICES).filter((name) => name.endsWith(".service")))
    write(`usr/lib/systemd/system/${unit}`, readFileSync(join(SERVICES, unit)));
  write("etc/zocp/environment", readFileSync(join(SOURCES, "environment")));
  write("usr/share/man/man1/zocp.1.gz", gzipSync(readFileSync(join(ROOT, "dist/man/zocp.1"))));
  for (const [shell, path] of Object.entries(COMPLETIONS)) write(path, completion(shell));
  write("usr/share/doc/zocp/copyright", readFileSync(join(ROOT, "LICENSE")));
  write("usr/share/doc/zocp/changelog.gz", gzipSync(readFileSync(join(ROOT, "CHANGELOG.md"))));
  write("usr/share/doc/zocp/examples/key.conf", readFileSync(join(SERVICES, "key.conf")));
}

/** @param {string} tree @param {string} architecture */
function writeControl(tree, architecture) {
  cpSync(SOURCES, join(tree, "DEBIAN"), { recursive: true, filter: (path) => !path.endsWith("environment") });
  for (const script of ["postinst", "prerm", "postrm"]) chmodSync(join(tree, "DEBIAN", script), 0o755);
  writeFileSync(join(tree, "DEBIAN/conffiles"), "/etc/zocp/environment\n");
  const fields = {
    Package: "zocp",
    Version: VERSION,
    Architecture: architecture,
    Maintainer: "zocp <zocp@localhost>",
    "Installed-Size": Math.ceil(statSync(join(tree, "usr/bin/zocp")).size / 1024),
    Depends: "libc6 (>= 2.28), libstdc++6, libgcc-s1, libatomic1",
    Section: "net",
    Priority: "optional",
    Description:
      "computers of a live performance find each other\n They show their parameters, and emitters are wired to sensors. No server, no\n configuration.",
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(tree, "DEBIAN/control"), lines.join(""));
}

/** @param {string} shell */
function completion(shell) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "dist/cli/main.js"), "completion", shell],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`zocp completion ${shell} ended with ${status}: ${stderr}`);
  return stdout;
}

const COMPLETIONS = {
  bash: "usr/share/bash-completion/completions/zocp",
  zsh: "usr/share/zsh/vendor-completions/_zocp",
  fish: "usr/share/fish/vendor_completions.d/zocp.fish",
};
