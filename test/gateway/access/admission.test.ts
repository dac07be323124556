import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";

import { Admission, cookieName, queryOf, type Verdict } from "../../../src/gateway/access/admission.ts";
import { HTTP_PORT } from "../../../src/gateway/options.ts";

const FULL = "full-token-0123456789a";
const PLAY = "play-token-0123456789a";
const LOOK = "look-token-0123456789a";
const PORT: number = HTTP_PORT;
const MAY: Verdict = { rights: "all" };
const PERFORMS: Verdict = { rights: "perform" };
const LOOKS: Verdict = { rights: "look" };

const asked = (url: string, headers: IncomingHttpHeaders = {}): IncomingMessage =>
  ({ url, headers }) as unknown as IncomingMessage;
const cookies = (...pairs: readonly string[]): IncomingHttpHeaders => ({ cookie: pairs.join("; ") });
const full = `${cookieName(PORT, "all")}=${FULL}`;
const play = `${cookieName(PORT, "perform")}=${PLAY}`;
const look = `${cookieName(PORT, "look")}=${LOOK}`;

const both = new Admission({ tokens: { all: FULL, perform: PLAY, look: LOOK }, readOnly: false });
const open = new Admission({ tokens: undefined, readOnly: false });
const closed = new Admission({ tokens: { look: LOOK }, readOnly: true });

describe("where tokens are needed", () => {
  test.each<[string, string, IncomingHttpHeaders, Verdict]>([
    ["nothing", "/", {}, "forbidden"],
    ["an empty token", "/?token=", {}, "forbidden"],
    ["the token in capitals", `/?token=${FULL.toUpperCase()}`, {}, "forbidden"],
    ["a part of the token", `/?token=${FULL.slice(0, -1)}`, {}, "forbidden"],
    ["the token and more", `/?token=${FULL}x`, {}, "forbidden"],
    ["the token with a space behind it", `/?token=${FULL}%20`, {}, "forbidden"],
    ["letters of the same length in octets, but not in characters", "/?token=ü", {}, "forbidden"],
    ["the token in the path", `/${FULL}`, {}, "forbidden"],
    ["the token in the fragment", `/#token=${FULL}`, {}, "forbidden"],
    ["a field of another name", `/?Token=${FULL}`, {}, "forbidden"],
    ["the token", `/?token=${FULL}`, {}, MAY],
    ["the token among other fields", `/mesh?x=1&token=${FULL}&y`, {}, MAY],
    ["the token with percent signs", `/?token=${FULL.replaceAll("-", "%2D")}`, {}, MAY],
    ["the token of those who look", `/?token=${LOOK}`, {}, LOOKS],
    ["the token, by one who only looks", `/?token=${FULL}&look`, {}, LOOKS],
    ["the token of those who perform", `/?token=${PLAY}`, {}, PERFORMS],
    ["the token of those who perform, by one who only looks", `/?token=${PLAY}&look`, {}, LOOKS],
    ["the token, by one who only performs", `/?token=${FULL}&perform`, {}, PERFORMS],
    ["the token of those who look, by one who wants to perform", `/?token=${LOOK}&perform`, {}, LOOKS],
    ["one who says both", `/?token=${FULL}&perform&look`, {}, LOOKS],
    ["one who wants everything with the token of those who perform", `/?token=${PLAY}&all&full`, {}, PERFORMS],
    ["a cookie of those who perform", "/", cookies(play), PERFORMS],
    ["cookies of those who look and who perform", "/", cookies(look, play), PERFORMS],
    ["all cookies, by one who only performs", "/?perform", cookies(look, play, full), PERFORMS],
    [
      "the token of those who perform, kept as the full one",
      "/",
      cookies(`${cookieName(PORT, "all")}=${PLAY}`),
      PERFORMS,
    ],
    ["the token of those who perform beside a cookie that permits more", `/?token=${PLAY}`, cookies(full), PERFORMS],
    ["the first of two tokens, which is right", `/?token=${FULL}&token=wrong`, {}, MAY],
    ["the first of two tokens, which is wrong", `/?token=wrong&token=${FULL}`, {}, "forbidden"],
    ["a subprotocol", "/mesh", { "sec-websocket-protocol": `zocp.gateway.1, zocp.token.${FULL}` }, MAY],
    ["a subprotocol without spaces", "/mesh", { "sec-websocket-protocol": `zocp.token.${LOOK},zocp.gateway.1` }, LOOKS],
    ["a wrong subprotocol", "/mesh", { "sec-websocket-protocol": "zocp.token.x" }, "forbidden"],
    ["an empty subprotocol", "/mesh", { "sec-websocket-protocol": "zocp.token." }, "forbidden"],
    ["the token as a subprotocol of another name", "/mesh", { "sec-websocket-protocol": FULL }, "forbidden"],
    ["a cookie", "/", cookies(full), MAY],
    ["a cookie of those who look", "/", cookies(look), LOOKS],
    ["both cookies", "/", cookies(look, full), MAY],
    ["both cookies, by one who only looks", "/?look", cookies(look, full), LOOKS],
    ["a cookie among others", "/", cookies("a=b", full, "c"), MAY],
    ["a cookie without spaces", "/", { cookie: `a=b;${full};c=d` }, MAY],
    ["a cookie of another gateway of this machine", "/", cookies(`${cookieName(8471, "all")}=${FULL}`), "forbidden"],
    ["a cookie of another name", "/", cookies(`token=${FULL}`), "forbidden"],
    ["an empty cookie", "/", cookies(`${cookieName(PORT, "all")}=`), "forbidden"],
    ["the token of those who look, kept as the other one", "/", cookies(`${cookieName(PORT, "all")}=${LOOK}`), LOOKS],
    ["an old cookie beside a new one", "/", cookies(`${cookieName(PORT, "all")}=old`, look), LOOKS],
    ["a wrong token beside a cookie", "/?token=wrong", cookies(full), MAY],
    ["a token that permits less than the cookie does", `/?token=${LOOK}`, cookies(full), LOOKS],
    ["a basic authorization", "/", { authorization: `Basic ${btoa(`x:${FULL}`)}` }, "forbidden"],
    ["a bearer", "/", { authorization: `Bearer ${FULL}` }, "forbidden"],
  ])("%s", (_, url, headers, verdict) => {
    expect(both.judge(asked(url, headers), PORT)).toEqual(verdict);
  });

  test("the URL counts before the subprotocol, and both before the cookies", () => {
    const headers = { "sec-websocket-protocol": `zocp.token.${FULL}`, ...cookies(full) };
    expect(both.judge(asked(`/mesh?token=${LOOK}`, headers), PORT)).toEqual(LOOKS);
    const lower = { "sec-websocket-protocol": `zocp.token.${LOOK}`, ...cookies(full) };
    expect(both.judge(asked("/mesh", lower), PORT)).toEqual(LOOKS);
  });
});

describe("where nobody may change anything", () => {
  test.each<[string, string, Verdict]>([
    ["the token of those who look", `/?token=${LOOK}`, LOOKS],
    ["no token", "/", "forbidden"],
    ["the text undefined", "/?token=undefined", "forbidden"],
    ["an empty token", "/?token=", "forbidden"],
  ])("%s", (_, url, verdict) => {
    expect(closed.judge(asked(url), PORT)).toEqual(verdict);
  });

  test("a full token permits no more than to look, too", () => {
    const strict = new Admission({ tokens: { all: FULL, perform: PLAY, look: LOOK }, readOnly: true });
    for (const token of [FULL, PLAY, LOOK]) expect(strict.judgeToken(token)).toEqual(LOOKS);
  });
});

describe("where no token is needed", () => {
  test.each<[string, string, Verdict]>([
    ["everybody may come in", "/", MAY],
    ["one with a token of yesterday, too", "/?token=wrong", MAY],
    ["one who only looks", "/?look", LOOKS],
    ["one who only looks, with a value", "/?look=0", LOOKS],
    ["one who only performs", "/?perform", PERFORMS],
    ["one whose path is called so", "/look", MAY],
  ])("%s", (_, url, verdict) => {
    expect(open.judge(asked(url), PORT)).toEqual(verdict);
  });

  test("and nobody may change anything, everybody looks", () => {
    const looking = new Admission({ tokens: undefined, readOnly: true });
    expect(looking.judge(asked("/"), PORT)).toEqual(LOOKS);
  });
});

describe("a page is of the gateway when its origin is the host that it asked for:", () => {
  test.each([
    ["127.0.0.1:8470", undefined],
    ["127.0.0.1:8470", "http://127.0.0.1:8470"],
    ["[::1]:8470", "http://[::1]:8470"],
    ["desk.lan", "http://desk.lan"],
    ["desk.lan", "https://desk.lan"],
    ["desk.lan:8443", "https://desk.lan:8443"],
    // Some proxies pass on a port, or capitals, that no browser names in its origin.
    ["desk.lan:80", "http://desk.lan"],
    ["desk.lan:80", "http://desk.lan:80"],
    ["desk.lan", "https://desk.lan:443"],
    ["desk.lan:443", "https://desk.lan"],
    ["Desk.LAN:8470", "http://desk.lan:8470"],
    ["[FE80::1]:8470", "http://[fe80::1]:8470"],
  ])("%s and %s", (host, origin) => {
    expect(both.sameOrigin(asked("/mesh", { host, ...(origin !== undefined && { origin }) }))).toBe(true);
  });

  test.each([
    ["127.0.0.1:8470", "null"],
    ["127.0.0.1:8470", ""],
    ["127.0.0.1:8470", "127.0.0.1:8470"],
    ["127.0.0.1:8470", "http://127.0.0.1"],
    ["127.0.0.1:8470", "http://127.0.0.1:8471"],
    ["127.0.0.1:8470", "http://localhost:8470"],
    ["127.0.0.1:8470", "http://127.0.0.1:8470.evil.example"],
    ["127.0.0.1:8470", "http://evil.example#127.0.0.1:8470"],
    ["127.0.0.1:8470", "http://evil.example/http://127.0.0.1:8470"],
    ["127.0.0.1:8470", "http://127.0.0.1:8470@evil.example"],
    ["127.0.0.1:8470", "http://evil.example http://127.0.0.1:8470"],
    ["127.0.0.1:8470", "ws://127.0.0.1:8470"],
    ["127.0.0.1:8470", "file://"],
    ["127.0.0.1:8470", "chrome-extension://127.0.0.1:8470"],
    ["desk.lan", "http://desk.lan.evil.example"],
    ["desk.lan:443", "http://desk.lan"],
    ["desk.lan:80", "https://desk.lan"],
    ["desk.lan:8470", "http://desk.lan"],
    [undefined, "http://127.0.0.1:8470"],
    [undefined, "http://undefined"],
  ])("not %s and %s", (host, origin) => {
    expect(both.sameOrigin(asked("/mesh", { ...(host !== undefined && { host }), origin }))).toBe(false);
  });
});

test.each([
  [undefined, ""],
  ["", ""],
  ["/", ""],
  ["/?", ""],
  ["/?a=1", "a=1"],
  ["/?a=%zz&b=%ff", "a=%25zz&b=%EF%BF%BD"],
  ["/a?b?c=1", "b%3Fc=1"],
  ["http://evil.example/?a=1", "a=1"],
  ["//evil.example?a=1#b", "a=1%23b"],
])("the query of %s can be read, whatever is in it", (url, query) => {
  expect(queryOf({ url } as IncomingMessage).toString()).toBe(query);
});
