// The control "libzmq in C": the same frames from a DEALER to a ROUTER, without any JavaScript in between.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** @typedef {{ readonly program: string, readonly endpoint?: string }} Options */

/** Counts the messages of whoever connects. @param {Options} options */
export async function libzmqReceiver({ program }) {
  const { first, ask } = await start(program, []);
  /** @type {Promise<readonly number[]>} */
  let arrived = Promise.resolve([]);
  return {
    endpoint: () => first,
    expect: (/** @type {number} */ count) => {
      arrived = ask(`receive ${count}`);
    },
    arrived: async () => {
      const [end = 0, cpu = 0] = await arrived;
      return { end, cpu };
    },
  };
}

/** @param {Options} options */
export async function libzmqSender({ program, endpoint = "" }) {
  const { ask } = await start(program, [endpoint]);
  return {
    send: async (/** @type {number} */ count) => {
      const [begin = 0, cpu = 0] = await ask(`send ${count}`);
      return { begin, cpu };
    },
  };
}

/** Both ends, in two processes; undefined where they cannot be compiled, which is said. @param {import("../harness/lab.js").Lab} lab */
export async function startLibzmq(lab) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-bench-"));
  try {
    const program = join(folder, "libzmq");
    const { status } = spawnSync("cc", ["-O2", "-o", program, SOURCE, "-lzmq"]);
    if (status !== 0) {
      console.log(
        "The control libzmq in C is left out: that takes a C compiler (cc) and the headers of libzmq (libzmq3-dev).",
      );
      return undefined;
    }
    const receiver = await lab.start(import.meta.url, libzmqReceiver, { program });
    const endpoint = await receiver.ask.endpoint();
    const sender = await lab.start(import.meta.url, libzmqSender, { program, endpoint });
    return { sender, receiver };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * A process that answers each line with one line of numbers, after a first line. It ends with this one: then its input is over.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
async function start(program, args) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  // Whoever waits for an answer then learns that there is none.
  child.once("exit", () => process.exit(1));
  const lines = createInterface({ input: child.stdout });
  const next = async () => String((await once(lines, "line"))[0]);
  const first = await next();
  return {
    first,
    ask: async (/** @type {string} */ task) => {
      const answer = next();
      child.stdin.write(`${task}\n`);
      return (await answer).split(" ").map(Number);
    },
  };
}

const SOURCE = fileURLToPath(new URL("libzmq.c", import.meta.url));
