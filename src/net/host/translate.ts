import { type NetworkCode, NetworkError } from "../../errors.ts";

/** Makes our error of one of the operating system: the one place where its codes are known. `what` says what was tried. */
export function translate(error: unknown, what: string, platform: NodeJS.Platform = process.platform): NetworkError {
  const failure = asFailure(error);
  const special = SPECIAL.find(({ applies }) => applies(failure, platform))?.says;
  const [code, why] = special ?? CODES[failure.code] ?? ["network-failure", failure.message];
  return new NetworkError(code, `${what}: ${why}`, { cause: error });
}

/** What the system tells of a failure, as far as it does. */
interface Failure {
  readonly code: string;
  readonly message: string;
  /** What was asked of the system: `connect`, `bind`, `listen`, `send`. */
  readonly syscall: string;
  readonly port: number;
}

type Words = readonly [NetworkCode, string];

function asFailure(error: unknown): Failure {
  const { code, syscall, port } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  return {
    code: typeof code === "string" ? code : "",
    message: error instanceof Error ? error.message : String(error),
    syscall: typeof syscall === "string" ? syscall : "",
    port: typeof port === "number" ? port : 0,
  };
}

const isBinding = ({ syscall }: Failure): boolean => syscall === "bind" || syscall === "listen";
const LOCAL_NETWORK =
  "there is no way to that machine; where others reach it, macOS keeps this program out of the local network: System Settings, Privacy & Security, Local Network";
const RESERVED =
  "Windows has reserved this port, or another program holds it alone: choose another (reserved ones: netsh int ipv4 show excludedportrange)";

/** Where the same code means something else: first of the list that applies. */
const SPECIAL: readonly {
  readonly applies: (failure: Failure, platform: NodeJS.Platform) => boolean;
  readonly says: Words;
}[] = [
  {
    applies: (failure, platform) => platform === "win32" && failure.code === "EACCES" && isBinding(failure),
    says: ["not-permitted", RESERVED],
  },
  {
    applies: (failure) => failure.code === "EACCES" && isBinding(failure) && failure.port > 0 && failure.port < 1024,
    says: ["not-permitted", "ports below 1024 need more rights"],
  },
  {
    applies: (failure, platform) =>
      platform === "darwin" && failure.code === "EHOSTUNREACH" && ["connect", "send"].includes(failure.syscall),
    says: ["unreachable", LOCAL_NETWORK],
  },
  {
    applies: ({ code, syscall }) => code === "EADDRNOTAVAIL" && syscall === "connect",
    says: ["unreachable", "this machine has no address or no free port for a connection there"],
  },
];

const CODES: Readonly<Record<string, Words>> = {
  EADDRINUSE: ["address-in-use", "another program holds this address and port"],
  EADDRNOTAVAIL: ["unreachable", "this machine does not have the address"],
  EACCES: ["not-permitted", "the system does not permit it"],
  EPERM: ["not-permitted", "the system does not permit it; a firewall may be in the way"],
  ECONNREFUSED: ["connection-refused", "nothing listens there"],
  ECONNRESET: ["connection-lost", "the other side closed the connection"],
  ECONNABORTED: [
    "connection-lost",
    "the system gave the connection up: an adapter was switched off, or no answer came",
  ],
  ENOTCONN: ["connection-lost", "the connection is not there any more"],
  EPROTOTYPE: ["connection-lost", "the other side closed the connection"],
  EOF: ["connection-lost", "the other side closed the connection"],
  EPIPE: ["connection-lost", "the other side closed the connection"],
  ETIMEDOUT: ["timed-out", "no answer came"],
  EHOSTUNREACH: ["unreachable", "there is no way to that machine"],
  EHOSTDOWN: ["unreachable", "that machine does not answer"],
  ENOTFOUND: ["unreachable", "no machine has that name"],
  EAI_AGAIN: ["unreachable", "nobody can be asked for that name at the moment"],
  ENETUNREACH: ["unreachable", "there is no way to that network"],
  ENETDOWN: ["unreachable", "the network is down"],
  ENODEV: ["unreachable", "the interface is gone"],
  ENOBUFS: ["network-failure", "the system has no memory left for the network at this moment"],
  EMFILE: ["network-failure", "this program has too many files and connections open (ulimit -n)"],
  ENFILE: ["network-failure", "this system has too many files and connections open"],
  UNKNOWN: ["network-failure", "the system does not say why"],
};
