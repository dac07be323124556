import {
  applyPlan,
  diffShow,
  isPart,
  isSame,
  type Outcome,
  type Part,
  type Plan,
  stageShow,
  takeSnapshot,
} from "../../show.ts";
import { type ExitCode, notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { describeMove } from "../format/moved.ts";
import { type Difference, differenceOf, differencesOf, formatDifferences, refusalOf } from "../format/plan.ts";
import { countOf, printable } from "../format/text.ts";
import { askYes } from "../show/ask.ts";
import { gather } from "../show/gather.ts";
import { readShowFile } from "../show/show-file.ts";
import { type PartOptions, partOf } from "../show/show-part.ts";
import { ended, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { observe } from "../targets/observe.ts";

interface LoadOptions extends PartOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** Serve also those that come later. */
  readonly stay?: boolean;
}

/** Makes everything as a show file says: shows first what is different, asks where somebody can answer, and tells what could not be done. */
export async function run(session: Session<LoadOptions>, path: string): Promise<ExitCode> {
  const { options, signal } = session;
  const file = readShowFile(path);
  const part = partOf(options);
  return observe(session, "load", async (node) => {
    await gather(session, node, file.nodes.keys());
    const snapshot = await takeSnapshot(node, { signal, choose: isPart });
    const plan = diffShow(file, snapshot, part);
    const differences = differencesOf(plan);
    if (!options.json) for (const line of formatDifferences(differences, session.colours)) session.out.line(line);
    if (options.dryRun === true) return dryRun(session, plan, differences);
    if (plan.changes.length > 0 && !(await mayApply(session, plan))) throw notFound("nothing was changed");
    const timeout = waitOf(options, CONFIRM);
    const outcome = await applyPlan(node, plan, { signal, timeout });
    report(session, plan, outcome);
    if (options.stay !== true) return leftOver(plan, outcome);
    const served = snapshot.nodes.filter(({ fresh }) => fresh).map(({ id }) => id);
    const stop = stageShow(node, file, { ...part, served, timeout, onPart: (given) => tellPart(session, given) });
    session.note("waiting for nodes that come later, until Ctrl-C");
    await ended(session);
    stop();
    return 0;
  });
}

function dryRun({ options, out }: Session, plan: Plan, differences: readonly Difference[]): ExitCode {
  if (options.json) for (const { json } of differences) out.line(toJsonText(json));
  return isSame(plan) ? 0 : 1;
}

/** Whoever sits at a terminal is asked; a script means what it says. */
async function mayApply({ options, signal, columns }: Session<LoadOptions>, plan: Plan): Promise<boolean> {
  if (options.yes === true || options.json === true || columns === undefined || !process.stdin.isTTY) return true;
  return askYes(`Change ${countOf(plan.changes.length, "thing")}?`, signal);
}

function report(session: Session, plan: Plan, outcome: Outcome): void {
  if (session.options.json) reportAsJson(session, plan, outcome);
  else reportAsText(session, plan, outcome);
}

function reportAsJson({ out }: Session, plan: Plan, { done, refused, waiting, moved }: Outcome): void {
  for (const change of [...done, ...waiting]) out.line(toJsonText(differenceOf(change).json));
  for (const { change, value } of moved) out.line(toJsonText({ moved: change.address, file: change.to, now: value }));
  for (const refusal of refused) out.line(toJsonText(refusalOf(refusal).json));
  for (const { json } of differencesOf({ ...plan, changes: [] })) out.line(toJsonText(json));
  out.line(
    toJsonText({
      done: done.length,
      waiting: waiting.length,
      refused: refused.length,
      missing: plan.missing.length,
      same: plan.same,
    }),
  );
}

function reportAsText({ out, colours, note }: Session, plan: Plan, { done, refused, waiting, moved }: Outcome): void {
  for (const { change, value } of moved) {
    const move = describeMove(change.address, value, change.to);
    if (move !== undefined) note(move);
  }
  for (const line of formatDifferences(refused.map(refusalOf), colours)) out.line(line);
  const parts = [
    `${countOf(done.length, "change")} made`,
    `${plan.same} ${plan.same === 1 ? "was" : "were"} so already`,
    waiting.length === 0 ? "" : `${countOf(waiting.length, "wire")} kept for nodes that are away`,
    refused.length === 0 ? "" : `${refused.length} refused`,
    plan.problems.length === 0 ? "" : `${plan.problems.length} cannot be`,
    plan.missing.length === 0 ? "" : `not here: ${plan.missing.map(({ name }) => name).join(", ")}`,
  ];
  out.line(printable(parts.filter((part) => part !== "").join(", ")));
}

function leftOver({ missing, problems }: Plan, { refused }: Outcome): ExitCode {
  return missing.length + problems.length + refused.length === 0 ? 0 : 1;
}

/** What a node was told that came later. */
function tellPart({ options, out, colours }: Session, { name, id, plan, outcome }: Part): void {
  const { done, refused } = outcome;
  if (options.json) return out.line(toJsonText({ part: name, id, done: done.length, refused: refused.length }));
  out.line(`${colours.green("→")} ${printable(name)}: ${countOf(done.length, "change")} made`);
  const wrong = [...refused.map(refusalOf), ...differencesOf({ ...plan, changes: [], extras: [], missing: [] })];
  for (const line of formatDifferences(wrong, colours)) out.line(line);
}

/** Milliseconds that a node has to confirm. */
const CONFIRM = 5000;
