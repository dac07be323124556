import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { describe, expect, test, vi } from "vitest";

import { listen, listenNear } from "../../../src/gateway/access/listen.ts";
import { Gateway } from "../../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../../src/gateway/options.ts";

/** A server of a system that answers for each port with a code, or takes it. */
class System extends EventEmitter {
  readonly tried: number[] = [];
  readonly #answer: (port: number) => string | undefined;

  constructor(answer: (port: number) => string | undefined) {
    super();
    this.#answer = answer;
  }

  listen({ port }: { port: number }, done: () => void): void {
    this.tried.push(port);
    const code = this.#answer(port);
    if (code === undefined) return done();
    this.emit("error", Object.assign(new Error(`the system says ${code}`), { code }));
  }
}

const system = (answer: (port: number) => string | undefined): Server & System =>
  new System(answer) as unknown as Server & System;

function onPlatform<T>(platform: NodeJS.Platform, work: () => T): T {
  const really = vi.spyOn(process, "platform", "get").mockReturnValue(platform);
  try {
    return work();
  } finally {
    really.mockRestore();
  }
}

describe("a port that cannot be had", () => {
  test.each([
    [8470, "EADDRINUSE", "address-in-use", "another program listens there; end it or choose another port"],
    [80, "EACCES", "not-permitted", "ports below 1024 need more rights; choose another"],
    [1023, "EACCES", "not-permitted", "ports below 1024 need more rights; choose another"],
    [1024, "EACCES", "not-permitted", "the system does not permit it; choose another port"],
    [8470, "EACCES", "not-permitted", "the system does not permit it; choose another port"],
    [8470, "EADDRNOTAVAIL", "interface-not-found", "this machine has no such address"],
    [8470, "ENOTFOUND", "interface-not-found", "there is no such name"],
    [8470, "EAI_AGAIN", "interface-not-found", "there is no such name"],
    [8470, "EMOON", "network-failure", "the system says EMOON"],
  ])("%i with %s is %s, with what to do", async (port, code, expected, words) => {
    const server = system(() => code);
    const failing = onPlatform("linux", () => listen(server, "10.0.0.1", port));
    await expect(failing).rejects.toMatchObject({
      name: "NetworkError",
      code: expected,
      message: `cannot serve pages on 10.0.0.1, port ${port}: ${words}`,
      cause: expect.objectContaining({ code }),
    });
  });

  test("is not listened for any more when the port was had", async () => {
    const server = system(() => undefined);
    await listen(server, "127.0.0.1", 8470);
    expect(server.listenerCount("error")).toBe(0);
  });
});

describe("without a port the gateway takes the first of eleven that can be had", () => {
  const near = { host: "127.0.0.1", port: 8470 };

  test("which is the usual one, and nothing is told", async () => {
    const notes: string[] = [];
    const server = system(() => undefined);
    await listenNear(server, { ...near, note: (text) => notes.push(text) });
    expect([server.tried, notes]).toEqual([[8470], []]);
  });

  test.each(["EADDRINUSE", "EACCES"])(
    "which is another one where the usual one fails with %s, and that is told",
    async (code) => {
      const notes: string[] = [];
      const server = system((port) => (port < 8473 ? code : undefined));
      await listenNear(server, { ...near, note: (text) => notes.push(text) });
      expect(server.tried).toEqual([8470, 8471, 8472, 8473]);
      expect(notes).toEqual(["port 8470 cannot be had: the pages are on port 8473"]);
    },
  );

  test("and it may be the last of them", async () => {
    const server = system((port) => (port < 8480 ? "EADDRINUSE" : undefined));
    await listenNear(server, { ...near, note: () => {} });
    expect(server.tried).toHaveLength(11);
  });

  test("but not the one behind that", async () => {
    const server = system((port) => (port < 8481 ? "EADDRINUSE" : undefined));
    await expect(listenNear(server, { ...near, note: () => {} })).rejects.toMatchObject({ code: "address-in-use" });
    expect(server.tried.at(-1)).toBe(8480);
  });

  test("and looks at no other when the address is the trouble", async () => {
    const server = system(() => "EADDRNOTAVAIL");
    await expect(listenNear(server, { ...near, note: () => {} })).rejects.toThrow("this machine has no such address");
    expect(server.tried).toEqual([8470]);
  });
});

describe("an option that is wrong is refused when the gateway is made, and named:", () => {
  test.each<[unknown, string | RegExp]>([
    [{ httpPort: -1 }, "httpPort is -1"],
    [{ httpPort: 65_536 }, "httpPort is 65536"],
    [{ httpPort: 1.5 }, "httpPort is 1.5"],
    [{ httpPort: Number.NaN }, "httpPort is NaN"],
    [{ httpPort: "8470" }, 'httpPort is "8470"'],
    [{ host: 7 }, "host is 7, not a text"],
    [{ rate: 0 }, "rate is 0: it must be above 0 and at most 1000 a second"],
    [{ rate: 1001 }, "rate is 1001"],
    [{ rate: Number.NaN }, "rate is NaN"],
    [{ rate: "30" }, 'rate is "30"'],
    [{ readOnly: "yes" }, 'readOnly is "yes", not true or false'],
    [{ trustProxy: 1 }, "trustProxy is 1, not true or false"],
    [{ allowNames: "desk.lan" }, 'allowNames is "desk.lan", not a list of texts'],
    [{ allowNames: [7] }, "one of allowNames is 7"],
    [{ allowNames: ["*"] }, '"*" is no name'],
    [{ note: "loud" }, 'note is "loud", not a function'],
    [{ serve: "/nowhere/at/all" }, "/nowhere/at/all"],
    [{ readonly: true }, /there is no option "readonly" of Gateway.*readOnly/],
    [{ limits: { clients: -1 } }, "clients of limits is -1: it must be a number from 0"],
    [{ limits: { clients: Number.NaN } }, "clients of limits is NaN"],
    [{ limits: { client: 1 } }, /there is no option "client" of limits.*clients/],
    [{ network: { interfaces: "lo" } }, /there is no option "interfaces"/],
    [null, "the options of Gateway are null, not an object"],
    [[], "the options of Gateway are a list, not an object"],
  ])("%o", (options, message) => {
    expect(() => new Gateway(options as GatewayOptions)).toThrow(message);
    expect(() => new Gateway(options as GatewayOptions)).toThrow(expect.objectContaining({ name: "UsageError" }));
  });

  test.each<GatewayOptions>([
    { httpPort: 0 },
    { httpPort: 65_535 },
    { rate: 1000 },
    { rate: 0.1 },
    { limits: { clients: 0 } },
    { limits: { waiting: Number.POSITIVE_INFINITY } },
    { httpPort: undefined, host: undefined, serve: undefined, limits: undefined },
  ])("but not %o", (options) => {
    expect(new Gateway(options)).toMatchObject({ port: 0, pages: 0, sockets: 0 });
  });
});
