import { formatAddress, parseAddress, type ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { type Ends, endsOf, findBetween } from "../targets/betweens.ts";
import {
  addressOf,
  CONFIRM_TIMEOUT_MS,
  findLink,
  isConnected,
  type LinkTarget,
  linkOf,
  tellLink,
  tellOutcome,
} from "../targets/link-words.ts";
import { cutForLater, findMissingEnd } from "../targets/missing-end.ts";
import { observe } from "../targets/observe.ts";
import { cutVia } from "../targets/via.ts";

/**
 * Cuts the wire between an emitter and a sensor, and waits until the emitter no longer lists it. While one of the two nodes is not
 * here, the other one keeps in mind that it was cut.
 */
export async function run(session: Session, emitter: string, sensor: string): Promise<void> {
  const unmake = async (node: ZocpNode): Promise<void> => {
    const wire = await findLink(session, node, emitter, sensor).catch(async (failure: unknown) => {
      const ends = { emitter: formatAddress(parseAddress(emitter)), sensor: formatAddress(parseAddress(sensor)) };
      if (await cutBetween(session, node, ends, 0)) return;
      const missing = await findMissingEnd(session, node, emitter, sensor);
      if (missing === undefined) throw failure;
      await cutForLater(session, node, missing);
    });
    if (wire !== undefined) await cut(session, node, wire);
  };
  await observe(session, "disconnect", unmake, "wanted");
}

async function cut(session: Session, node: ZocpNode, wire: LinkTarget): Promise<void> {
  // Only where the sensor's node is old something stands between; that may be told a moment later.
  const wait = wire.sensor.node.extensions ? 0 : waitOf(session.options);
  if (!isConnected(wire) && (await cutBetween(session, node, endsOf(wire.emitter, wire.sensor), wait))) return;
  if (!isConnected(wire)) throw notFound(`${addressOf(wire.emitter)} is not connected to ${describe(wire)}`);
  const link = linkOf(wire);
  const timeout = Math.max(waitOf(session.options, CONFIRM_TIMEOUT_MS), CONFIRM_TIMEOUT_MS);
  await node.disconnect(link.emitter, link.sensor, { timeout, signal: session.signal });
  tellLink(session, wire, false);
}

/** Whether something stood between the two ends, and was cut and taken away. */
async function cutBetween(session: Session, node: ZocpNode, ends: Ends, wait: number): Promise<boolean> {
  const between = await findBetween(node, ends, { wait, session });
  if (between === undefined) return false;
  await cutVia(session, node, between);
  tellOutcome(session, { ...ends, via: between.node.name }, false);
  return true;
}

/** The sensor, and what the emitter drives instead. */
function describe({ emitter, sensor }: LinkTarget): string {
  const count = emitter.subscribers.filter(([, path]) => path !== null).length;
  return `${addressOf(sensor)}; it drives ${count === 0 ? "nothing" : `${count} other sensor${count === 1 ? "" : "s"}: see "zocp ls"`}`;
}
