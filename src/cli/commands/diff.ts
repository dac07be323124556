import { diffShow, isPart, isSame, takeSnapshot } from "../../show.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { differencesOf, formatDifferences } from "../format/plan.ts";
import { gather } from "../show/gather.ts";
import { readShowFile } from "../show/show-file.ts";
import { type PartOptions, partOf } from "../show/show-part.ts";
import type { Session } from "../streams/session.ts";
import { observe } from "../targets/observe.ts";

/** Prints what is not as a show file says. Sends nothing but questions. */
export async function run(session: Session<PartOptions>, path: string): Promise<ExitCode> {
  const file = readShowFile(path);
  const part = partOf(session.options);
  return observe(session, "diff", async (node) => {
    await gather(session, node, file.nodes.keys());
    const snapshot = await takeSnapshot(node, { signal: session.signal, choose: isPart });
    const plan = diffShow(file, snapshot, part);
    const differences = differencesOf(plan);
    if (session.options.json) for (const { json } of differences) session.out.line(toJsonText(json));
    else for (const line of formatDifferences(differences, session.colours)) session.out.line(line);
    for (const { name, fresh } of snapshot.nodes)
      if (!fresh) session.note(`${name} did not answer: this is what it told last`);
    if (isSame(plan)) return 0;
    return 1;
  });
}
