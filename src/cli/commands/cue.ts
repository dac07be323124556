import type { RemoteNode } from "../../index.ts";
import { readShowState } from "../../show.ts";
import { notFound, wrongUsage } from "../failure.ts";
import { accepted, askShow, tellEdit } from "../show/ask-show.ts";
import type { Session } from "../streams/session.ts";
import { findShow, observeShow, type ShowOptions } from "../targets/find-show.ts";
import { hint } from "../targets/suggest.ts";

/** What is said of a cue that is recorded; what is left out stays as it is. */
interface CueOptions extends ShowOptions {
  readonly name?: string;
  readonly note?: string;
  /** Seconds. */
  readonly over?: number;
  readonly curve?: string | readonly number[];
  readonly block?: boolean;
}

/** Records what is on stage into a cue of a show, or removes a cue. */
export async function run(
  session: Session<CueOptions>,
  action: string,
  cue: string,
  ...patterns: string[]
): Promise<void> {
  if (!ACTIONS.includes(action)) throw wrongUsage(`cue cannot "${action}"${hint(action, ACTIONS, "it can")}`);
  if (action === "rm" && patterns.length > 0) throw wrongUsage(`cue rm takes one cue, not ${patterns.length + 1}`);
  const [idle] = action === "rm" ? Object.keys(saidOf(session.options)) : [];
  if (idle !== undefined) throw wrongUsage(`--${idle} is for cue record: cue rm only removes`);
  await observeShow(session, "cue", async (node) => {
    const show = await findShow(session, node);
    if (action === "rm") await remove(session, show, cue);
    else await record(session, show, [cue, patterns, saidOf(session.options)]);
  });
}

async function record(session: Session, show: RemoteNode, args: Parameters<typeof askShow>[3]): Promise<void> {
  const answer = accepted(show, await askShow(session, show, "record", args));
  tellEdit(session, `recorded cue ${String(args[0])}`, answer);
}

/** An edit says which version of the show it means. */
async function remove(session: Session, show: RemoteNode, number: string): Promise<void> {
  const { revision, cues } = readShowState(await askShow(session, show, "state", []));
  const cue = cues.find(({ id, cue }) => cue === number || id === number);
  if (cue === undefined) throw notFound(`there is no cue ${JSON.stringify(number)}`);
  const answer = await askShow(session, show, "edit", [revision, [{ op: "remove-cue", id: cue.id }]]);
  const edit = new Map(accepted(show, answer));
  edit.delete("values");
  tellEdit(session, `removed cue ${cue.cue}`, edit);
}

function saidOf({ name, note, over, curve, block }: CueOptions) {
  const said = { name, note, over, curve, block };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

const ACTIONS: readonly string[] = ["record", "rm"];
