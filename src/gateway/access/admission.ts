import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { LOOK_ONLY, PERFORM_ONLY, TOKEN_PROTOCOL } from "../protocol/constants.ts";
import { lesser, RIGHTS, type Rights } from "../protocol/rights.ts";

/** What one who knocks may do, or why not. */
export type Verdict = { readonly rights: Rights } | "forbidden";

export interface AdmissionOptions {
  /** Undefined: whoever reaches the gateway may come in. */
  readonly tokens: Tokens | undefined;
  readonly readOnly: boolean;
}

/** One for each of the rights that links of a gateway give; a gateway that may only be looked at has no others. */
export type Tokens = { readonly look: string } & { readonly [Right in Rights]?: string };

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
    const query = queryOf(request);
    const most = query.has(LOOK_ONLY) ? "look" : query.has(PERFORM_ONLY) ? "perform" : "all";
    const verdict = this.#judge(query.get("token") ?? tokenAmongProtocols(request), cookiesOf(request), port);
    return verdict === "forbidden" ? verdict : { rights: lesser(verdict.rights, most) };
  }

  #judge(token: string | undefined, kept: ReadonlyMap<string, string>, port: number): Verdict {
    if (this.#options.tokens === undefined) return { rights: this.#options.readOnly ? "look" : "all" };
    const given = [token, ...RIGHTS.map((rights) => kept.get(cookieName(port, rights)))];
    return given.map((one) => this.judgeToken(one)).find((verdict) => verdict !== "forbidden") ?? "forbidden";
  }

  /** What a token permits. */
  judgeToken(token: string | undefined): Verdict {
    const { tokens, readOnly } = this.#options;
    for (const rights of RIGHTS) {
      const wanted = tokens?.[rights];
      if (wanted !== undefined && equal(token, wanted)) return { rights: readOnly ? "look" : rights };
    }
    return "forbidden";
  }
}

/** The query of a request's URL, whatever is in it. */
export function queryOf({ url = "" }: IncomingMessage): URLSearchParams {
  const at = url.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
}

/** Cookies know no ports, so the name says which gateway of this machine it is for. */
export function cookieName(port: number, rights: Rights): string {
  return `zocp-${port}-${COOKIES[rights]}`;
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

/** A browser that has been given several links keeps their tokens; the one that permits most counts, unless a page says that it wants less. */
const COOKIES: Readonly<Record<Rights, string>> = { all: "full", perform: "perform", look: "look" };
