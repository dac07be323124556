import { request as ask } from "node:http";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";

import { OPERATIONS } from "../../src/gateway/api/operations.ts";
import type { Gateway } from "../../src/gateway/gateway.ts";
import { settled } from "../patience.ts";
import { Stage } from "./stage.ts";

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answered {
  readonly status: number | undefined;
  readonly json: unknown;
}

/** Asks for a path; a body goes as JSON. */
function api(gateway: Gateway, path: string, { method, body, headers = {} }: Asked = {}): Promise<Answered> {
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const type = text === undefined ? {} : { "Content-Type": "application/json" };
  const options = {
    host: "127.0.0.1",
    port: gateway.port,
    path,
    method: method ?? "GET",
    headers: { ...type, ...headers },
  };
  return new Promise((resolve, reject) => {
    const request = ask(options, (response) => {
      let all = "";
      response.setEncoding("utf8").on("data", (part: string) => (all += part));
      response.on("end", () => resolve({ status: response.statusCode, json: JSON.parse(all) as unknown }));
      response.on("error", reject);
    });
    request.on("error", reject).end(text);
  });
}

/** Follows events, and keeps what came. */
function follow(gateway: Gateway, query: string): { readonly values: unknown[]; readonly stop: () => void } {
  const values: unknown[] = [];
  const request = ask({ host: "127.0.0.1", port: gateway.port, path: `/api/events?${query}` }, (response) => {
    let rest = "";
    response.setEncoding("utf8").on("data", (part: string) => {
      const blocks = (rest + part).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) if (block.startsWith("data: ")) values.push(JSON.parse(block.slice(6)));
    });
    response.on("error", () => {});
  });
  request.on("error", () => {}).end();
  const stop = (): void => void request.destroy();
  onTestFinished(stop);
  return { values, stop };
}

async function lampStage(options: Parameters<Stage["gateway"]>[0] = {}) {
  const stage = await Stage.open();
  const lamp = await stage.node("lamp", (node) => {
    node.float("level", 0.25, { min: 0, max: 1, access: "rwes", unit: "lx" });
    node.float("odd", Number.NaN, { access: "re" });
    node.string("beam/mode", "spot", { access: "re" });
    node.handle("add", ([a, b]) => Number(a) + Number(b));
    node.handle("show.go", () => "gone");
  });
  return { stage, lamp, gateway: await stage.gateway(options) };
}

const LEVEL = "/api/nodes/lamp/level";
const refused = (status: number, says: string) => ({
  status,
  json: { error: { code: expect.any(String) as string, message: expect.stringContaining(says) as string } },
});

describe("a program that asks by HTTP", () => {
  test("reads nodes and parameters", async () => {
    const { gateway, lamp } = await lampStage();
    const level = {
      node: "lamp",
      parameter: "level",
      value: 0.25,
      type: "float",
      min: 0,
      max: 1,
      unit: "lx",
      access: "rwes",
    };
    await settled(async () =>
      expect(await api(gateway, "/api/nodes")).toEqual({
        status: 200,
        json: { nodes: [{ name: "lamp", id: lamp.id, locked: false, parameters: 3 }] },
      }),
    );
    expect(await api(gateway, LEVEL)).toEqual({ status: 200, json: level });
    expect(await api(gateway, "/api/nodes/lamp/beam/mode")).toMatchObject({ json: { value: "spot" } });
    expect(await api(gateway, "/api/nodes/lamp")).toMatchObject({
      json: { name: "lamp", parameters: [level, { value: null }, {}] },
    });
  });

  test("sets a parameter, and is told what its node has taken or why not", async () => {
    const { gateway, lamp } = await lampStage();
    const put = (body: unknown, path = LEVEL) => api(gateway, path, { method: "PUT", body });
    expect(await put({ value: 0.5 })).toEqual({ status: 200, json: { node: "lamp", parameter: "level", value: 0.5 } });
    expect(lamp.parameter("level").value).toBe(0.5);
    expect(await put({ value: 3 })).toMatchObject(refused(403, "3"));
    expect(await put({ value: "x" })).toMatchObject({ status: expect.any(Number) as number, json: { error: {} } });
    expect(await put({ value: 1, more: 2 })).toMatchObject(refused(400, "the value alone"));
    expect(await put({ value: "flood" }, "/api/nodes/lamp/beam/mode")).toMatchObject({ json: { error: {} } });
    expect(lamp.parameter("level").value).toBe(0.5);
  });

  test("calls a method", async () => {
    const { gateway } = await lampStage();
    const call = (path: string, body: unknown) => api(gateway, path, { method: "POST", body });
    expect(await call("/api/call/lamp/add", { arguments: [2, 3] })).toEqual({ status: 200, json: { result: 5 } });
    expect(await call("/api/call/lamp/nothing", {})).toMatchObject({ json: { error: {} } });
    expect(await call("/api/call/lamp/add", { arguments: 2 })).toMatchObject(refused(400, "the arguments alone"));
  });

  test("follows values: the present ones first, then the newest", async () => {
    const { gateway, lamp } = await lampStage({ rate: 10 });
    const { values } = follow(gateway, "watch=lamp*/level&watch=nobody/*");
    await settled(() => expect(values).toContainEqual({ node: "lamp", parameter: "level", value: 0.25 }));
    for (let i = 1; i <= 200; i++) lamp.set("level", i / 200);
    await settled(() => expect(values.at(-1)).toEqual({ node: "lamp", parameter: "level", value: 1 }));
    expect(values.length).toBeLessThan(50);
  });

  test("reads in one document what there is", async () => {
    const { gateway } = await lampStage();
    const { json } = await api(gateway, "/api/openapi.json");
    const { openapi, paths } = json as { openapi: string; paths: Record<string, Record<string, object>> };
    expect(openapi).toBe("3.1.0");
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test("is told what it has misspelt", async () => {
    const { gateway } = await lampStage();
    await settled(async () =>
      expect(await api(gateway, "/api/nodes/lapm")).toEqual(refused(404, 'did you mean "lamp"?')),
    );
    expect(await api(gateway, "/api/nodes/lamp/levl")).toEqual(refused(404, 'did you mean "level"?'));
    expect(await api(gateway, "/api/nodse")).toEqual(refused(404, "/api/openapi.json says what there is"));
    expect(await api(gateway, LEVEL, { method: "DELETE" })).toEqual(refused(405, "GET and PUT"));
    expect(await api(gateway, "/api/events")).toEqual(refused(400, "?watch=lamp*/*"));
  });
});

describe("a token", () => {
  const bearer = (link: string | undefined) => ({
    Authorization: `Bearer ${new URL(link ?? "").searchParams.get("token")}`,
  });

  test("permits what its link does", async () => {
    const { gateway, lamp } = await lampStage({ host: "0.0.0.0" });
    const [all, look] = [bearer(gateway.links()[0]?.url), bearer(gateway.links()[1]?.url)];
    const perform = bearer(gateway.performLinks()[0]?.url);
    const put = (headers: Record<string, string>) =>
      api(gateway, LEVEL, { method: "PUT", body: { value: 0.5 }, headers });
    const call = (method: string, headers: Record<string, string>) =>
      api(gateway, `/api/call/lamp/${method}`, { method: "POST", body: {}, headers });
    expect(await api(gateway, LEVEL)).toEqual(refused(401, "needs the token"));
    expect(await api(gateway, LEVEL, { headers: { Authorization: "Bearer wrong" } })).toEqual(
      refused(401, "needs the token"),
    );
    expect(await api(gateway, LEVEL, { headers: look })).toMatchObject({ status: 200 });
    expect(await put(look)).toEqual(refused(403, "permits to look"));
    expect(lamp.parameter("level").value).toBe(0.25);
    expect(await put(perform)).toMatchObject({ status: 200 });
    expect(await call("show.go", perform)).toMatchObject({ status: 200, json: { result: "gone" } });
    expect(await call("add", perform)).toEqual(refused(403, "not to call add"));
    expect(await call("add", all)).toMatchObject({ status: 200 });
  });

  test("in a cookie or a URL changes nothing: that comes along by itself", async () => {
    const { gateway, lamp } = await lampStage({ host: "0.0.0.0" });
    const token = new URL(gateway.links()[0]?.url ?? "").searchParams.get("token") ?? "";
    const headers = { Cookie: `zocp-${gateway.port}-full=${token}` };
    expect(await api(gateway, LEVEL, { headers })).toMatchObject({ status: 200 });
    expect(await api(gateway, LEVEL, { method: "PUT", body: { value: 1 }, headers })).toEqual(refused(401, "Bearer"));
    expect(await api(gateway, `${LEVEL}?token=${token}`, { method: "PUT", body: { value: 1 } })).toEqual(
      refused(401, "Bearer"),
    );
    expect(lamp.parameter("level").value).toBe(0.25);
  });

  test("is of no use where nobody may change anything", async () => {
    const { gateway } = await lampStage({ readOnly: true });
    expect(await api(gateway, LEVEL, { method: "PUT", body: { value: 1 } })).toEqual(refused(403, "permits to look"));
  });
});

describe("whoever means harm", () => {
  test.each([
    [{ Origin: "http://evil.example" }, "another site"],
    [{ Origin: "null" }, "another site"],
    [{ "Sec-Fetch-Site": "cross-site" }, "another site"],
    [{ "Sec-Fetch-Site": "same-site" }, "another site"],
    [{ Host: "evil.example" }, "does not answer to the name"],
  ])("from a page with %j is refused, also when it only looks", async (headers, says) => {
    const { gateway, lamp } = await lampStage();
    expect(await api(gateway, LEVEL, { headers })).toEqual(refused(403, says));
    expect(await api(gateway, LEVEL, { method: "PUT", body: { value: 1 }, headers })).toEqual(refused(403, says));
    expect(lamp.parameter("level").value).toBe(0.25);
  });

  test("sends bodies that are huge, cut, slow or no JSON, and moves nothing", async () => {
    const { gateway, lamp } = await lampStage();
    const put = (body: string, headers = {}) => api(gateway, LEVEL, { method: "PUT", body, headers });
    expect(await put(JSON.stringify({ value: "x".repeat(0x1_0000) }))).toEqual(refused(413, "more than 65536 octets"));
    expect(await put('{"value": 1', {})).toEqual(refused(400, "no JSON"));
    expect(await put("[1]", {})).toEqual(refused(400, "must be an object"));
    expect(await put('{"value": 1}', { "Content-Type": "text/plain" })).toEqual(refused(415, "application/json"));
    expect(await put(`{"value": ${"[".repeat(30_000)}`)).toMatchObject({ status: 400 });
    for (const [body, ended] of [
      ['{"value"', true],
      ['{"value"', false],
    ] as const) {
      const socket = connect(gateway.port, "127.0.0.1");
      const head = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 12";
      socket.write(`PUT ${LEVEL} HTTP/1.1\r\n${head}\r\n\r\n${body}`);
      if (ended) socket.end();
      socket.on("error", () => {});
      onTestFinished(() => void socket.destroy());
      if (!ended) socket.resume();
    }
    expect(await api(gateway, LEVEL)).toMatchObject({ status: 200 });
    expect(lamp.parameter("level").value).toBe(0.25);
  });

  test("asks for paths that are none, and gets an answer for each", async () => {
    const { gateway } = await lampStage({});
    for (const path of [
      "/api/",
      "/api",
      "/api/nodes/%",
      "/api/nodes/%00",
      "/api/nodes//",
      "/api/nodes/../../etc",
      "/api/call/lamp",
    ])
      expect((await api(gateway, path)).status).toBeGreaterThanOrEqual(400);
  });

  test("asks too often", async () => {
    const { gateway } = await lampStage();
    await api(gateway, LEVEL);
    const all = await Promise.all(Array.from({ length: 120 }, () => api(gateway, LEVEL, { method: "PUT", body: {} })));
    const statuses = all.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400).length).toBeGreaterThanOrEqual(80);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  });

  test("follows events a thousand times, and others still do", async () => {
    const { gateway, lamp } = await lampStage({ limits: { clients: 4 } });
    await api(gateway, LEVEL);
    const first = follow(gateway, "watch=lamp/level");
    await settled(() => expect(first.values).not.toEqual([]));
    const answers: (number | undefined)[] = [];
    // Eight times as many connections as pages may be open with a right.
    for (let round = 0; round < 40; round++) {
      const crowd = Array.from({ length: 25 }, () => {
        const request = ask({ host: "127.0.0.1", port: gateway.port, path: "/api/events?watch=*" }, (response) => {
          answers.push(response.statusCode);
          response.resume().on("error", () => {});
        });
        request.on("error", () => answers.push(undefined)).end();
        return request;
      });
      await settled(() => expect(answers.length).toBeGreaterThanOrEqual((round + 1) * 25));
      for (const request of crowd) request.destroy();
      expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual((round + 1) * 4);
    }
    lamp.set("level", 0.875);
    // Whoever has asked so often waits for a moment.
    await settled(async () => expect((await api(gateway, LEVEL)).status).toBe(200));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const last = follow(gateway, "watch=lamp/level");
    await settled(() => expect(last.values.at(-1)).toMatchObject({ value: 0.875 }));
  }, 120_000);
});

test("a gateway that is started again answers programs again", async () => {
  const stage = await Stage.open();
  const gateway = await stage.gateway();
  await stage.node("lamp", (node) => void node.float("level", 0.25, { access: "rws" }));
  for (let life = 0; life < 2; life++) {
    await settled(async () =>
      expect((await api(gateway, "/api/nodes/lamp/level")).json).toMatchObject({ value: 0.25 }),
    );
    await gateway.stop();
    await gateway.start();
  }
});
