import { fstatSync, readFileSync } from "node:fs";

import { type NodeEvent, ProtocolError, parseJson, UsageError, ZocpNode } from "../../index.ts";
import { type Connection, DescriptionError, type NodeDescription, readDescription } from "../description.ts";
import { type Failure, wrongUsage } from "../failure.ts";
import { formatHappening } from "../format/happening.ts";
import { type Happening, Happenings } from "../happenings.ts";
import { LineProtocol } from "../line-protocol.ts";
import { Lines } from "../lines.ts";
import { networkOptions, noteStrangers, once } from "../observe.ts";
import { type CommonOptions, waitOf } from "../options.ts";
import { describeLossAsJson, ended, pause, type Session } from "../session.ts";

interface NodeOptions extends CommonOptions {
  readonly stdio?: boolean;
  readonly locked?: boolean;
  /** Public keys. */
  readonly accept?: readonly string[];
}

/** Runs one node from its description until it is told to end. */
export async function run(session: Session<NodeOptions>, file: string): Promise<void> {
  const description = readFile(file);
  const node = makeNode(description, session.options, file);
  const happenings = new Happenings(node);
  const tell = printer(session);
  noteStrangers(node, once(session));
  const followed = follow(node, happenings, tell);
  await node.start();
  tell(happenings.ready());
  followed.begin();
  try {
    for (const connection of description.connect) keepConnected(node, connection, session.signal);
    if (session.options.stdio) await Promise.race([serveInput(session, node, tell), ended(session)]);
    else await ended(session);
  } finally {
    followed.end();
    await node.stop();
  }
}

function readFile(file: string): NodeDescription {
  try {
    return readDescription(parseJson(readFileSync(file, "utf8").replace(/^\ufeff/, "")));
  } catch (error) {
    throw describeProblem(error, file);
  }
}

/** The parameters are there before anybody can see the node: its first answer is complete. */
function makeNode({ name, parameters }: NodeDescription, options: NodeOptions, file: string): ZocpNode {
  const { locked, accept } = options;
  const node = new ZocpNode(name, { ...networkOptions(options), locked, accept });
  for (const [path, registration] of parameters) {
    try {
      node.register(path, registration);
    } catch (error) {
      throw describeProblem(error, `${file}: parameters.${path}`);
    }
  }
  return node;
}

function describeProblem(error: unknown, place: string): Failure {
  if (error instanceof DescriptionError || error instanceof ProtocolError || error instanceof UsageError)
    return wrongUsage(`${place}: ${error.message}`);
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return wrongUsage(`${place} cannot be read: ${FILE_ERRORS[code] ?? code}`);
}

/** Everything that happens between the first line and the end; what comes before the first line waits for it. */
function follow(
  node: ZocpNode,
  happenings: Happenings,
  tell: (happening: Happening) => void,
): { begin(): void; end(): void } {
  let early: Happening[] | undefined = [];
  const listen = (event: NodeEvent): void => {
    for (const happening of happenings.of(event)) {
      if (early === undefined) tell(happening);
      else early.push(happening);
    }
  };
  for (const type of EVENTS) node.on(type, listen);
  return {
    begin() {
      for (const happening of early ?? []) tell(happening);
      early = undefined;
    },
    end() {
      for (const type of EVENTS) node.off(type, listen);
    },
  };
}

/** The library keeps the wish and makes the link whenever both ends are here; here it is only asked for. */
function keepConnected(node: ZocpNode, [emitter, sensor, wish]: Connection, signal: AbortSignal): void {
  const port = (end: string) => (node.parameters.has(end) ? { node: node.id, parameter: end } : end);
  // Without a time limit it only ends with the node.
  void node.connect(port(emitter), port(sensor), { ...wish, signal }).catch(() => {});
}

function printer({ options, out, colours, note }: Session<NodeOptions>): (happening: Happening) => void {
  const json = options.stdio === true || options.json === true;
  if (json) out.describeLoss(describeLossAsJson);
  return (happening) => {
    if (happening.event === "error") note(`line ${String(happening.line)}: ${String(happening.message)}`);
    const text = formatHappening(happening, { json, colours, now: new Date() });
    if (text !== undefined) out.line(text, happening.event === "signal" || happening.event === "modified");
  };
}

/** Resolves when the input has ended and what it asked for is done. */
async function serveInput(
  session: Session<NodeOptions>,
  node: ZocpNode,
  tell: (happening: Happening) => void,
): Promise<void> {
  const patience = Math.max(waitOf(session.options), LEAST_PATIENCE);
  const linger = pause(waitOf(session.options), session.signal);
  const protocol = new LineProtocol(node, patience, tell, session.signal);
  const lines = new Lines((line, number) => protocol.handle(line, number), {
    tooLong: (number) => protocol.reject(`it is longer than ${lines.limit} characters`, number),
  });
  await readInput(lines, protocol, session.signal);
  await protocol.settle();
  // Others need a moment to find a node that has just begun, and to take what it emitted.
  await linger;
  if (inputIsNothing()) await ended(session);
}

function readInput(lines: Lines, protocol: LineProtocol, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const { stdin } = process;
    stdin.setEncoding("utf8");
    stdin.on("data", (text: string) => {
      lines.push(text);
      if (!protocol.busy) return;
      // Whoever writes faster than the others answer has to wait.
      stdin.pause();
      void protocol.settle().then(() => stdin.resume());
    });
    stdin.once("end", () => {
      lines.end();
      resolve();
    });
    stdin.once("error", () => resolve());
    signal.addEventListener("abort", () => stdin.destroy(), { once: true });
  });
}

/** Services and background jobs get /dev/null: nobody closed that on purpose. */
function inputIsNothing(): boolean {
  try {
    return fstatSync(0).isCharacterDevice() && !process.stdin.isTTY;
  } catch {
    return true;
  }
}

const EVENTS = [
  ...["enter", "described", "exit", "suspected", "recovered", "modified", "signal", "changed", "edited"],
  ...[
    "registered",
    "removed",
    "subscribed",
    "unsubscribed",
    "linked",
    "unlinked",
    "refused",
    "cycle",
    "ignored",
    "dropped",
    "failed",
  ],
] as readonly NodeEvent["type"][];
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
};
const LEAST_PATIENCE = 2000;
