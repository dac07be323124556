import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { LOOK_ONLY, TOKEN_PROTOCOL } from "../protocol/constants.ts";

/** What one who knocks may do, or why not. */
export type Verdict = { readonly readOnly: boolean } | "forbidden";

export interface AdmissionOptions {
  /** Undefined: whoever reaches the gateway may come in. */
  readonly token: string | undefined;
  readonly readOnlyToken: string | undefined;
  readonly readOnly: boolean;
}

/** Decides who may come in. */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Whether a WebSocket is opened by a page of ours. Programs that are no browsers name no origin, and need none. */
  sameOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined) return true;
    const [, scheme = "", place = ""] = ORIGIN.exec(origin.toLowerCase()) ?? [];
    // A proxy may name the port that everybody knows, which no browser does.
    const bare = (name: string): string => name.replace(PORTS[scheme] ?? "", "");
    return host !== undefined && place !== "" && bare(place) === bare(host.toLowerCase());
  }

  /** What a request may do: by a token that it names itself, or by those that the browser keeps. */
  judge(request: IncomingMessage, port: number): Verdict {
    const { token, readOnlyToken } = this.#options;
    const query = queryOf(request);
    const looks = query.has(LOOK_ONLY);
    if (token === undefined && readOnlyToken === undefined) return { readOnly: this.#options.readOnly || looks };
    const named = this.judgeToken(query.get("token") ?? tokenAmongProtocols(request));
    if (named !== "forbidden") return { readOnly: named.readOnly || looks };
    const kept = cookiesOf(request);
    const verdicts = COOKIES.map((kind) => this.judgeToken(kept.get(cookieName(port, kind))));
    const [verdict = "forbidden"] = verdicts.filter((one) => one !== "forbidden");
    return verdict === "forbidden" ? verdict : { readOnly: verdict.readOnly || looks };
  }

  /** What a token permits. */
  judgeToken(token: string | undefined): Verdict {
    const { token: full, readOnlyToken, readOnly } = this.#options;
    if (full !== undefined && equal(token, full)) return { readOnly };
    return readOnlyToken !== undefined && equal(token, readOnlyToken) ? { readOnly: true } : "forbidden";
  }
}

/** The query of a request's URL, whatever is in it. */
export function queryOf({ url = "" }: IncomingMessage): URLSearchParams {
  const at = url.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
}

/** Cookies know no ports, so the name says which gateway of this machine it is for. */
export function cookieName(port: number, kind: (typeof COOKIES)[number]): string {
  return `zocp-${port}-${kind}`;
}

function tokenAmongProtocols({ headers }: IncomingMessage): string | undefined {
  const offered = headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim());
  return offered?.find((name) => name.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length);
}

function cookiesOf({ headers: { cookie = "" } }: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = cookie.split(";").map((pair) => pair.trim().split("=", 2));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}

const ORIGIN = /^(https?):\/\/(.+)$/;
const PORTS: Readonly<Record<string, RegExp>> = { http: /:80$/, https: /:443$/ };

/** Takes the same time wherever the first difference is. */
function equal(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A browser that has been given both links keeps both tokens; the first counts, unless a page says that it only looks. */
export const COOKIES = ["full", "look"] as const;
