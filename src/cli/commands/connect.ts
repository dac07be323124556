import { compileMap, type LinkOptions, type MapStage, type ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import type { GivenStages } from "../maps/given-stages.ts";
import type { Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import {
  addressOf,
  CONFIRM_TIMEOUT_MS,
  checkLink,
  findLink,
  isConnected,
  type LinkTarget,
  linkOf,
  tellLink,
} from "../targets/link-words.ts";
import { observe } from "../targets/observe.ts";

interface ConnectOptions extends CommonOptions {
  readonly rate?: number;
  readonly every?: boolean;
  readonly priority?: number;
  readonly mute?: boolean;
  readonly range?: readonly GivenStages[];
  readonly clip?: readonly GivenStages[];
  readonly curve?: readonly GivenStages[];
  readonly deadband?: readonly GivenStages[];
  readonly smooth?: readonly GivenStages[];
  readonly lag?: readonly GivenStages[];
  readonly expr?: readonly GivenStages[];
  readonly map?: readonly GivenStages[];
  readonly pickup?: boolean;
}

/** Wires an emitter to a sensor of any two nodes, and waits until the emitter lists it. */
export async function run(session: Session<ConnectOptions>, emitter: string, sensor: string): Promise<void> {
  // What is wrong with a map is said before anything is looked for.
  linkOptionsOf(session.options);
  await observe(session, "connect", async (node) => {
    const wire = await findLink(session, node, emitter, sensor);
    checkLink(wire);
    const said = Object.values(linkOptionsOf(session.options)).some((one) => one !== undefined);
    if (isConnected(wire) && !said)
      session.note(`${addressOf(wire.emitter)} and ${addressOf(wire.sensor)} were connected already`);
    else await connect(session, node, wire);
    tellLink(session, wire, true);
  });
}

/** Whichever comes first: the link, a reason against it, or the end of patience. */
async function connect({ options, signal }: Session<ConnectOptions>, node: ZocpNode, wire: LinkTarget): Promise<void> {
  const { emitter, sensor } = linkOf(wire);
  const refused = new Promise<never>((_resolve, reject) => {
    node.on("refused", ({ outgoing, verb, name, parameter, reason }) => {
      if (outgoing && verb === "SUB") reject(notFound(`${name} refused to connect ${parameter}: ${reason}`));
    });
  });
  const timeout = Math.max(waitOf(options, CONFIRM_TIMEOUT_MS), CONFIRM_TIMEOUT_MS);
  await Promise.race([node.connect(emitter, sensor, { timeout, signal, ...linkOptionsOf(options) }), refused]);
}

function linkOptionsOf({ rate, every, priority, mute, pickup, ...options }: ConnectOptions): LinkOptions {
  const { range, clip, curve, deadband, smooth, lag, expr, map } = options;
  const given = [range, clip, curve, deadband, smooth, lag, expr, map].flatMap((one) => one ?? []);
  // As they stand on the command line; what looks at the sensor comes last.
  const stages = [...given].sort((a, b) => a.order - b.order).flatMap((one) => one.stages);
  const all: readonly MapStage[] = pickup ? [...stages, { pickup: true }] : stages;
  const said = given.length > 0 || pickup === true;
  if (said) compileMap(all);
  return { rate, every, priority, mute, map: said ? all : undefined };
}
