import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import { type Admission, type COOKIES, cookieName, queryOf } from "../access/admission.ts";
import { LOOK_ONLY } from "../protocol/constants.ts";
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
  const kind: (typeof COOKIES)[number] = verdict.readOnly ? "look" : "full";
  const { headers } = request;
  const forwarded = options.trustProxy ? headers : {};
  const path = `${PREFIX.exec(String(forwarded["x-forwarded-prefix"] ?? ""))?.[0] ?? ""}/`;
  // No `Secure` on a show's own network, where there is no TLS: the browser would keep nothing.
  const secure = forwarded["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const name = cookieName(options.port, kind);
  return {
    "Set-Cookie": `${name}=${token}; Path=${path}; Max-Age=${KEPT_S}; HttpOnly; SameSite=Strict${secure}`,
  };
}

/** Sends a browser to the same page without the token, which so is neither shown, nor kept among the pages that were visited. */
export function hideToken(
  request: IncomingMessage,
  response: ServerResponse,
  { readOnly, cookie }: { readonly readOnly: boolean; readonly cookie: OutgoingHttpHeaders },
): void {
  const query = queryOf(request);
  for (const name of ["token", LOOK_ONLY]) query.delete(name);
  const rest = [query.toString(), readOnly ? LOOK_ONLY : ""].filter((part) => part !== "").join("&");
  const [path = ""] = (request.url ?? "").split("?", 1);
  // Relative, because a proxy may have taken something from the front of the path.
  const here = `./${path.slice(path.lastIndexOf("/") + 1)}`;
  const Location = rest === "" ? here : `${here}?${rest}`;
  response.writeHead(302, { ...SAFE, ...cookie, "Cache-Control": "no-store", Location }).end();
}

const PREFIX = /^(\/[\w.~-]+)+$/;
/** Seconds. The token itself ends with the gateway. */
const KEPT_S = 86_400;
