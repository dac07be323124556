import type { ZocpNode } from "../../index.ts";
import {
  type Outcome,
  type Plan,
  type ShowNode,
  type ShowNodeEvents,
  Understudy,
  type UnderstudyEvent,
} from "../../show.ts";
import { wrongUsage } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { gather } from "../show/gather.ts";
import { readOrBegin } from "../show/show-file.ts";
import { tellServiceManager } from "../streams/service-manager.ts";
import { ended, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { nodeOptions, noteStrangers, once } from "../targets/observe.ts";
import { publicKeyOf } from "../targets/public-keys.ts";

interface PlayOptions extends CommonOptions {
  readonly name?: string;
  readonly locked?: boolean;
  /** Public keys. */
  readonly accept?: readonly string[];
  /** Make everything as the file says, now and for nodes that come later. */
  readonly load?: boolean;
  /** Follow a show that plays on another machine. */
  readonly understudy?: boolean;
  /** Take over without being asked. */
  readonly auto?: boolean;
}

type ToldEvent = ShowNodeEvents["cue" | "note" | "edited"][0];

/** Plays a show on a node of its own, or stands ready for one, until it is told to end. */
export async function run(session: Session<PlayOptions>, file: string): Promise<void> {
  const { options } = session;
  readOrBegin(file);
  const { name = "show", locked, accept, understudy = false, auto, load: loads } = options;
  if (understudy && loads === true) throw wrongUsage("--load is for a show, and --understudy for one that follows it");
  const authority = { locked, accept: accept?.map(publicKeyOf) };
  const machine = new Understudy(name, { ...nodeOptions(options), ...authority, file, auto, plays: !understudy });
  const note = once(session);
  machine.on("begins", ({ node, show }) => listen(session, { node, show, note }));
  machine.on("plays", ({ show }) => tellBeginning(session, show));
  for (const type of ["follows", "gone", "yields", "note"] as const)
    machine.on(type, (event) => tellChange(session, name, event));
  await machine.start();
  try {
    if (understudy) tellWaiting(session, name);
    const network = networkNote(options);
    if (network !== undefined && options.json !== true) session.note(network);
    if (loads === true) await load(session, machine);
    tellServiceManager(session.signal);
    await ended(session);
  } finally {
    await machine.stop();
  }
}

function listen(
  session: Session<PlayOptions>,
  {
    node,
    show,
    note,
  }: { readonly node: ZocpNode; readonly show: ShowNode | undefined; readonly note: Session["note"] },
): void {
  node.on("failed", ({ error }) => note(error.message));
  noteStrangers(node, note);
  if (show !== undefined)
    for (const type of ["cue", "note", "edited"] as const) show.on(type, (event) => tell(session, event));
}

/** Nothing is loaded any more where another show of the name goes on. */
async function load(session: Session<PlayOptions>, machine: Understudy): Promise<void> {
  const { show } = machine;
  if (show === undefined) return;
  try {
    await loadShow(session, show);
  } catch (error) {
    if (machine.show === show) throw error;
  }
}

async function loadShow(session: Session<PlayOptions>, show: ShowNode): Promise<void> {
  await gather(session, show.node, show.show.nodes.keys());
  const { plan, outcome } = await show.load({ signal: session.signal });
  const { options, out } = session;
  if (options.json === true) out.line(toJsonText({ event: "loaded", ...countsOf(plan, outcome) }));
  else out.line(printable(describeLoad(plan, outcome)));
  for (const { change, reason } of outcome.refused)
    session.note(`${"address" in change ? change.address : change.kind}: ${reason}`);
}

function countsOf(plan: Plan, { done, refused, waiting }: Outcome) {
  const missing = plan.missing.map(({ name }) => name);
  return { done: done.length, refused: refused.length, waiting: waiting.length, same: plan.same, missing };
}

function describeLoad(plan: Plan, outcome: Outcome): string {
  const { done, refused, same, missing } = countsOf(plan, outcome);
  const away = missing.length === 0 ? "" : `, not here: ${missing.join(", ")}`;
  return `loaded: ${done} changed, ${same} were so already${refused === 0 ? "" : `, ${refused} refused`}${away}`;
}

function tellBeginning({ options, out }: Session<PlayOptions>, show: ShowNode): void {
  const { title, cues, active, next, since } = show.state;
  const label = (id: string | undefined): string | undefined => cues.find((cue) => cue.id === id)?.cue;
  const at = since === undefined ? undefined : new Date(since).toISOString();
  if (options.json === true) {
    const place = { cues: cues.length, cue: label(active), next: label(next), since: at };
    return out.line(toJsonText({ event: "ready", name: show.name, title, ...place }));
  }
  const known = `${title ?? show.name}: ${cues.length} cue${cues.length === 1 ? "" : "s"}`;
  const place =
    active === undefined ? "" : `, at ${label(active)}${at === undefined ? "" : ` since ${at.slice(11, 16)}`}`;
  out.line(printable(`${known}${place}${next === undefined ? "" : `, next ${label(next)}`}; Ctrl-C ends it`));
}

function tellWaiting({ options, out }: Session<PlayOptions>, name: string): void {
  if (options.json === true) return out.line(toJsonText({ event: "ready", name, understudy: true }));
  out.line(printable(`stands ready for ${name}; Ctrl-C ends it`));
}

function tellChange(
  { options, out, colours, clock }: Session<PlayOptions>,
  name: string,
  event: Extract<UnderstudyEvent, { readonly type: "follows" | "gone" | "yields" | "note" }>,
): void {
  if (options.json === true) {
    const { type, ...rest } = event;
    return out.line(toJsonText({ event: type, ...rest }));
  }
  out.line(`${colours.dim(clock.stamp(new Date()))}  ${printable(describeChange(name, event))}`);
}

function describeChange(name: string, event: Parameters<typeof tellChange>[2]): string {
  if (event.type === "note") return event.text;
  if (event.type === "follows") return `follows ${name} on ${event.peer.slice(0, ID)}`;
  if (event.type === "yields") return `${name} goes on on ${event.to.slice(0, ID)}: this one is its understudy now`;
  return event.asks ? `${name} is gone; "zocp takeover" lets it go on here` : `${name} is gone; it goes on here`;
}

function tell({ options, out, colours, clock }: Session<PlayOptions>, event: ToldEvent): void {
  if (options.json === true) {
    const { type, ...rest } = event;
    return out.line(toJsonText({ event: type, ...rest }));
  }
  out.line(`${colours.dim(clock.stamp(new Date()))}  ${printable(describe(event))}`);
}

function describe(event: ToldEvent): string {
  if (event.type === "note") return event.text;
  if (event.type === "edited") return `edited, revision ${event.revision}`;
  const missing = event.missing.length === 0 ? "" : `; not here: ${event.missing.join(", ")}`;
  return `${event.cue} ${event.state}${missing}`;
}

/** Digits of an id that people compare. */
const ID = 8;
