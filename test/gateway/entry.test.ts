import { describe, expect, test } from "vitest";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { load } from "./ask.ts";
import { Stage } from "./stage.ts";

const HTML = { Accept: "text/html,*/*" };

async function open(options = {}) {
  const gateway = await (await Stage.open()).gateway({ host: "0.0.0.0", serve: "examples/web", ...options });
  const [full = "", look = ""] = gateway.links("/show/").map(({ url }) => new URL(url).search);
  return { gateway, full, look };
}

/** What a browser would send back. */
const cookieIn = (headers: NodeJS.Dict<string | string[]>): string =>
  String(headers["set-cookie"]).split(";", 1)[0] ?? "";

async function enter(gateway: Gateway, link: string): Promise<string> {
  return cookieIn((await load(gateway, link, HTML)).headers);
}

describe("a link with a token", () => {
  test("is taken out of the address bar, and kept where no script can read it", async () => {
    const { gateway, full } = await open();
    const { status, headers } = await load(gateway, `/show/fader.html${full}&x=1`, HTML);
    expect([status, headers.location]).toEqual([302, "./fader.html?x=1"]);
    expect(headers["cache-control"]).toBe("no-store");
    expect(String(headers["set-cookie"])).toMatch(
      new RegExp(`^zocp-${gateway.port}-full=[\\w-]{22}; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict$`),
    );
    const page = await load(gateway, "/show/fader.html?x=1", { ...HTML, Cookie: cookieIn(headers) });
    expect(page.status).toBe(200);
    expect(page.headers["referrer-policy"]).toBe("no-referrer");
  });

  test("of those who only look leads to a page that says so", async () => {
    const { gateway, look } = await open();
    const { headers } = await load(gateway, `/show/${look}`, HTML);
    expect(headers.location).toBe("./?look");
    expect(cookieIn(headers)).toContain(`zocp-${gateway.port}-look=`);
  });

  test("gives a file at once to a program, which keeps no cookies", async () => {
    const { gateway, full } = await open();
    expect((await load(gateway, `/show/fader.html${full}`, { Accept: "*/*" })).status).toBe(200);
  });

  test("sets nothing when it is wrong", async () => {
    const { gateway, full } = await open();
    const cookie = await enter(gateway, `/show/${full}`);
    const { status, headers } = await load(gateway, "/show/?token=wrong", { ...HTML, Cookie: cookie });
    expect([status, headers["set-cookie"]]).toEqual([302, undefined]);
    expect((await load(gateway, "/show/?token=wrong", HTML)).status).toBe(403);
  });
});

describe("without its token", () => {
  test.each(["/", "/show/", "/show/fader.html", "/zocp/browser.js", "/show/none", "/show", "/mesh"])(
    "%s is not served",
    async (path) => {
      const { gateway } = await open();
      const { status, body } = await load(gateway, path);
      expect([status, body]).toEqual([
        403,
        expect.stringContaining("open the whole link that zocp composer has printed"),
      ]);
    },
  );

  test("a file that a browser has already is not served either", async () => {
    const { gateway, full } = await open();
    const { headers } = await load(gateway, `/show/fader.html${full}`);
    const again = await load(gateway, "/show/fader.html", { "If-None-Match": String(headers.etag) });
    expect(again.status).toBe(403);
  });

  test("a person sees a page that says what to do, and may run nothing from elsewhere", async () => {
    const { gateway } = await open();
    const { headers, body } = await load(gateway, "/show/", HTML);
    expect(headers["content-type"]).toContain("text/html");
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'$/,
    );
    expect(body).toContain("<p>The link needs its token");
  });
});

test("a cookie of another gateway of this machine opens nothing", async () => {
  const { gateway, full } = await open();
  const cookie = await enter(gateway, `/show/${full}`);
  const other = await open();
  expect((await load(other.gateway, "/show/", { Cookie: cookie })).status).toBe(403);
  expect((await load(gateway, "/show/", { Cookie: `x=y; ${cookie}; z` })).status).toBe(200);
});

describe("what a proxy says", () => {
  const said = { "X-Forwarded-Prefix": "/zocp", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example" };

  test("is believed where that was asked for", async () => {
    const { gateway, full } = await open({ trustProxy: true });
    const { headers } = await load(gateway, `/show/${full}`, { ...HTML, ...said });
    expect(String(headers["set-cookie"])).toMatch(/; Path=\/zocp\/; .*; Secure$/);
    const odd = await load(gateway, `/show/${full}`, { ...HTML, "X-Forwarded-Prefix": "/x; Domain=evil.example" });
    expect(String(odd.headers["set-cookie"])).toContain("; Path=/;");
  });

  test("is not believed otherwise", async () => {
    const { gateway, full } = await open();
    const { headers } = await load(gateway, `/show/${full}`, { ...HTML, ...said });
    expect(String(headers["set-cookie"])).toMatch(/; Path=\/; .*SameSite=Strict$/);
  });

  test("never makes a name one of ours", async () => {
    const { gateway, full } = await open({ trustProxy: true });
    const host = { Host: "evil.example", "X-Forwarded-Host": "localhost" };
    const { status, body } = await load(gateway, `/show/${full}`, host);
    expect(status).toBe(403);
    expect(body).toContain("does not answer to the name evil.example");
    expect(body).toContain("--allow-name evil.example");
    expect(body).toContain(`http://127.0.0.1:${gateway.port}/`);
    expect(body).not.toContain("token=");
  });
});

test("a name that was allowed is served, and its pages may open a socket", async () => {
  const { gateway, full } = await open({ allowNames: ["*.show.example"] });
  expect((await load(gateway, `/show/${full}`, { Host: `desk.show.example:${gateway.port}` })).status).toBe(200);
});
