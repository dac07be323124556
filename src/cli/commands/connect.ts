import type { ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import { observe } from "../observe.ts";
import { type CommonOptions, waitOf } from "../options.ts";
import type { Session } from "../session.ts";
import { addressOf, checkWire, findWire, isConnected, linkOf, tellWire, type Wire } from "../wires.ts";

interface ConnectOptions extends CommonOptions {
  readonly rate?: number;
  readonly every?: boolean;
}

/** Wires an emitter to a sensor of any two nodes, and waits until the emitter lists it. */
export async function run(session: Session<ConnectOptions>, emitter: string, sensor: string): Promise<void> {
  await observe(session, "connect", async (node) => {
    const wire = await findWire(session, node, emitter, sensor);
    checkWire(wire);
    const { rate, every } = session.options;
    if (isConnected(wire) && rate === undefined && every === undefined)
      session.note(`${addressOf(wire.emitter)} and ${addressOf(wire.sensor)} were connected already`);
    else await connect(session, node, wire);
    tellWire(session, wire, true);
  });
}

/** Whichever comes first: the link, a reason against it, or the end of patience. */
async function connect({ options, signal }: Session<ConnectOptions>, node: ZocpNode, wire: Wire): Promise<void> {
  const { emitter, sensor } = linkOf(wire);
  const refused = new Promise<never>((_resolve, reject) => {
    node.on("refused", ({ outgoing, verb, name, parameter, reason }) => {
      if (outgoing && verb === "SUB") reject(notFound(`${name} refused to connect ${parameter}: ${reason}`));
    });
  });
  const { rate, every } = options;
  const timeout = Math.max(waitOf(options, CONFIRM), CONFIRM);
  await Promise.race([node.connect(emitter, sensor, { timeout, signal, rate, every }), refused]);
}

const CONFIRM = 3000;
