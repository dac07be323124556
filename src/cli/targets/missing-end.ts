import { formatAddress, type LinkState, type Port, parseAddress, type RemoteNode, type ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import { timeOfDay } from "../format/clock.ts";
import type { Session } from "../streams/session.ts";
import { findNode } from "./find.ts";
import { CONFIRM_TIMEOUT_MS, tellOutcome } from "./link-words.ts";

/** A wire of which one node is here and the other is not. */
export interface MissingEnd {
  readonly present: RemoteNode;
  readonly absent: string;
  readonly emitter: Port;
  readonly sensor: Port;
}

/** Undefined when both nodes of a wire are here, or none is. */
export async function findMissingEnd(
  session: Session,
  node: ZocpNode,
  emitter: string,
  sensor: string,
): Promise<MissingEnd | undefined> {
  const [from, to] = [parseAddress(emitter), parseAddress(sensor)];
  const [source, target] = [from, to].map((port) => node.peer(port.node) !== undefined);
  if (source === target) return undefined;
  const present = await findNode(session, node, source ? from.node : to.node);
  return source
    ? { present, absent: to.node, emitter: { ...from, node: present.name }, sensor: to }
    : { present, absent: from.node, emitter: from, sensor: { ...to, node: present.name } };
}

/** The node that is here keeps in mind that the wire was cut. */
export async function cutForLater(session: Session, node: ZocpNode, missing: MissingEnd): Promise<void> {
  const { present, absent, emitter, sensor } = missing;
  const link = await findLink(missing);
  const between = `${formatAddress(emitter)} to ${formatAddress(sensor)}`;
  if (link === undefined) throw notFound(`${absent} is not here, and ${present.name} keeps no wire from ${between}`);
  if (link.state === "cut") throw notFound(`the wire from ${between} was cut already: ${describeCut(link)}`);
  const { signal } = session;
  await node.disconnect(link.emitter, link.sensor, { timeout: CONFIRM_TIMEOUT_MS, signal });
  tellOutcome(session, { emitter: formatAddress(link.emitter), sensor: formatAddress(link.sensor) }, false);
  session.note(
    `${absent} is not here: ${present.name} keeps in mind that it was cut, and tells it when ${absent} comes back`,
  );
}

async function findLink({ present, absent, emitter, sensor }: MissingEnd): Promise<LinkState | undefined> {
  if (!present.extensions)
    throw notFound(`${absent} is not here, and ${present.name} is an old node, which keeps no wires`);
  const links = await present.links({ of: absent, timeout: CONFIRM_TIMEOUT_MS });
  return links.find((link) => isSame(link.emitter, emitter) && isSame(link.sensor, sensor));
}

function isSame(a: Port, b: Port): boolean {
  return a.node === b.node && a.parameter === b.parameter;
}

function describeCut({ reason, at }: LinkState): string {
  return at > 0 ? `${reason}, ${timeOfDay(new Date(at))}` : reason;
}
