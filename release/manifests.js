// What Homebrew and winget read: where the executables are, and their checksums.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tools/tool.js";
import { sumOf } from "./checksums.js";
import { VERSION } from "./systems.js";

/** @import { System } from "./systems.js" */
/** @typedef {{ url: string, sum: string }} Place */

const { description, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** @param {readonly System[]} systems that were made @param {string} out where they lie @param {string} url below which they will be */
export function writeManifests(systems, out, url) {
  /** @type {Map<string, Place>} */
  const places = new Map(
    systems.map(({ name, file }) => [name, { url: `${url.replace(/\/$/, "")}/${file}`, sum: sumOf(join(out, file)) }]),
  );
  writeFileSync(join(out, "zocp.rb"), formatFormula(places, url));
  const windows = places.get("win-x64");
  if (windows !== undefined) writeFileSync(join(out, "zocp.winget.yaml"), formatWinget(windows));
}

/** @param {ReadonlyMap<string, Place>} places @param {string} homepage */
function formatFormula(places, homepage) {
  const blocks = Object.entries(BREW).flatMap(([name, [system, processor]]) => {
    const place = places.get(name);
    return place === undefined ? [] : [BLOCK(system, processor, place)];
  });
  return `class Zocp < Formula
  desc "Computers of a live performance find each other"
  homepage ${JSON.stringify(homepage)}
  version "${VERSION}"
  license "${license}"

${blocks.join("\n")}
  def install
    bin.install Dir["zocp-*"].first => "zocp"
    generate_completions_from_executable(bin/"zocp", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/zocp --version")
  end
end
`;
}

/** @param {string} system @param {string} processor @param {Place} place */
const BLOCK = (system, processor, { url, sum }) => `  on_${system} do
    on_${processor} do
      url ${JSON.stringify(url)}
      sha256 "${sum}"
    end
  end
`;

/** A text in double quotes is the same in JSON and in YAML. @param {Place} place */
function formatWinget({ url, sum }) {
  const fields = {
    PackageIdentifier: "Zocp.Zocp",
    PackageVersion: VERSION,
    PackageLocale: "en-US",
    Publisher: "zocp",
    PackageName: "zocp",
    License: license,
    ShortDescription: description,
    Commands: ["zocp"],
    Installers: [
      { Architecture: "x64", InstallerType: "portable", InstallerUrl: url, InstallerSha256: sum.toUpperCase() },
    ],
    ManifestType: "singleton",
    ManifestVersion: "1.6.0",
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join("");
}

/** @type {Readonly<Record<string, readonly [string, string]>>} systems as Homebrew calls them, by ours */
const BREW = {
  "linux-x64": ["linux", "intel"],
  "linux-arm64": ["linux", "arm"],
  "macos-x64": ["macos", "intel"],
  "macos-arm64": ["macos", "arm"],
};
