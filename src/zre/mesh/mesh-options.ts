import { checkText, show } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import type { Endpoint } from "../discovery/endpoint.ts";
import type { LivenessTimes } from "../liveness/liveness.ts";
import { COUNT_LIMIT } from "../message/message.ts";
import type { Wrap } from "../message/sequence.ts";
import type { MeshLimits } from "./admission.ts";

export interface MeshOptions extends Partial<LivenessTimes> {
  /** Our own id: 32 lower-case hexadecimal digits. */
  readonly peer: string;
  readonly name: string;
  readonly headers?: ReadonlyMap<string, string>;
  readonly groups?: readonly string[];
  /** Milliseconds between two beacons; 1,000. */
  readonly interval?: number;
  /** Whether beacons are sent; true. */
  readonly beacons?: boolean;
  /** Where we can be reached from networks that we are not on: what a router forwards to us. */
  readonly advertised?: Endpoint | undefined;
  /** How a peer with these headers counts its messages; 65,536 without it. */
  readonly wrapFor?: (headers: ReadonlyMap<string, string>) => Wrap;
  /** A peer that answers at once is suspected after so many milliseconds of silence; 900, false for never. */
  readonly suspect?: number | false;
  /** Whether a peer with these headers answers at once when it is asked for a sign of life; no one without it. */
  readonly promptFor?: (headers: ReadonlyMap<string, string>) => boolean;
  /** Whether a node of our own process listens there: it hangs only while we do, so its silence tells nothing. */
  readonly sameProcess?: (at: Endpoint) => boolean;
  /** Whether something depends on this peer, so that its silence matters at once; on everybody without it. */
  readonly needs?: (peer: string) => boolean;
  /** Why a peer that presents itself with these headers is not followed; everybody is without it. */
  readonly objects?: (peer: string, headers: ReadonlyMap<string, string>) => string | undefined;
  readonly limits?: Partial<MeshLimits>;
}

export type ResolvedMeshOptions = Required<MeshOptions>;

/** Fills in what was not given. Throws `UsageError` for what does not fit into ZRE's messages. */
export function resolveMeshOptions(options: MeshOptions): ResolvedMeshOptions {
  const { peer, name, headers = new Map(), groups = [] } = options;
  if (!ID.test(peer)) {
    throw new UsageError("invalid-argument", `the id "${peer}" is not 32 lower-case hexadecimal digits`);
  }
  checkName("the name", name);
  checkCount("groups", groups.length);
  for (const group of groups) checkName("the group", group);
  checkHeaders(headers);
  return { ...DEFAULTS, ...options, headers, groups };
}

/** Throws `UsageError`: peers refuse a HELLO with more. */
export function checkCount(what: string, count: number): void {
  if (count > COUNT_LIMIT) throw new UsageError("invalid-argument", `${count} ${what}; the limit is ${COUNT_LIMIT}`);
}

/** Throws `UsageError`: ZRE gives a name one octet for its length. */
export function checkName(what: string, name: string): void {
  checkText(what, name);
  if (LONE_SURROGATE.test(name))
    throw new UsageError("invalid-name", `${what} ${JSON.stringify(name.slice(0, 40))} holds half a character`);
  const length = new TextEncoder().encode(name).length;
  if (length > 0 && length <= 255 && !name.includes("\0")) return;
  const why = length === 0 ? "is empty" : length > 255 ? `has ${length} bytes; the limit is 255` : "holds a NUL";
  throw new UsageError("invalid-name", `${what} ${JSON.stringify(name.slice(0, 40))} ${why}`);
}

function checkHeaders(headers: ReadonlyMap<string, string>): void {
  checkCount("headers", headers.size);
  for (const [header, value] of headers) {
    checkName("the header", header);
    if (typeof value === "string") continue;
    throw new UsageError("invalid-argument", `the header "${header}" is ${show(value)}, not a text`);
  }
}

/** Half of a character, which UTF-8 cannot carry: it would arrive as another name. */
const LONE_SURROGATE = /\p{Cs}/u;
const ID = /^[0-9a-f]{32}$/;
const DEFAULTS = {
  interval: 1000,
  beacons: true,
  advertised: undefined,
  evasive: 5000,
  silent: 1000,
  expired: 30_000,
  wrapFor: (): Wrap => 65536,
  suspect: 900,
  promptFor: () => false,
  sameProcess: () => false,
  needs: () => true,
  objects: () => undefined,
  limits: {},
} as const;
