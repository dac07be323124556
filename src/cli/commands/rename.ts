import { formatAddress, type Link, type RenamedLink } from "../../index.ts";
import { type ExitCode, notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { pause, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { observe } from "../targets/observe.ts";

/** Moves the links of a node that has another name now, and tells what became of each. */
export async function run(session: Session, before: string, after: string): Promise<ExitCode> {
  return observe(session, "rename", async (node) => {
    await pause(waitOf(session.options), session.signal);
    await node.everyone({ timeout: CONFIRM, signal: session.signal });
    if (node.peer(before) !== undefined) throw notFound(stillHere(before, after));
    const links = await node.rename(before, after, { timeout: CONFIRM, signal: session.signal });
    if (links.length === 0) throw notFound(`nobody who is here keeps a link of a node named "${before}"`);
    for (const link of links) tell(session, link);
    if (node.peer(after) === undefined) session.note(`${after} is not here yet: its links are made when it comes`);
    return links.some(({ reason }) => reason !== "") ? 1 : 0;
  });
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
