// How long a program needs that uses the package, beside one that does nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { ROOT } from "../harness/build.js";
import { now } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";

/** @type {import("../harness/row.js").Row} */
export const startUp = {
  name: "start-up",
  runs: { smoke: 1, quick: 7, full: 31 },
  warmups: 1,
  figures: [figure("zocp --help", "help", 1.6), figure('import "zocp"', "import")],
  prepare: async (lab) => {
    const port = await lab.port();
    return {
      node: () => time(["-e", ""], port),
      import: () => time(["--input-type=module", "-e", 'import "zocp"'], port),
      help: () => time([MAIN, "--help"], port),
    };
  },
};

/** A command that looks at the network. @type {import("../harness/row.js").Row} */
export const list = {
  name: "ls",
  runs: { smoke: 1, quick: 0, full: 5 },
  figures: [figure("zocp ls, with a node that runs", "ls")],
  prepare: async (lab) => {
    const port = await lab.port();
    await lab.start(import.meta.url, resident, { port });
    return {
      node: () => time(["-e", ""], port),
      ls: () => time([MAIN, "ls"], port),
    };
  },
};

/** @param {{ readonly port: number }} options */
export async function resident({ port }) {
  const node = makeNode("resident", port);
  for (let i = 0; i < 10; i++) node.float(`level${i}`, 0, { access: "rwes" });
  await node.start();
  return {};
}

/** @param {readonly string[]} args @param {number} port */
async function time(args, port) {
  const begin = now();
  const env = { ...process.env, ZOCP_INTERFACE: "lo", ZOCP_PORT: String(port), NODE_OPTIONS: "" };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: "ignore" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}`);
  return { time: now() - begin };
}

/** @param {string} row @param {string} contestant @param {number} [atMost] @returns {import("../harness/row.js").Figure} */
function figure(row, contestant, atMost) {
  return {
    row,
    unit: "ms",
    value: (of) => of(`${contestant} time`),
    against: "node -e ''",
    control: (of) => of("node time"),
    ...(atMost !== undefined && { target: { of: "ratio", atMost } }),
  };
}

const MAIN = join(ROOT, "dist", "cli", "main.js");
