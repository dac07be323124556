import { GossipHub, type GossipHubEvent, hostNet } from "../../index.ts";
import { wrongUsage } from "../failure.ts";
import { describeHubEvent, formatHubEvent } from "../format/hub-event.ts";
import { toJsonText } from "../format/json.ts";
import type { CommonOptions } from "../options.ts";
import { ended, type Session } from "../session.ts";

interface HubOptions extends CommonOptions {
  readonly linger?: number;
}

/** Lets nodes that hear no beacons of each other find each other, until it is told to end. */
export async function run(session: Session<HubOptions>): Promise<void> {
  const { interface: wanted, gossip, linger, key, keys } = session.options;
  const port = session.options.port ?? portOfEnvironment();
  const hub = new GossipHub({
    interface: wanted,
    port,
    gossip,
    key,
    keys,
    linger: linger === undefined ? undefined : linger * 1000,
  });
  const failures = new Set<string>();
  hub.on("failed", ({ error }) => {
    if (!failures.has(error.message)) session.note(error.message);
    failures.add(error.message);
  });
  for (const type of ["joined", "left", "published", "withdrawn", "ignored"] as const) {
    hub.on(type, (event: GossipHubEvent) => tell(session, event));
  }
  await hub.start();
  announce(session, hub);
  await ended(session);
  await hub.stop();
}

function tell({ out, options, colours }: Session, event: GossipHubEvent): void {
  const now = new Date();
  out.line(options.json === true ? describeHubEvent(event, now) : formatHubEvent(event, { colours, now }), true);
}

/** What others have to be given, ready to be copied. */
function announce({ out, options, note }: Session, hub: GossipHub): void {
  const endpoints = endpointsOf(hub);
  if (options.json === true) return out.line(toJsonText({ event: "ready", endpoints }));
  for (const endpoint of endpoints) out.line(`hub:  --gossip ${endpoint}`);
  if (endpoints.length === 0) note("this machine has no network at the moment: nobody can reach the hub");
}

function endpointsOf({ endpoint }: GossipHub): readonly string[] {
  if (endpoint === undefined) return [];
  const port = endpoint.split(":").at(-1);
  if (!endpoint.startsWith("tcp://0.0.0.0:")) return [endpoint];
  const all = hostNet().interfaces();
  const reachable = all.some(({ loopback }) => !loopback) ? all.filter(({ loopback }) => !loopback) : all;
  return reachable.map(({ address }) => `tcp://${address}:${port}`);
}

/** The same number for all that has to do with finding each other: for beacons it is a port of UDP, here one of TCP. */
function portOfEnvironment(): number | undefined {
  const text = process.env.ZOCP_PORT;
  if (!text) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw wrongUsage(`ZOCP_PORT is "${text}": it must be a whole number from 1 to 65535`);
}
