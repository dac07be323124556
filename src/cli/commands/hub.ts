import { GossipHub, type GossipHubEvent, hostNet, presentInterfaces } from "../../index.ts";
import { wrongUsage } from "../failure.ts";
import { describeHubEvent, formatHubEvent } from "../format/hub-event.ts";
import { toJsonText } from "../format/json.ts";
import { tellServiceManager } from "../streams/service-manager.ts";
import { ended, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { refuseBroker } from "../targets/local-only.ts";
import { placesWithKeys } from "../targets/public-keys.ts";

interface HubOptions extends CommonOptions {
  readonly linger?: number;
}

/** Lets nodes that hear no beacons of each other find each other, until it is told to end. */
export async function run(session: Session<HubOptions>): Promise<void> {
  refuseBroker(session.options, "a hub");
  const { interface: wanted, gossip, linger, key, keys } = session.options;
  const port = session.options.port ?? portOfEnvironment();
  const hub = new GossipHub({
    interface: wanted,
    port,
    gossip: placesWithKeys(gossip),
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
  tellServiceManager(session.signal);
  await ended(session);
  await hub.stop();
}

function tell({ out, options, colours, clock }: Session, event: GossipHubEvent): void {
  const now = new Date();
  if (options.json === true) return out.line(describeHubEvent(event, now), true);
  // That a connection came says less than the node that it brought.
  if (options.all !== true && (event.type === "joined" || event.type === "left")) return;
  out.line(formatHubEvent(event, { colours, clock, now }), true);
}

/** What others have to be given, ready to be copied. */
function announce({ out, options, note }: Session, hub: GossipHub): void {
  const endpoints = endpointsOf(hub);
  if (options.json === true) return out.line(toJsonText({ event: "ready", endpoints }));
  for (const endpoint of endpoints) out.line(`hub:  --gossip ${endpoint}`);
  out.line("Ctrl-C ends it");
  if (endpoints.length === 0) note("this machine has no network at the moment: nobody can reach the hub");
}

function endpointsOf({ endpoint }: GossipHub): readonly string[] {
  if (endpoint === undefined) return [];
  const port = endpoint.split(":").at(-1);
  if (!endpoint.startsWith("tcp://0.0.0.0:")) return [endpoint];
  const all = presentInterfaces(hostNet());
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
