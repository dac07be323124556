/** The caller must act: an argument is wrong. Thrown at once, where the mistake is. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code: UsageCode;

  constructor(code: UsageCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The peer must act: it broke a protocol. Never leaves a node as an exception: it closes a connection and is seen as an event. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolCode;

  constructor(code: ProtocolCode, message: string) {
    // Where this program noticed it says nothing, and to find that out takes longer than to read a message.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
  }
}

/** Does something whose errors are only looked at for their message: without the stack they cost a tenth. */
export function withoutStacks<Result>(act: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return act();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The surroundings must change: a port is taken, a peer is away. A retry may help; `cause` keeps what the system said. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly code: NetworkCode;

  constructor(code: NetworkCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type UsageCode = keyof typeof USAGE_CODES;
export type ProtocolCode = keyof typeof PROTOCOL_CODES;
export type NetworkCode = keyof typeof NETWORK_CODES;

/** Every code of a {@link UsageError} with what it means; `docs/errors.md` lists the same, and a test compares them. */
export const USAGE_CODES = {
  "invalid-address": "an address is not of the form node/parameter",
  "invalid-argument": "an argument has the wrong type or lies outside its limit",
  "invalid-expression": "an expression cannot be read, or breaks a limit",
  "invalid-map": "a map of a link is wrong: the message says which stage, and what was expected",
  "invalid-name": "a name is empty, too long or already taken",
  "invalid-value": "a value does not fit the parameter's type or range",
  "not-allowed": "the parameter's access letters do not allow this",
  "not-found": "there is no parameter, object or group of that name",
  "not-running": "the node has not been started, or has been stopped",
} as const;

/** Every code of a {@link ProtocolError} with what it means. */
export const PROTOCOL_CODES = {
  "bad-command": "a ZMTP command is malformed or comes at the wrong moment",
  "bad-frame": "a ZMTP frame breaks the framing rules",
  "bad-greeting": "the other side does not speak ZMTP 3",
  "bad-handshake": "the security handshake failed or the socket types do not fit",
  "bad-identity": "a ZRE peer did not present an identity of 0x01 and a UUID",
  "bad-json": "a text is not JSON, or not the JSON that ZOCP speaks",
  "bad-message": "a ZRE or ZOCP message is malformed",
  "key-mismatch": "the two sides do not have keys that go together, or only one of them has one",
  "limit-exceeded": "a size or a count is over its limit",
  "timed-out": "the other side stayed silent for too long",
  truncated: "a message ends before its last field",
} as const;

/** Every code of a {@link NetworkError} with what it means. */
export const NETWORK_CODES = {
  "address-in-use": "another program holds the address and port",
  "connection-lost": "a connection was closed by the other side or by the network",
  "connection-refused": "nothing listens at that address and port",
  "interface-not-found": "no interface has that name or address",
  "not-permitted": "the system does not permit it, for instance a port below 1024",
  "peer-gone": "the peer left before it answered",
  "refused-by-peer": "the peer refused: the message says why",
  stopped: "this node, hub or gateway was stopped before that was done",
  "timed-out": "no answer within the time that was allowed",
  unreachable: "there is no route to that address",
  "link-cut": "somebody cut the link, and that counts more than a program that wants it",
  "network-failure": "the system reported a failure that has no code of its own here",
} as const;
