import { ZocpNode } from "../../index.ts";
import { type Outcome, type Plan, ShowNode, type ShowNodeEvent } from "../../show.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { gather } from "../show/gather.ts";
import { readOrBegin } from "../show/show-file.ts";
import { ended, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { networkOptions, noteStrangers, once } from "../targets/observe.ts";
import { publicKeyOf } from "../targets/public-keys.ts";

interface PlayOptions extends CommonOptions {
  readonly name?: string;
  readonly locked?: boolean;
  /** Public keys. */
  readonly accept?: readonly string[];
  /** Make everything as the file says, now and for nodes that come later. */
  readonly load?: boolean;
}

/** Plays a show on a node of its own until it is told to end. */
export async function run(session: Session<PlayOptions>, file: string): Promise<void> {
  const { options } = session;
  readOrBegin(file);
  const { name = "show", locked, accept } = options;
  const show = new ShowNode(name, { ...networkOptions(options), locked, accept: accept?.map(publicKeyOf), file });
  const note = once(session);
  show.node.on("failed", ({ error }) => note(error.message));
  if (show.node instanceof ZocpNode) noteStrangers(show.node, note);
  for (const type of ["cue", "note", "edited"] as const) show.on(type, (event) => tell(session, event));
  await show.start();
  try {
    tellBeginning(session, show);
    if (options.load === true) await load(session, show);
    await ended(session);
  } finally {
    await show.stop();
  }
}

async function load(session: Session<PlayOptions>, show: ShowNode): Promise<void> {
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

function tellBeginning({ options, out, note }: Session<PlayOptions>, show: ShowNode): void {
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
  const network = networkNote(options);
  if (network !== undefined) note(network);
}

function tell({ options, out, colours, clock }: Session<PlayOptions>, event: ShowNodeEvent): void {
  if (options.json === true) {
    const { type, ...rest } = event;
    return out.line(toJsonText({ event: type, ...rest }));
  }
  out.line(`${colours.dim(clock.stamp(new Date()))}  ${printable(describe(event))}`);
}

function describe(event: ShowNodeEvent): string {
  if (event.type === "note") return event.text;
  if (event.type === "edited") return `edited, revision ${event.revision}`;
  const missing = event.missing.length === 0 ? "" : `; not here: ${event.missing.join(", ")}`;
  return `${event.cue} ${event.state}${missing}`;
}
