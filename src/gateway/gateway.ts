import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";

import { hostNet, UsageError, ZreNode } from "../index.ts";
import { Admission } from "./admission.ts";
import { listen } from "./listen.ts";
import { type GatewayLimits, type GatewayOptions, HTTP_PORT, LIMITS, RATE } from "./options.ts";
import { PageSocket } from "./page-socket.ts";
import { CLOSE, MESH_PATH, SUBPROTOCOL } from "./protocol/constants.ts";
import { Sessions } from "./sessions.ts";
import { Site } from "./site.ts";

/** A URL for people, and what it permits. */
export interface GatewayLink {
  readonly url: string;
  readonly readOnly: boolean;
}

/** A web server through which browser pages join the mesh, each as a node of its own. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #host: string;
  readonly #tokens: { readonly full: string | undefined; readonly readOnly: string | undefined };
  readonly #admission: Admission;
  readonly #site: Site;
  readonly #sessions: Sessions;
  readonly #sockets = new Set<PageSocket>();
  readonly #webSockets: WebSocketServer;
  #server: Server | undefined;
  #beat: NodeJS.Timeout | undefined;

  /** Throws `UsageError` when an option is wrong. */
  constructor(options: GatewayOptions = {}) {
    const { host = LOOPBACK, rate = RATE, readOnly = false, network = {}, note = () => {} } = options;
    if (!(rate > 0 && rate <= 1000))
      throw new UsageError("invalid-argument", `rate is ${rate}: it must be above 0 and at most 1000 a second`);
    // A key that cannot be used is told here, and not to the first page that is opened.
    new ZreNode(undefined, network);
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#host = host;
    this.#tokens = isLoopback(host)
      ? { full: undefined, readOnly: undefined }
      : { full: readOnly ? undefined : makeToken(), readOnly: makeToken() };
    const { full: token, readOnly: readOnlyToken } = this.#tokens;
    this.#admission = new Admission({ host, token, readOnlyToken, readOnly });
    this.#site = new Site(this.#admission, options);
    this.#sessions = new Sessions({ network, note, pace: 1000 / rate, limits: this.#limits });
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.message,
    });
  }

  /** Whether there is a page at `/`. */
  get built(): boolean {
    return this.#site.built;
  }

  /** How many pages are nodes at this moment. */
  get pages(): number {
    return this.#sessions.size;
  }

  /** How many WebSockets are open. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** The TCP port; 0 before the start. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port ?? 0;
  }

  /** What to open in a browser: one link for each address, and beside it the one for those who may only look. */
  links(path = "/"): readonly GatewayLink[] {
    const { full, readOnly } = this.#tokens;
    return addressesOf(this.#host).flatMap((address) => {
      const url = `http://${address.includes(":") ? `[${address}]` : address}:${this.port}${path}`;
      if (readOnly === undefined) return [{ url, readOnly: this.#options.readOnly === true }];
      const reader = { url: `${url}?token=${readOnly}`, readOnly: true };
      return full === undefined ? [reader] : [{ url: `${url}?token=${full}`, readOnly: false }, reader];
    });
  }

  /** Rejects with `NetworkError` when the address or the port cannot be had. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ maxHeaderSize: 0x2000, requestTimeout: 10_000, headersTimeout: 5000 });
    // Pages, and a browser's idle connections.
    server.maxConnections = this.#limits.clients * 8;
    server.on("request", (request, response) => {
      this.#site.answer(request, response).catch(() => response.destroy());
    });
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    server.on("clientError", (_, socket) => socket.destroy());
    await listen(server, this.#host, this.#options.httpPort ?? HTTP_PORT);
    this.#server = server;
    this.#beat = setInterval(() => this.#check(performance.now()), BEAT);
  }

  /** Every page leaves the network, and the port is free. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    clearInterval(this.#beat);
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.close(CLOSE.goingAway, "the gateway ends");
    await this.#sessions.stop();
    server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #check(now: number): void {
    for (const socket of this.#sockets) socket.check(now);
    this.#sessions.check(now);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A stranger that hangs up while it is told something must not end us.
    socket.on("error", () => {});
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) return reject(socket, refusal);
    const { searchParams } = new URL(request.url ?? "/", "http://gateway");
    const verdict = this.#admission.judge(searchParams.get("token") ?? undefined);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const page = new PageSocket(webSocket, this.#limits, {
        join: (line, join) => (verdict === "forbidden" ? undefined : this.#sessions.join(line, join, verdict.readOnly)),
        closed: (closed) => this.#sockets.delete(closed),
      });
      this.#sockets.add(page);
      // A browser shows its page nothing of a refused upgrade, so this is said over the socket.
      if (verdict === "forbidden") page.close(CLOSE.forbidden, "the link has no token, or one that is no longer valid");
    });
  }

  #refusalOf(request: IncomingMessage): string | undefined {
    const { headers, url = "" } = request;
    if (this.#server === undefined || this.#sockets.size >= this.#limits.clients * 2) return "503 Service Unavailable";
    if (!this.#admission.knows(request) || !this.#admission.sameOrigin(request)) return "403 Forbidden";
    if (url.split("?", 1)[0] !== MESH_PATH) return "404 Not Found";
    const offered = headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [];
    return offered.includes(SUBPROTOCOL) ? undefined : "400 Bad Request";
  }
}

function reject(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Whether only programs of this machine can reach it. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** The addresses that people can type. */
function addressesOf(host: string): readonly string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host];
  const all = hostNet().interfaces();
  const reachable = all.filter(({ loopback }) => !loopback).map(({ address }) => address);
  return [...new Set(reachable.length > 0 ? reachable : all.map(({ address }) => address))];
}

function makeToken(): string {
  return randomBytes(16).toString("base64url");
}

const LOOPBACK = "127.0.0.1";
const BEAT = 1000;
