import { existsSync, fstatSync, readFileSync } from "node:fs";

import { NetworkError, type NodeEvent, ProtocolError, UsageError, ZocpNode } from "../../index.ts";
import { Operators } from "../../show.ts";
import { type Failure, wrongUsage } from "../failure.ts";
import { formatHappening } from "../format/happening.ts";
import { type Connection, DescriptionError, type NodeDescription, readDescription } from "../stdio/description.ts";
import { type Happening, Happenings } from "../stdio/happenings.ts";
import { LineProtocol } from "../stdio/line-protocol.ts";
import { Lines } from "../stdio/lines.ts";
import { decodeFile, describeUnread } from "../stdio/text-file.ts";
import { parseFinite } from "../stdio/word.ts";
import { tellServiceManager } from "../streams/service-manager.ts";
import { describeLossAsJson, ended, pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { isTool, nodeOptions, noteStrangers, once } from "../targets/observe.ts";
import { publicKeyOf } from "../targets/public-keys.ts";

interface NodeOptions extends CommonOptions {
  readonly stdio?: boolean;
  readonly locked?: boolean;
  /** Names, or public keys. */
  readonly let?: readonly string[];
  /** Public keys. */
  readonly accept?: readonly string[];
}

/** Runs one node from its description until it is told to end. */
export async function run(session: Session<NodeOptions>, file: string): Promise<void> {
  const description = readFile(file);
  const node = makeNode(description, session.options, file);
  const operators = makeOperators(node, description, { file, accept: session.options.accept });
  const happenings = new Happenings(node);
  const tell = printer(session);
  noteStrangers(node, once(session));
  const followed = follow(node, happenings, tell);
  await node.start();
  tell(happenings.ready());
  followed.begin();
  const network = networkNote(session.options);
  if (network !== undefined) session.note(network);
  try {
    for (const connection of description.connect) keepConnected(node, connection, { tell, signal: session.signal });
    tellServiceManager(session.signal);
    if (session.options.stdio) await Promise.race([serveInput(session, node, tell), ended(session)]);
    else await ended(session);
  } finally {
    followed.end();
    operators.stop();
    await node.stop();
  }
}

function readFile(file: string): NodeDescription {
  try {
    return readDescription(parseFinite(decodeFile(readFileSync(file))));
  } catch (error) {
    throw describeProblem(error, file);
  }
}

/** The parameters are there before anybody can see the node: its first answer is complete. */
function makeNode({ name, parameters }: NodeDescription, options: NodeOptions, file: string): ZocpNode {
  const { locked, let: through, accept } = options;
  if (through !== undefined && locked !== true)
    throw wrongUsage("--let says whom a lock lets through: it needs --locked");
  const authority = { locked, let: through?.map(nameOrKey), accept: accept?.map(publicKeyOf) };
  // A program at the other end of standard input wants to hear of everybody.
  const meet = options.stdio === true ? "everybody" : "wanted";
  const node = new ZocpNode(name, { ...nodeOptions(options), ...authority, meet });
  for (const [path, registration] of parameters) {
    try {
      node.register(path, registration);
    } catch (error) {
      throw describeProblem(error, `${file}: parameters.${path}`);
    }
  }
  return node;
}

/** Others may make more of them, where they may change the node. */
function makeOperators(
  node: ZocpNode,
  { operators }: NodeDescription,
  { file, accept }: { readonly file: string; readonly accept: readonly string[] | undefined },
): Operators {
  const made = new Operators(node, { offer: { accept: accept?.map(publicKeyOf) } });
  for (const [name, settings] of operators) {
    try {
      made.add(name, settings);
    } catch (error) {
      throw describeProblem(error, `${file}: operators.${name}`);
    }
  }
  return made;
}

/** A file that is there holds a public key. */
function nameOrKey(given: string): string {
  return existsSync(given) ? publicKeyOf(given) : given;
}

function describeProblem(error: unknown, place: string): Failure {
  if (error instanceof DescriptionError || error instanceof ProtocolError || error instanceof UsageError)
    return wrongUsage(`${place}: ${error.message}`);
  const unread = describeUnread(error, place);
  if (unread === undefined) throw error;
  return unread;
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

/**
 * The library keeps the link and makes it whenever both ends are here; here it is only declared. That somebody cut it is told
 * once.
 */
function keepConnected(node: ZocpNode, [emitter, sensor, options]: Connection, { tell, signal }: Keeping): void {
  const port = (end: string) => (node.parameters.has(end) ? { node: node.id, parameter: end } : end);
  // Without a time limit it only ends with the node.
  node.connect(port(emitter), port(sensor), { ...options, declare: true, signal }).catch((error: unknown) => {
    if (!(error instanceof NetworkError) || error.code !== "link-cut") return;
    const address = (end: string): string => (node.parameters.has(end) ? `${node.name}/${end}` : end);
    tell({ event: "cut", emitter: address(emitter), sensor: address(sensor), reason: error.message });
  });
}

interface Keeping {
  readonly tell: (happening: Happening) => void;
  readonly signal: AbortSignal;
}

function printer({ options, out, colours, clock, note, end }: Session<NodeOptions>): (happening: Happening) => void {
  const json = options.stdio === true || options.json === true;
  if (json) out.describeLoss(describeLossAsJson);
  // Whoever talks to the node over its standard streams has gone.
  if (options.stdio) out.onUnread(end);
  const isHidden = json || options.all === true ? () => false : toolFilter();
  return (happening) => {
    if (isHidden(happening)) return;
    if (happening.event === "error") note(`line ${String(happening.line)}: ${String(happening.message)}`);
    const text = formatHappening(happening, { json, colours, clock, now: new Date() });
    if (text !== undefined) out.line(text, happening.event === "signal" || happening.event === "modified");
  };
}

/** Whether a happening only tells that a command comes or goes: what it did is told besides. */
function toolFilter(): (happening: Happening) => boolean {
  const tools = new Set<unknown>();
  return ({ event, id, headers }) => {
    if (event === "enter" && headers instanceof Map && isTool({ headers: headers as Map<string, string> }))
      tools.add(id);
    return event === "exit" ? tools.delete(id) : COMINGS.has(event) && tools.has(id);
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
    bad: (why, number) => protocol.reject(why, number),
  });
  const fault = await readInput(lines, protocol, session.signal);
  await protocol.settle();
  // Others need a moment to find a node that has just begun, and to take what it emitted.
  await linger;
  if (fault !== undefined) session.note(`standard input cannot be read, the node goes on without: ${fault.message}`);
  if (fault !== undefined || inputIsNothing()) await ended(session);
}

/** Resolves when the input has ended, with the reason when nobody ended it on purpose. */
function readInput(lines: Lines, protocol: LineProtocol, signal: AbortSignal): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const { stdin } = process;
    stdin.on("data", (bytes: Buffer) => {
      lines.push(bytes);
      if (!protocol.busy) return;
      // Whoever writes faster than the others answer has to wait.
      stdin.pause();
      void protocol.settle().then(() => stdin.resume());
    });
    stdin.once("end", () => {
      lines.end();
      resolve(undefined);
    });
    stdin.on("error", (error: NodeJS.ErrnoException) => resolve(HUNG_UP.has(error.code ?? "") ? undefined : error));
    signal.addEventListener("abort", () => stdin.destroy(), { once: true });
  });
}

/** Services and background jobs get /dev/null, and a slip of the hand a folder: nobody closed that on purpose. */
function inputIsNothing(): boolean {
  try {
    const input = fstatSync(0);
    return input.isDirectory() || (input.isCharacterDevice() && !process.stdin.isTTY);
  } catch {
    return true;
  }
}

const EVENTS = [
  ...["enter", "described", "exit", "suspected", "recovered", "namesake", "modified", "signal", "changed", "edited"],
  ...[
    "registered",
    "removed",
    "subscribed",
    "unsubscribed",
    "linked",
    "unlinked",
    "overruled",
    "refused",
    "cycle",
    "ignored",
    "dropped",
    "failed",
  ],
] as readonly NodeEvent["type"][];
/** How systems say that the program at the other end of standard input has gone. */
const HUNG_UP: ReadonlySet<string> = new Set(["EOF", "EPIPE", "ECONNRESET"]);
const COMINGS: ReadonlySet<string> = new Set(["enter", "suspected", "recovered"]);
const LEAST_PATIENCE = 2000;
