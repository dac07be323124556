import { press } from "../show/press.ts";
import type { Session } from "../streams/session.ts";
import { findShow, type ShowOptions } from "../targets/find-show.ts";
import { observe } from "../targets/observe.ts";

/** Holds what moves in a show. */
export async function run(session: Session<ShowOptions>): Promise<void> {
  await observe(session, "pause", async (node) => press(session, await findShow(session, node), "pause", []));
}
