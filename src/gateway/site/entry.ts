import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import { type Admission, cookieName, queryOf } from "../access/admission.ts";
import { LOOK_ONLY, PERFORM_ONLY } from "../protocol/constants.ts";
import type { Rights } from "../protocol/rights.ts";
import { SAFE } from "./answers.ts";

export interface EntryOptions {
  readonly port: number;
  /** Whether a proxy in front of the gateway is believed where it says how it was asked. */
  readonly trustProxy: boolean;
}

/** The headers that make a browser keep the token of the link by which somebody comes in. */
export function keepToken(request: IncomingMessage, admission: Admission, options: EntryOptions): OutgoingHttpHeaders {
  const token = queryOf(request).get("token") ?? undefined;
  const verdict = admission.judgeToken(token);
  if (verdict === "forbidden") return {};
  const { headers } = request;
  const forwarded = options.trustProxy ? headers : {};
  const path = `${PREFIX.exec(String(forwarded["x-forwarded-prefix"] ?? ""))?.[0] ?? ""}/`;
  // No `Secure` on a show's own network, where there is no TLS: the browser would keep nothing.
  const secure = forwarded["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const name = cookieName(options.port, verdict.rights);
  return {
    "Set-Cookie": `${name}=${token}; Path=${path}; Max-Age=${KEPT_S}; HttpOnly; SameSite=Strict${secure}`,
  };
}

/** Sends a browser to the same page without the token, which so is neither shown, nor kept among the pages that were visited. */
export function hideToken(
  request: IncomingMessage,
  response: ServerResponse,
  { rights, cookie }: { readonly rights: Rights; readonly cookie: OutgoingHttpHeaders },
): void {
  const query = queryOf(request);
  for (const name of ["token", LOOK_ONLY, PERFORM_ONLY]) query.delete(name);
  const rest = [query.toString(), WORDS[rights]].filter((part) => part !== "").join("&");
  const [path = ""] = (request.url ?? "").split("?", 1);
  // Relative, because a proxy may have taken something from the front of the path.
  const here = `./${path.slice(path.lastIndexOf("/") + 1)}`;
  const Location = rest === "" ? here : `${here}?${rest}`;
  response.writeHead(302, { ...SAFE, ...cookie, "Cache-Control": "no-store", Location }).end();
}

/** What the URL says of a page that may not do everything. */
const WORDS: Readonly<Record<Rights, string>> = { all: "", perform: PERFORM_ONLY, look: LOOK_ONLY };
const PREFIX = /^(\/[\w.~-]+)+$/;
/** Seconds. The token itself ends with the gateway. */
const KEPT_S = 86_400;
