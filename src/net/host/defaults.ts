import { UsageError } from "../../errors.ts";
import { VARIABLE } from "./secret-file.ts";

/** The interface that the environment names in `ZOCP_INTERFACE`. */
export function defaultInterface(): string | undefined {
  return process.env.ZOCP_INTERFACE || undefined;
}

/** The beacon port that the environment names in `ZOCP_PORT`. Throws `UsageError` when it is none. */
export function defaultBeaconPort(): number | undefined {
  return wholeNumber("ZOCP_PORT", 65535);
}

/** The TCP port that the environment names in `ZOCP_TCP_PORT`. Throws `UsageError` when it is none. */
export function defaultTcpPort(): number | undefined {
  return wholeNumber("ZOCP_TCP_PORT", 65535);
}

/** The hubs that the environment names in `ZOCP_GOSSIP`. */
export function defaultHubs(): readonly string[] | undefined {
  return list("ZOCP_GOSSIP");
}

/** The places of other nodes that the environment names in `ZOCP_PEER`. */
export function defaultPeers(): readonly string[] | undefined {
  return list("ZOCP_PEER");
}

/** The endpoint that the environment names in `ZOCP_ENDPOINT`. */
export function defaultEndpoint(): string | undefined {
  return process.env.ZOCP_ENDPOINT || undefined;
}

/** Whether the environment wants beacons, in `ZOCP_BEACONS`. Throws `UsageError` when it is neither on nor off. */
export function defaultBeacons(): boolean | undefined {
  const text = process.env.ZOCP_BEACONS;
  if (!text) return undefined;
  if (text === "on" || text === "off") return text === "on";
  throw new UsageError("invalid-argument", `ZOCP_BEACONS is "${text}": it must be on or off`);
}

/** The message broker that the environment names in `ZOCP_BROKER`. */
export function defaultBroker(): string | undefined {
  return process.env.ZOCP_BROKER || undefined;
}

/** How far multicast reaches, in `ZOCP_MULTICAST_TTL`. Throws `UsageError` when it is no such number. */
export function defaultMulticastTtl(): number | undefined {
  return wholeNumber("ZOCP_MULTICAST_TTL", 255);
}

function wholeNumber(name: string, most: number): number | undefined {
  const text = process.env[name];
  if (!text) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw new UsageError("invalid-argument", `${name} is "${text}": it must be a whole number from 1 to ${most}`);
}

function list(name: string): readonly string[] | undefined {
  const texts = (process.env[name] ?? "").split(/[\s,]+/).filter((text) => text !== "");
  return texts.length === 0 ? undefined : texts;
}

/** The key file that the environment names in `ZOCP_KEY`; the key itself when it stands in `ZOCP_KEY_TEXT`. */
export function defaultKeyFile(): string | undefined {
  return process.env.ZOCP_KEY || (process.env.ZOCP_KEY_TEXT ? `${VARIABLE}ZOCP_KEY_TEXT` : undefined);
}

/** The folder of public keys that the environment names in `ZOCP_KEYS`. */
export function defaultKeyFolder(): string | undefined {
  return process.env.ZOCP_KEYS || undefined;
}
