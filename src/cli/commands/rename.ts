import { formatAddress, type Link, NetworkError, type RenamedLink, type ZocpNode } from "../../index.ts";
import { readShowState } from "../../show.ts";
import { type ExitCode, notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { pause, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { showsOn } from "../targets/find-show.ts";
import { observe } from "../targets/observe.ts";

/** Moves the links of a node that has another name now, and tells what became of each. */
export async function run(session: Session, before: string, after: string): Promise<ExitCode> {
  return observe(session, "rename", async (node) => {
    await pause(waitOf(session.options), session.signal);
    await node.everyone({ timeout: CONFIRM, signal: session.signal });
    if (node.peer(before) !== undefined) throw notFound(stillHere(before, after));
    const links = await node.rename(before, after, { timeout: CONFIRM, signal: session.signal });
    const shows = await renameInShows(session, node, before, after);
    if (links.length + shows.length === 0)
      throw notFound(`nobody who is here keeps a link of a node named "${before}", or has it in a show`);
    for (const link of links) tell(session, link);
    for (const show of shows) session.note(`${show} has it as ${after} now`);
    if (node.peer(after) === undefined) session.note(`${after} is not here yet: its links are made when it comes`);
    return links.some(({ reason }) => reason !== "") ? 1 : 0;
  });
}

/** Scenes and cues follow, too. Gives the names of the shows that had something of the node. */
async function renameInShows(
  { signal, note }: Session,
  node: ZocpNode,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const wait = { timeout: CONFIRM, signal };
  const renamed: string[] = [];
  for (const show of showsOn(node)) {
    try {
      const { revision } = readShowState(await show.call("show.state", [], wait));
      const answer = await show.call("show.edit", [revision, [{ op: "rename-node", from, to }]], wait);
      const [accepted, now, text] = ["accepted", "revision", "text"].map(
        (name) => answer instanceof Map && answer.get(name),
      );
      if (accepted !== true) note(`${show.name}: ${String(text)}`);
      else if (now !== revision) renamed.push(show.name);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      note(`${show.name}: ${error.message}`);
    }
  }
  return renamed;
}

function tell({ out, options, colours, note }: Session, { from, to, on, reason }: RenamedLink): void {
  if (options.json) out.line(toJsonText({ ...addresses(to), was: addresses(from), connected: on, reason }));
  else if (reason === "") {
    const { emitter, sensor } = addresses(to);
    const stays = on ? "" : ": stays cut";
    out.line(`${printable(emitter)} ${on ? colours.green("→") : colours.red("✗")} ${printable(sensor)}${stays}`);
  }
  if (reason !== "") note(`not moved: ${addresses(from).emitter} → ${addresses(from).sensor}: ${reason}`);
}

function addresses({ emitter, sensor }: Link): { readonly emitter: string; readonly sensor: string } {
  return { emitter: formatAddress(emitter), sensor: formatAddress(sensor) };
}

function stillHere(before: string, after: string): string {
  return `a node named ${before} is here: start it under its new name first, then its links can follow it to ${after}`;
}

const CONFIRM = 5000;
