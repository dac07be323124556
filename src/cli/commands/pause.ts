import { press } from "../show/press.ts";
import type { Session } from "../streams/session.ts";
import { findShow, observeShow, type ShowOptions } from "../targets/find-show.ts";

/** Holds what moves in a show. */
export async function run(session: Session<ShowOptions>): Promise<void> {
  await observeShow(session, "pause", async (node) => press(session, await findShow(session, node), "pause", []));
}
