import {
  formatAddress,
  type Link,
  parseAddress,
  type RemoteNode,
  type RemoteParameter,
  type ZocpNode,
} from "../index.ts";
import { notFound } from "./failure.ts";
import { findNode, findParameter } from "./find.ts";
import { toJsonText } from "./format/json.ts";
import { printable } from "./format/text.ts";
import type { Session } from "./session.ts";
import { hint } from "./suggest.ts";

/** Both ends of a wire, found on the network. */
export interface Wire {
  readonly emitter: RemoteParameter;
  readonly sensor: RemoteParameter;
}

/** Finds both ends at once. Throws a failure that names the one that is missing. */
export async function findWire(session: Session, node: ZocpNode, emitter: string, sensor: string): Promise<Wire> {
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
export function isConnected({ emitter, sensor }: Wire): boolean {
  return emitter.subscribers.some(([peer, path]) => peer === sensor.node.id && path === sensor.path);
}

/** Throws a failure when the ends are not what a wire needs. */
export function checkWire({ emitter, sensor }: Wire): void {
  checkAccess(emitter, "e", "emitter");
  checkAccess(sensor, "s", "sensor");
  if (emitter.node === sensor.node && !emitter.node.extensions) {
    throw notFound(`${emitter.node.name} cannot wire its own parameters: nodes written for pyZOCP lack that`);
  }
}

export function linkOf({ emitter, sensor }: Wire): Link {
  return { emitter: emitter.port, sensor: sensor.port };
}

/** Prints what was done. */
export function tellWire({ out, options, colours }: Session, { emitter, sensor }: Wire, connected: boolean): void {
  const [from, to] = [addressOf(emitter), addressOf(sensor)];
  if (options.json) out.line(toJsonText({ emitter: from, sensor: to, connected }));
  else out.line(`${printable(from)} ${connected ? colours.green("→") : colours.red("✗")} ${printable(to)}`);
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
