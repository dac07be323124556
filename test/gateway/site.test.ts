import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request as ask, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { Gateway } from "../../src/gateway/gateway.ts";
import { freePort } from "../../tools/ports.js";

const base = mkdtempSync(join(tmpdir(), "zocp-site-"));
const HTML = "<!doctype html><title>x</title>";

beforeAll(() => {
  write("secret.txt", "a secret");
  write("built/index.html", HTML);
  write("built/assets/app.js", `// ${"x".repeat(5000)}`);
  write("built/.hidden.js", "a secret");
  write("library.js", "export {};");
  write("show/index.html", `${HTML}<script type="module">go()</script><script src="a.js">ignored</script>`);
  write("show/a b/ü.html", "umlaut");
  write("show/.env", "a secret");
  write("show/.git/config", "a secret");
  write("show/deep/.x/y.html", "a secret");
  write("show/data.bin", "octets");
  symlinkSync(join(base, "secret.txt"), join(base, "show/link.txt"));
  symlinkSync(base, join(base, "show/up"));
  symlinkSync(join(base, "show/.env"), join(base, "show/env.txt"));
  symlinkSync(join(base, "show/data.bin"), join(base, "show/same.bin"));
  write("show-beside/page.html", "a secret");
});

afterAll(() => rmSync(base, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(base, path, ".."), { recursive: true });
  writeFileSync(join(base, path), text);
}

async function open(options = {}): Promise<Gateway> {
  const gateway = new Gateway({ httpPort: 0, network: { interface: "lo", beaconPort: await freePort() }, ...options });
  onTestFinished(() => gateway.stop());
  await gateway.start();
  return gateway;
}

const both = () =>
  open({ composer: join(base, "built"), library: join(base, "library.js"), serve: join(base, "show") });

/** The path goes out as it is written here: nothing tidies it up before. */
function load(gateway: Gateway, path: string, headers: IncomingHttpHeaders = {}, method = "GET") {
  return new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const request = ask({ host: "127.0.0.1", port: gateway.port, path, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.on("error", reject).end();
  });
}

describe("the files of the built page", () => {
  test("are served with their type, compressed for those who can read that", async () => {
    const gateway = await both();
    const index = await load(gateway, "/?token=x");
    expect([index.status, index.headers["content-type"], String(index.body)]).toEqual([
      200,
      "text/html; charset=utf-8",
      HTML,
    ]);
    const script = await load(gateway, "/assets/app.js", { "accept-encoding": "br, gzip" });
    expect(script.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "text/javascript; charset=utf-8",
    });
    expect(gunzipSync(script.body)).toHaveLength(5003);
    expect((await load(gateway, "/assets/app.js")).body).toHaveLength(5003);
    expect((await load(gateway, "/zocp/browser.js")).status).toBe(200);
  });

  test("are sent again only when they have changed", async () => {
    const gateway = await both();
    const { headers } = await load(gateway, "/");
    const again = await load(gateway, "/", { "if-none-match": String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await load(gateway, "/", {}, "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, String(HTML.length), 0]);
  });

  test("are all that is served: nothing hidden, nothing that came later", async () => {
    const gateway = await both();
    write("built/later.js", "later");
    for (const path of [
      "/.hidden.js",
      "/later.js",
      "/assets",
      "/assets/",
      "/constructor",
      "/%00",
      "/%",
      "/index.html/",
    ])
      expect([path, (await load(gateway, path)).status]).toEqual([path, 404]);
  });

  test("that are missing are asked for by name of the command that builds them", async () => {
    const gateway = await open();
    expect(gateway.built).toBe(false);
    const { status, body } = await load(gateway, "/");
    expect([status, String(body)]).toEqual([404, "The page is not built: run `npm run build`.\n"]);
    expect((await load(gateway, "/show/")).status).toBe(404);
  });
});

describe("a show maker's folder", () => {
  test("is served as it is at the moment, names with spaces and umlauts too", async () => {
    const gateway = await both();
    expect(String((await load(gateway, "/show/a%20b/%C3%BC.html")).body)).toBe("umlaut");
    expect((await load(gateway, "/show/data.bin")).headers["content-type"]).toBe("application/octet-stream");
    expect((await load(gateway, "/show/same.bin")).status).toBe(200);
    write("show/later.html", "later");
    expect(String((await load(gateway, "/show/later.html?token=x")).body)).toBe("later");
    const moved = await load(gateway, "/show?token=x");
    expect([moved.status, moved.headers.location]).toEqual([308, "./show/?token=x"]);
  });

  test("may run the scripts that stand in its files, and no others", async () => {
    const gateway = await both();
    const policy = String((await load(gateway, "/show/")).headers["content-security-policy"]);
    // printf 'go()' | openssl dgst -sha256 -binary | base64
    expect(policy).toContain("script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=';");
    expect(String((await load(gateway, "/")).headers["content-security-policy"])).toContain("script-src 'self';");
  });

  test.each([
    "/show/../secret.txt",
    "/show/%2e%2e/secret.txt",
    "/show/..%2fsecret.txt",
    "/show/%2e%2e%2fsecret.txt",
    "/show/a b/../../secret.txt",
    "/show/..\\secret.txt",
    "/show/%5c..%5csecret.txt",
    "/show//secret.txt",
    "/show/./index.html",
    "/show//etc/passwd",
    "/show/%2fetc%2fpasswd",
    "/show/../show-beside/page.html",
    "/show/up/secret.txt",
    "/show/up/show-beside/page.html",
    "/show/link.txt",
    "/show/env.txt",
    "/show/.env",
    "/show/.git/config",
    "/show/deep/.x/y.html",
    "/show/index.html%00.txt",
    "/show/c:/secret.txt",
    "/show/data.bin::$DATA",
    "/show/a%20b",
    "/show/%ff",
    "/show-beside/page.html",
    "/../secret.txt",
  ])("gives nothing for %s", async (path) => {
    const gateway = await both();
    // The client would not send a space.
    const { status, body } = await load(gateway, path.replaceAll(" ", "%20"));
    expect([status, String(body)]).toEqual([404, "There is nothing here.\n"]);
  });

  test("that is not there is an error at once", () => {
    expect(() => new Gateway({ serve: join(base, "nowhere") })).toThrow("that is to be served cannot be read");
  });
});

test("a port that is taken is named, with what to do", async () => {
  const first = await open();
  const second = new Gateway({ httpPort: first.port });
  await expect(second.start()).rejects.toThrow(
    `cannot serve pages on 127.0.0.1, port ${first.port}: another program listens there; end it or choose another port`,
  );
  await second.stop();
});
