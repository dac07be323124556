import { type ChildProcess, spawn } from "node:child_process";
import { lookup } from "node:dns/promises";
import { type LookupFunction, Socket } from "node:net";
import { basename } from "node:path";

import { translate } from "./translate.ts";

/** The IPv4 address of a machine's name, as the system knows it. Rejects with `NetworkError`. */
export async function resolve(name: string): Promise<string> {
  try {
    return await ask(name);
  } catch (error) {
    throw translate(error, `cannot find the machine "${name}"`);
  }
}

/** The same for sockets of Node.js that connect to a name. */
export const lookUp: LookupFunction = (name, _options, done) => {
  ask(name).then(
    (address) => done(null, address, FAMILY),
    (error: NodeJS.ErrnoException) => done(error, "", FAMILY),
  );
};

/**
 * The system's question cannot be taken back: while a name server is silent, it keeps a process that wants to end for ten seconds
 * or more. So a process of its own asks, which nobody has to wait for.
 */
function ask(name: string): Promise<string> {
  const asked = asking.get(name) ?? (isApart(name) ? askApart(name) : askHere(name));
  asking.set(name, asked);
  const done = (): void => void asking.delete(name);
  asked.then(done, done);
  return asked;
}

async function askHere(name: string): Promise<string> {
  return (await lookup(name, { family: FAMILY })).address;
}

/** Only where the program that runs is Node.js itself, and no other that was made of it. */
function isApart(name: string): boolean {
  return name !== "localhost" && /^node(js)?(\.exe)?$/i.test(basename(process.execPath));
}

function askApart(name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Where no process can be started, for want of room or of permission, we ask ourselves.
    const instead = (): void => void askHere(name).then(resolve, reject);
    const child = start(name);
    if (child === undefined) return instead();
    let answer = "";
    child.stdout?.on("data", (text: Buffer) => {
      answer += String(text);
    });
    child.once("error", instead);
    child.once("close", () => {
      running.delete(child);
      const [address, code = "EAI_AGAIN"] = answer.split(" ");
      if (address) resolve(address);
      else reject(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code, syscall: "getaddrinfo" }));
    });
  });
}

function start(name: string): ChildProcess | undefined {
  try {
    const child = spawn(process.execPath, ["-e", QUESTION, "--", name], {
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
      // A Ctrl-C is meant for us: whether the answer is still wanted then is not for the terminal to say.
      detached: process.platform !== "win32",
    });
    child.unref();
    if (child.stdout instanceof Socket) child.stdout.unref();
    if (running.size === 0) process.once("exit", endAll);
    running.add(child);
    return child;
  } catch {
    return undefined;
  }
}

function endAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

const FAMILY = 4;
/** Prints the address, or a space and the code of the error. */
const QUESTION = `require("node:dns").lookup(process.argv[1], ${FAMILY}, (error, address) => process.stdout.write(error ? " " + error.code : address + " "));`;
const asking = new Map<string, Promise<string>>();
const running = new Set<ChildProcess>();
