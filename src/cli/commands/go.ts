import { randomUUID } from "node:crypto";

import type { JsonObject, RemoteNode } from "../../index.ts";
import { readShowState, type ShowState, type ShowStateCue } from "../../show.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { press } from "../show/press.ts";
import { formatPreview } from "../show/preview.ts";
import type { Session } from "../streams/session.ts";
import { findShow, observeShow, type ShowOptions } from "../targets/find-show.ts";

interface GoOptions extends ShowOptions {
  readonly instant?: boolean;
  readonly dryRun?: boolean;
}

/** Plays the next cue of a show, or jumps to one. */
export async function run(session: Session<GoOptions>, cue?: string): Promise<void> {
  const { options, signal } = session;
  await observeShow(session, "go", async (node) => {
    const show = await findShow(session, node);
    const state = readShowState(await show.call("show.state", [], { timeout: ANSWER, signal }));
    // How old the press is, the show reckons by its own clock.
    const asked = performance.now();
    if (options.dryRun === true) return lookAhead(session, show, state, cue);
    if (cue !== undefined || options.instant === true) {
      const wanted = cue ?? state.next;
      if (wanted === undefined) throw notFound("the list is at its end");
      return press(session, show, "goto", [wanted, { instant: options.instant === true }]);
    }
    const sent = state.now + (performance.now() - asked);
    const given = { press: randomUUID(), standby: state.next, sent };
    await press(session, show, "go", [given], (text) => describeCue(state, text));
  });
}

async function lookAhead(session: Session, show: RemoteNode, { next }: ShowState, cue?: string): Promise<void> {
  const wanted = cue ?? next;
  if (wanted === undefined) throw notFound("the list is at its end");
  const { signal, options, out } = session;
  const args = [wanted, { jump: cue !== undefined }];
  const preview = await show.call("show.preview", args, { timeout: ANSWER, signal });
  if (!(preview instanceof Map)) throw notFound(`${show.name} does not say what it would send`);
  if (options.json === true) out.line(toJsonText(preview));
  else for (const line of formatPreview(preview as JsonObject)) out.line(line);
}

/** What was played, and what of it is not here. */
function describeCue({ cues }: ShowState, number: string): string {
  const cue = cues.find((one) => one.cue === number);
  if (cue === undefined) return printable(number);
  const { name, missing } = cue;
  const title = name === undefined ? number : `${number} ${name}`;
  return printable(`${title}: ${countOf(cue)}${missing.length > 0 ? `; not here: ${missing.join(", ")}` : ""}`);
}

function countOf({ targets, lasts, wait }: ShowStateCue): string {
  const parts = [
    `${targets} value${targets === 1 ? "" : "s"}`,
    ...(wait > 0 ? [`after ${wait} s`] : []),
    ...(lasts > 0 ? [`in ${lasts} s`] : []),
  ];
  return parts.join(" ");
}

/** Milliseconds. */
const ANSWER = 5000;
