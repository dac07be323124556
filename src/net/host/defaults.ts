import { UsageError } from "../../errors.ts";

/** The interface that the environment names in `ZOCP_INTERFACE`. */
export function defaultInterface(): string | undefined {
  return process.env.ZOCP_INTERFACE || undefined;
}

/** The beacon port that the environment names in `ZOCP_PORT`. Throws `UsageError` when it is none. */
export function defaultBeaconPort(): number | undefined {
  const text = process.env.ZOCP_PORT;
  if (!text) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= 65535) return port;
  throw new UsageError("invalid-argument", `ZOCP_PORT is "${text}": it must be a whole number from 1 to 65535`);
}

/** The key file that the environment names in `ZOCP_KEY`. */
export function defaultKeyFile(): string | undefined {
  return process.env.ZOCP_KEY || undefined;
}

/** The folder of public keys that the environment names in `ZOCP_KEYS`. */
export function defaultKeyFolder(): string | undefined {
  return process.env.ZOCP_KEYS || undefined;
}
