import { notFound } from "../failure.ts";
import { observe } from "../observe.ts";
import { waitOf } from "../options.ts";
import type { Session } from "../session.ts";
import { addressOf, findWire, isConnected, linkOf, tellWire, type Wire } from "../wires.ts";

/** Cuts the wire between an emitter and a sensor, and waits until the emitter no longer lists it. */
export async function run(session: Session, emitter: string, sensor: string): Promise<void> {
  await observe(session, "disconnect", async (node) => {
    const wire = await findWire(session, node, emitter, sensor);
    if (!isConnected(wire)) throw notFound(`${addressOf(wire.emitter)} is not connected to ${describe(wire)}`);
    const link = linkOf(wire);
    const timeout = Math.max(waitOf(session.options, CONFIRM), CONFIRM);
    await node.disconnect(link.emitter, link.sensor, { timeout, signal: session.signal });
    tellWire(session, wire, false);
  });
}

/** The sensor, and what the emitter drives instead. */
function describe({ emitter, sensor }: Wire): string {
  const count = emitter.subscribers.filter(([, path]) => path !== null).length;
  return `${addressOf(sensor)}; it drives ${count === 0 ? "nothing" : `${count} other sensor${count === 1 ? "" : "s"}: see "zocp ls"`}`;
}

const CONFIRM = 3000;
