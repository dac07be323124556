import { type NetworkCode, NetworkError } from "../../errors.ts";

/** Makes our error of one of the operating system: the one place where its codes are known. `what` says what was tried. */
export function translate(error: unknown, what: string): NetworkError {
  const system = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const [code, why] = CODES[system] ?? ["network-failure", error instanceof Error ? error.message : String(error)];
  return new NetworkError(code, `${what}: ${why}`, { cause: error });
}

const CODES: Readonly<Record<string, readonly [NetworkCode, string]>> = {
  EADDRINUSE: ["address-in-use", "another program holds this address and port"],
  EADDRNOTAVAIL: ["unreachable", "this machine does not have the address"],
  EACCES: ["not-permitted", "the system does not permit it"],
  EPERM: ["not-permitted", "the system does not permit it; a firewall may be in the way"],
  ECONNREFUSED: ["connection-refused", "nothing listens there"],
  ECONNRESET: ["connection-lost", "the other side closed the connection"],
  EPIPE: ["connection-lost", "the other side closed the connection"],
  ETIMEDOUT: ["timed-out", "no answer came"],
  EHOSTUNREACH: ["unreachable", "there is no way to that machine"],
  EHOSTDOWN: ["unreachable", "that machine does not answer"],
  ENOTFOUND: ["unreachable", "no machine has that name"],
  EAI_AGAIN: ["unreachable", "nobody can be asked for that name at the moment"],
  ENETUNREACH: ["unreachable", "there is no way to that network"],
  ENETDOWN: ["unreachable", "the network is down"],
  ENODEV: ["unreachable", "the interface is gone"],
};
