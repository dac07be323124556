import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import type { JsonInput } from "../../index.ts";
import { type Admission, queryOf } from "../access/admission.ts";
import { TokenBucket } from "../access/token-bucket.ts";
import type { GatewayLimits, GatewayNetwork } from "../options.ts";
import { mayCall } from "../pages/permission.ts";
import { RIGHTS, type Rights } from "../protocol/rights.ts";
import { SAFE } from "../site/answers.ts";
import { ApiNode, describeParameter, isShown, toFailure } from "./api-node.ts";
import { readBody } from "./body.ts";
import { EventStreams } from "./event-streams.ts";
import { ApiFailure } from "./failure.ts";
import { type Answer, writeJson } from "./json.ts";
import { describeApi } from "./openapi.ts";
import { type Route, routesOf } from "./route.ts";

export interface ApiOptions {
  readonly network: GatewayNetwork;
  readonly admission: Admission;
  /** Whether whoever reaches the gateway may come in. */
  readonly open: boolean;
  readonly limits: GatewayLimits;
  /** Milliseconds between two values of a parameter. */
  readonly pace: number;
  readonly note: (message: string) => void;
  /** The connection belongs to somebody who may be here. */
  readonly prove: (request: IncomingMessage) => void;
}

/** Nodes, parameters and calls for programs that speak HTTP. Every answer is JSON. */
export class Api {
  readonly #options: ApiOptions;
  readonly #node: ApiNode;
  readonly #streams: EventStreams;
  /** How much each address may still ask; the one that asked last is the last. */
  readonly #buckets = new Map<string, { readonly all: TokenBucket; readonly changes: TokenBucket }>();

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#node = new ApiNode(options.network, options.note);
    this.#streams = new EventStreams({ most: options.limits.clients, beatMs: options.pace });
  }

  /** Whether a path is of this. */
  static has(url = ""): boolean {
    return url === "/api" || url.startsWith("/api/");
  }

  /** How many clients follow events. */
  get streams(): number {
    return this.#streams.size;
  }

  async stop(): Promise<void> {
    this.#streams.close();
    await this.#node.stop();
  }

  /** Never rejects for what the request is. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { port, misnamed }: { readonly port: number; readonly misnamed: string | undefined },
  ): Promise<void> {
    try {
      if (misnamed !== undefined) throw new ApiFailure(403, "wrong-name", misnamed);
      const rights = this.#enter(request, port);
      const route = readRoute(request);
      this.#allow(request, route, rights);
      await this.#perform(route, rights, request, response);
    } catch (error) {
      const failure = toFailure(error);
      if (!(failure instanceof ApiFailure)) throw error;
      fail(response, failure);
    }
  }

  /** Browsers say for whom they ask; a page of somebody else is let do nothing, not even look. */
  #enter(request: IncomingMessage, port: number): Rights {
    const site = request.headers["sec-fetch-site"];
    if (
      !this.#options.admission.sameOrigin(request) ||
      (site !== undefined && site !== "same-origin" && site !== "none")
    )
      throw new ApiFailure(403, "foreign-page", "a page of another site has asked");
    const { admission, open } = this.#options;
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const verdict = bearer === undefined || open ? admission.judge(request, port) : admission.judgeToken(bearer);
    if (verdict === "forbidden")
      throw new ApiFailure(401, "no-token", "the request needs the token of a link: Authorization: Bearer TOKEN");
    this.#options.prove(request);
    return verdict.rights;
  }

  #allow(request: IncomingMessage, { operation }: Route, rights: Rights): void {
    const changes = operation.method !== "GET";
    this.#charge(request, changes);
    // A cookie comes along by itself, and so might be somebody else's doing.
    if (changes && !this.#options.open && request.headers.authorization === undefined)
      throw new ApiFailure(401, "no-token", "what changes something needs Authorization: Bearer TOKEN");
    if (RIGHTS.indexOf(rights) > RIGHTS.indexOf(operation.rights))
      throw new ApiFailure(403, "not-permitted", "this token permits to look, and not to change anything");
    const { "content-length": length, "transfer-encoding": coding } = request.headers;
    if (!changes && ((length !== undefined && length !== "0") || coding !== undefined))
      throw new ApiFailure(400, "bad-request", "a request by GET has no content here");
  }

  #charge({ socket }: IncomingMessage, changes: boolean): void {
    const [address, now] = [socket.remoteAddress ?? "", performance.now()];
    const buckets = this.#buckets.get(address) ?? {
      all: new TokenBucket(ASKED, now),
      changes: new TokenBucket(CHANGED, now),
    };
    this.#buckets.delete(address);
    if (this.#buckets.size >= MOST_ADDRESSES) this.#buckets.delete(this.#buckets.keys().next().value as string);
    this.#buckets.set(address, buckets);
    const [bucket, rate] = changes ? [buckets.changes, CHANGED] : [buckets.all, ASKED];
    if (!bucket.has(1, now))
      throw new ApiFailure(429, "limit-exceeded", `more than ${rate} requests a second come from ${address}`, 1);
    bucket.take(1, now);
  }

  async #perform(
    { operation, places }: Route,
    rights: Rights,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { node = "", parameter = "", method = "" } = places;
    switch (operation.id) {
      case "document":
        return reply(response, describeApi(`http://${request.headers.host ?? "localhost"}`));
      case "nodes":
        return reply(response, { nodes: await this.#nodes() });
      case "node":
        return reply(response, await this.#describe(node));
      case "parameter": {
        const found = await this.#node.parameter(node, parameter);
        return reply(response, describeParameter(node, found));
      }
      case "setParameter":
        return reply(response, await this.#set(node, parameter, request));
      case "call":
        return reply(response, await this.#call({ node, method, rights }, request));
      case "events":
        return this.#streams.open(await this.#node.get(), response, queryOf(request).getAll("watch"));
    }
  }

  async #nodes(): Promise<readonly Answer[]> {
    const node = await this.#node.get();
    return [...node.peers.values()]
      .filter(isShown)
      .map(({ name, id, locked, parameters }) => ({ name, id, locked, parameters: parameters.size }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #describe(name: string): Promise<Answer> {
    const { id, locked, parameters } = await this.#node.find(name);
    const all = [...parameters.values()].map((one) => describeParameter(name, one));
    return { name, id, locked, parameters: all };
  }

  async #set(name: string, path: string, request: IncomingMessage): Promise<Answer> {
    const body = await readBody(request);
    const value = body.get("value");
    if (value === undefined || body.size > 1)
      throw new ApiFailure(400, "bad-value", 'the body must hold the value alone: {"value": 0.5}');
    const parameter = await this.#node.parameter(name, path);
    const remote = await this.#node.find(name);
    const taken = await remote.set(parameter.path, value, { timeout: ANSWERED });
    return { node: name, parameter: parameter.path, value: taken };
  }

  async #call(
    { node, method, rights }: { readonly node: string; readonly method: string; readonly rights: Rights },
    request: IncomingMessage,
  ): Promise<Answer> {
    if (!mayCall(method, rights))
      throw new ApiFailure(
        403,
        "not-permitted",
        `this token permits to set values and play cues, and not to call ${method}`,
      );
    const body = await readBody(request);
    const given = body.get("arguments") ?? [];
    if (!Array.isArray(given) || body.size > (body.has("arguments") ? 1 : 0))
      throw new ApiFailure(400, "bad-value", 'the body must hold the arguments alone: {"arguments": []}');
    const remote = await this.#node.find(node);
    return { result: await remote.call(method, given as readonly JsonInput[], { timeout: ANSWERED }) };
  }
}

/** Throws {@link ApiFailure}. */
function readRoute({ url = "", method = "" }: IncomingMessage): Route {
  const [path = ""] = url.split("?", 1);
  let routes: ReadonlyMap<string, Route> | undefined;
  try {
    routes = routesOf(path);
  } catch {
    throw new ApiFailure(400, "bad-path", `the path ${path.slice(0, 100)} is not percent-encoded`);
  }
  if (routes === undefined)
    throw new ApiFailure(
      404,
      "not-found",
      `there is nothing at ${path.slice(0, 100)}; /api/openapi.json says what there is`,
    );
  const route = routes.get(method);
  if (route === undefined)
    throw new ApiFailure(405, "bad-method", `${method} is not answered here, but ${[...routes.keys()].join(" and ")}`);
  return route;
}

function reply(response: ServerResponse, json: Answer, status = 200, headers: OutgoingHttpHeaders = {}): void {
  const all = { ...SAFE, "Cache-Control": "no-store", "Content-Type": "application/json", ...headers };
  response.writeHead(status, all).end(`${writeJson(json)}\n`);
}

/** Nothing more is read over this connection: a request that is refused may have a body. */
function fail(response: ServerResponse, { status, code, message, retryAfter }: ApiFailure): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const later = retryAfter === undefined ? {} : { "Retry-After": retryAfter };
  const who = status === 401 ? { "WWW-Authenticate": "Bearer" } : {};
  reply(response, { error: { code, message } }, status, { Connection: "close", ...later, ...who });
}

/** Requests a second of one address; those that change something. Four seconds' worth may come at once. */
const ASKED = 50;
const CHANGED = 20;
const MOST_ADDRESSES = 1000;
/** Milliseconds that a node may take for its answer. */
const ANSWERED = 5000;
