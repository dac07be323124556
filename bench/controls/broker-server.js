// A message broker of a row: the real server on loopback, as long as the row lasts.
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort } from "../../tools/ports.js";
import { sleep } from "../harness/clock.js";

/** @typedef {"nats" | "mqtt"} BrokerKind */

const PROGRAMS = { nats: "nats-server", mqtt: "mosquitto" };
const CONFIGS = {
  nats: "listen: 127.0.0.1:PORT\nwrite_deadline: 10s\n",
  mqtt: "listener PORT 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\npersistence false\nlog_type none\n",
};

/** Plays the server: it ends with its process. @param {{ readonly kind: BrokerKind }} options */
export async function server({ kind }) {
  const port = await freePort();
  const file = join(mkdtempSync(join(tmpdir(), "zocp-bench-")), "broker.conf");
  writeFileSync(file, CONFIGS[kind].replace("PORT", String(port)));
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
  const child = spawn(PROGRAMS[kind], ["-c", file], { stdio: "ignore", env: { ...process.env, PATH: path } });
  let gone = false;
  child.once("error", () => {
    gone = true;
  });
  process.once("exit", () => child.kill("SIGKILL"));
  // The first connection of a node says whether it listens.
  await sleep(500);
  return { url: () => (gone || child.exitCode !== null ? undefined : `${kind}://127.0.0.1:${port}`) };
}

/** Where it is; undefined where it cannot be started or spoken to, which is said. @param {import("../harness/lab.js").Lab} lab @param {BrokerKind} kind */
export async function startBroker(lab, kind) {
  const url = hasPackage(kind) ? await (await lab.start(import.meta.url, server, { kind })).ask.url() : undefined;
  if (url === undefined)
    console.log(`The rows over ${kind} are left out: they take the server ${PROGRAMS[kind]} and the package ${kind}.`);
  return url;
}

/** @param {string} name */
function hasPackage(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
