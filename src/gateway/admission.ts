import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

/** What one who knocks may do, or why not. */
export type Verdict = { readonly readOnly: boolean } | "forbidden";

export interface AdmissionOptions {
  /** The name or address that the gateway was told to listen on. */
  readonly host: string;
  /** Undefined: whoever reaches the gateway may come in. */
  readonly token: string | undefined;
  readonly readOnlyToken: string | undefined;
  readonly readOnly: boolean;
}

/** Decides who may come in. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #names: ReadonlySet<string>;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    const own = hostname().toLowerCase();
    this.#names = new Set(["localhost", own, `${own}.local`, options.host.toLowerCase()]);
  }

  /**
   * Whether a request was meant for us. A page of somebody else that makes its own name resolve to our address (DNS rebinding)
   * still sends that name here; an address cannot be rebound, and the names of this machine are not theirs to give.
   */
  knows(request: IncomingMessage): boolean {
    const { host } = request.headers;
    const name = host === undefined ? undefined : HOST.exec(host)?.[1]?.toLowerCase();
    if (name === undefined) return false;
    const bare = name.startsWith("[") ? name.slice(1, -1) : name;
    return isIP(bare) !== 0 || this.#names.has(bare);
  }

  /** Whether a WebSocket is opened by a page of ours. Programs that are no browsers name no origin, and need none. */
  sameOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  }

  /** What the token in a request permits. */
  judge(token: string | undefined): Verdict {
    const { token: full, readOnlyToken, readOnly } = this.#options;
    if (full === undefined && readOnlyToken === undefined) return { readOnly };
    if (full !== undefined && equal(token, full)) return { readOnly };
    return readOnlyToken !== undefined && equal(token, readOnlyToken) ? { readOnly: true } : "forbidden";
  }
}

/** Takes the same time wherever the first difference is. */
function equal(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A name or an address, and perhaps a port. It is repeated in a header, so nothing else may be in it. */
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
