import {
  formatAddress,
  type Link,
  parseAddress,
  type RemoteNode,
  type RemoteParameter,
  type ZocpNode,
} from "../../index.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import type { Session } from "../streams/session.ts";
import { findNode, findParameter } from "./find.ts";
import { hint } from "./suggest.ts";

/** Both ends of a wire, found on the network. */
export interface LinkTarget {
  readonly emitter: RemoteParameter;
  readonly sensor: RemoteParameter;
}

/** Finds both ends at once. Throws a failure that names the one that is missing. */
export async function findLink(session: Session, node: ZocpNode, emitter: string, sensor: string): Promise<LinkTarget> {
  const from = parseAddress(emitter);
  const to = parseAddress(sensor);
  // Both are looked for at the same time, and both have their say before either fails.
  const [first, second] = await Promise.allSettled([
    findNode(session, node, from.node),
    findNode(session, node, to.node),
  ]);
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return {
    emitter: findParameter(first.value, from.parameter),
    sensor: findParameter(second.value, to.parameter),
  };
}

/** Whether the emitter lists the sensor. */
export function isConnected({ emitter, sensor }: LinkTarget): boolean {
  return emitter.subscribers.some(([peer, path]) => peer === sensor.node.id && path === sensor.path);
}

/** Throws a failure when the ends are not what a wire needs. */
export function checkLink({ emitter, sensor }: LinkTarget): void {
  checkAccess(emitter, "e", "emitter");
  checkAccess(sensor, "s", "sensor");
  const reason = emitter.whyNotTo(sensor);
  if (reason !== undefined) throw notFound(reason);
}

export function linkOf({ emitter, sensor }: LinkTarget): Link {
  return { emitter: emitter.port, sensor: sensor.port };
}

/** Prints what was done; `via`: the node through which it goes, when it does not go straight. */
export function tellLink(session: Session, { emitter, sensor }: LinkTarget, connected: boolean, via?: string): void {
  tellOutcome(session, { emitter: addressOf(emitter), sensor: addressOf(sensor), via }, connected);
}

/** The same for ends of which one may be away, by their addresses. */
export function tellOutcome({ out, options, colours }: Session, outcome: Outcome, connected: boolean): void {
  const { emitter, sensor, via } = outcome;
  const sign = connected ? colours.green("→") : colours.red("✗");
  if (options.json) out.line(toJsonText({ emitter, sensor, via, connected }));
  else
    out.line(`${printable(emitter)} ${sign} ${printable(sensor)}${via === undefined ? "" : ` via ${printable(via)}`}`);
}

interface Outcome {
  readonly emitter: string;
  readonly sensor: string;
  readonly via?: string | undefined;
}

export function addressOf({ node, path }: { readonly node: RemoteNode; readonly path: string }): string {
  return formatAddress({ node: node.name, parameter: path });
}

function checkAccess(parameter: RemoteParameter, letter: "e" | "s", what: string): void {
  if (parameter.access.includes(letter)) return;
  const fitting = [...parameter.node.parameters.values()].filter(({ access }) => access.includes(letter));
  const others = hint(
    parameter.path,
    fitting.map(({ path }) => path),
    `its ${what}s are`,
  );
  const access = `its access is "${parameter.access}", without ${letter}`;
  throw notFound(`${addressOf(parameter)} is no ${what}: ${access}${fitting.length === 0 ? "" : others}`);
}

/** How long a wire may take to be made or cut. */
export const CONFIRM_TIMEOUT_MS = 3000;
