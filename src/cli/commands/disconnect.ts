import type { ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import {
  addressOf,
  CONFIRM_TIMEOUT_MS,
  findLink,
  isConnected,
  type LinkTarget,
  linkOf,
  tellLink,
} from "../targets/link-words.ts";
import { cutForLater, findMissingEnd } from "../targets/missing-end.ts";
import { observe } from "../targets/observe.ts";

/**
 * Cuts the wire between an emitter and a sensor, and waits until the emitter no longer lists it. While one of the two nodes is not
 * here, the other one keeps in mind that it was cut.
 */
export async function run(session: Session, emitter: string, sensor: string): Promise<void> {
  await observe(session, "disconnect", async (node) => {
    const wire = await findLink(session, node, emitter, sensor).catch(async (failure: unknown) => {
      const missing = await findMissingEnd(session, node, emitter, sensor);
      if (missing === undefined) throw failure;
      await cutForLater(session, node, missing);
    });
    if (wire !== undefined) await cut(session, node, wire);
  });
}

async function cut(session: Session, node: ZocpNode, wire: LinkTarget): Promise<void> {
  if (!isConnected(wire)) throw notFound(`${addressOf(wire.emitter)} is not connected to ${describe(wire)}`);
  const link = linkOf(wire);
  const timeout = Math.max(waitOf(session.options, CONFIRM_TIMEOUT_MS), CONFIRM_TIMEOUT_MS);
  await node.disconnect(link.emitter, link.sensor, { timeout, signal: session.signal });
  tellLink(session, wire, false);
}

/** The sensor, and what the emitter drives instead. */
function describe({ emitter, sensor }: LinkTarget): string {
  const count = emitter.subscribers.filter(([, path]) => path !== null).length;
  return `${addressOf(sensor)}; it drives ${count === 0 ? "nothing" : `${count} other sensor${count === 1 ? "" : "s"}: see "zocp ls"`}`;
}
