import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { checkText, show } from "../arguments/check.ts";
import { brokerTransport, hostNet, presentInterfaces, UsageError, ZreNode } from "../index.ts";
import { Lifecycle } from "../lifecycle.ts";
import { Rounds } from "../rounds.ts";
import { Account } from "../shares.ts";
import { Admission, queryOf, type Tokens, type Verdict } from "./access/admission.ts";
import { Connections } from "./access/connections.ts";
import { Guard } from "./access/guard.ts";
import { listen, listenNear } from "./access/listen.ts";
import { MeteredStream } from "./access/metered-stream.ts";
import { Names, nameIn } from "./access/names.ts";
import { Pipeline } from "./access/pipeline.ts";
import { Api } from "./api/api.ts";
import { checkGatewayOptions } from "./check-options.ts";
import { type GatewayLimits, type GatewayOptions, HTTP_PORT, LIMITS, RATE } from "./options.ts";
import { PageSocket } from "./pages/page-socket.ts";
import { Sessions } from "./pages/sessions.ts";
import { CLOSE, MESH_PATH, PERFORM_ONLY, SUBPROTOCOL } from "./protocol/constants.ts";
import { askForLink, refuse, wantsPage } from "./site/answers.ts";
import { hideToken, keepToken } from "./site/entry.ts";
import { Site } from "./site/site.ts";

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
  readonly #tokens: Tokens | undefined;
  readonly #guard: Guard;
  /** Of all who have not joined. */
  readonly #strangers = new Account();
  /** The nodes of the pages have their turns in the same rounds. */
  readonly #rounds = hostNet().clock.rounds ?? new Rounds(() => performance.now(), setImmediate);
  readonly #pipeline = new Pipeline();
  readonly #admission: Admission;
  readonly #names: Names;
  readonly #connections: Connections;
  readonly #site: Site;
  readonly #makeApi: () => Api;
  /** Another one at each start: what is under way when it stops is not taken up again. */
  #api: Api;
  readonly #sessions: Sessions;
  readonly #sockets = new Set<PageSocket>();
  /** Those that are only told that they may not come in. */
  readonly #refused = new Set<PageSocket>();
  readonly #webSockets: WebSocketServer;
  readonly #lifecycle = new Lifecycle("this gateway");
  #server: Server | undefined;
  #beat: NodeJS.Timeout | undefined;

  /** Throws `UsageError` when an option is wrong. */
  constructor(options: GatewayOptions = {}) {
    checkGatewayOptions(options);
    const { host = LOOPBACK, rate = RATE, readOnly = false, network = {}, note = () => {} } = options;
    if (!(typeof rate === "number" && rate > 0 && rate <= 1000))
      throw new UsageError("invalid-argument", `rate is ${show(rate)}: it must be above 0 and at most 1000 a second`);
    // A key or a broker that cannot be used is told here, and not to the first page that is opened.
    const { broker, show: _, ...local } = network;
    if (brokerTransport(undefined, network) === undefined) new ZreNode(undefined, local);
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#host = host;
    // Who has a proxy in front, or a name to which others go, is reached from elsewhere, whatever address it listens on.
    const alone = isLoopback(host) && options.trustProxy !== true && (options.allowNames ?? []).length === 0;
    const more = readOnly ? {} : { all: makeToken(), perform: makeToken() };
    this.#tokens = alone ? undefined : { ...more, look: makeToken() };
    this.#guard = new Guard(note);
    this.#admission = new Admission({ tokens: this.#tokens, readOnly });
    this.#names = new Names({ host, allowed: options.allowNames });
    this.#connections = new Connections({ strangers: this.#limits.strangers, known: this.#limits.clients * 8 });
    this.#site = new Site(options);
    this.#makeApi = () =>
      new Api({
        ...{ network, note, admission: this.#admission, limits: this.#limits, pace: 1000 / rate },
        open: this.#tokens === undefined,
        prove: ({ socket }) => this.#connections.prove(socket),
      });
    this.#api = this.#makeApi();
    this.#sessions = new Sessions({
      network,
      note,
      guard: this.#guard,
      rounds: this.#rounds,
      pace: 1000 / rate,
      limits: this.#limits,
    });
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // Ours are answered only while the page reads the answers.
      autoPong: false,
      maxPayload: this.#limits.message,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_PIECES,
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

  /** How many strangers are just told why they may not come in. */
  get refused(): number {
    return this.#refused.size;
  }

  /** The TCP port; 0 before the start. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port ?? 0;
  }

  /** What to open in a browser: one link for each address, and beside it the one for those who may only look. */
  links(path = "/"): readonly GatewayLink[] {
    checkText("the path", path);
    return this.#urls(path).flatMap((url) => {
      if (this.#tokens === undefined) return [{ url, readOnly: this.#options.readOnly === true }];
      const { all, look } = this.#tokens;
      const reader = { url: `${url}?token=${look}`, readOnly: true };
      return all === undefined ? [reader] : [{ url: `${url}?token=${all}`, readOnly: false }, reader];
    });
  }

  /** The same for those who perform: by these links values are set and cues are played, and nothing is patched. None where nobody may change anything. */
  performLinks(path = "/"): readonly GatewayLink[] {
    checkText("the path", path);
    if (this.#options.readOnly === true) return [];
    const end = this.#tokens === undefined ? PERFORM_ONLY : `token=${this.#tokens.perform}`;
    return this.#urls(path).map((url) => ({ url: `${url}?${end}`, readOnly: false }));
  }

  #urls(path: string): readonly string[] {
    return addressesOf(this.#host).map((address) => urlOf(address, this.port, path));
  }

  /** Rejects with `NetworkError` when the address or the port cannot be had. */
  start(): Promise<void> {
    return this.#lifecycle.start(() => this.#listen());
  }

  async #listen(): Promise<void> {
    const { httpPort, note = () => {} } = this.#options;
    this.#api = this.#makeApi();
    const server = this.#makeServer();
    await (httpPort === undefined
      ? listenNear(server, { host: this.#host, port: HTTP_PORT, note })
      : listen(server, this.#host, httpPort));
    // Stopped meanwhile: nobody has come yet.
    if (!this.#lifecycle.started) return void server.close();
    // One that could not be taken, for want of file handles: the others stay. What hinders listening is told by itself.
    server.on("error", (error) => this.#guard.tell("taking a connection", error));
    this.#server = server;
    this.#beat = setInterval(() => this.#check(performance.now()), BEAT_MS);
  }

  #makeServer(): Server {
    const server = createServer(HTTP);
    server.on(
      "connection",
      this.#guard.wrap("taking a connection", (socket: Socket) => this.#connections.enter(socket)),
    );
    server.on(
      "request",
      this.#guard.wrap(
        "answering a browser",
        (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response),
        ({ socket }) => socket.destroy(),
      ),
    );
    server.on(
      "upgrade",
      this.#guard.wrap(
        "opening a page's socket",
        (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head),
        (_, socket) => socket.destroy(),
      ),
    );
    server.on("clientError", (_, socket) => socket.destroy());
    return server;
  }

  /** Every page leaves the network, and the port is free. */
  stop(): Promise<void> {
    return this.#lifecycle.stop(() => this.#close());
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    clearInterval(this.#beat);
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of [...this.#sockets, ...this.#refused]) socket.close(CLOSE.goingAway, "the gateway ends");
    await Promise.all([this.#sessions.stop(), this.#api.stop()]);
    server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #check(now: number): void {
    for (const socket of [...this.#sockets, ...this.#refused]) {
      this.#guard.run(
        "looking after a page's connection",
        () => socket.check(now),
        () => socket.fail(),
      );
    }
    this.#sessions.check(now);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { socket, headers, method, url } = request;
    // A browser asks one after the other; what else came in the same packet is thrown away with the connection.
    if (socket.destroyed || !this.#pipeline.begin(socket, response)) return void socket.destroy();
    const misnamed = this.#names.has(headers.host) ? undefined : this.#misnamed(request);
    if (Api.has(url)) return this.#answerProgram(request, response, misnamed);
    if (misnamed !== undefined) return refuse(response, 403, { text: misnamed });
    if (method !== "GET" && method !== "HEAD")
      return refuse(response, 405, { text: "Only GET is answered.", headers: { Allow: "GET, HEAD" } });
    if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined)
      return refuse(response, 400, { text: "A request has no content here." });
    const verdict = this.#admission.judge(request, this.port);
    if (verdict === "forbidden") return askForLink(request, response);
    this.#connections.prove(socket);
    const entry = { port: this.port, trustProxy: this.#options.trustProxy === true };
    const cookie = this.#tokens === undefined ? {} : keepToken(request, this.#admission, entry);
    if (queryOf(request).has("token") && wantsPage(request))
      return hideToken(request, response, { rights: verdict.rights, cookie });
    this.#guard.watch("sending a file", this.#site.answer(request, response, cookie), () => response.destroy());
  }

  #answerProgram(request: IncomingMessage, response: ServerResponse, misnamed: string | undefined): void {
    const answered = this.#api.answer(request, response, { port: this.port, misnamed });
    this.#guard.watch("answering a program", answered, () => response.destroy());
  }

  #misnamed({ headers, socket }: IncomingMessage): string {
    const name = nameIn(headers.host);
    const here = socket.localAddress?.replace(/^::ffff:/, "") ?? this.#host;
    const links = [here, ...this.#names.examples].map((known) => urlOf(known, this.port));
    const allow = name === undefined ? "" : `, or start it with --allow-name ${name}`;
    return `This gateway does not answer to the name ${name ?? "that was asked for"}. Open ${links.join(" or ")}${allow}.`;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A stranger that hangs up while it is told something must not end us.
    socket.on("error", () => {});
    const verdict = this.#admission.judge(request, this.port);
    const refusal = this.#refusalOf(request, verdict);
    if (refusal !== undefined) return reject(socket, refusal);
    // One for all of them: a socket costs nothing to make.
    this.#rounds.hear(this.#strangers);
    const stream = new MeteredStream(request.socket, head, this.#rounds, this.#strangers);
    this.#webSockets.handleUpgrade(request, stream, NOTHING, (webSocket) =>
      this.#guard.run(
        "opening a page's socket",
        () => this.#open(webSocket, stream, { socket: request.socket, verdict }),
        () => webSocket.terminate(),
      ),
    );
  }

  #open(
    webSocket: WebSocket,
    stream: MeteredStream,
    { socket, verdict }: { readonly socket: Socket; readonly verdict: Verdict },
  ): void {
    const crowd = verdict === "forbidden" ? this.#refused : this.#sockets;
    const account = new Account();
    const page = new PageSocket(webSocket, stream, {
      limits: this.#limits,
      guard: this.#guard,
      account,
      share: () => Math.min(1, this.#limits.busy / this.#sockets.size),
      join: (line, join) => {
        if (verdict === "forbidden") return undefined;
        stream.account = account;
        return this.#sessions.join(line, join, verdict.rights);
      },
      closed: (closed) => crowd.delete(closed),
    });
    crowd.add(page);
    // A page is counted with the pages from now on; who is only told something stays a stranger.
    if (verdict !== "forbidden") return this.#connections.release(socket);
    // A browser shows its page nothing of a refused upgrade, so this is said over the socket.
    page.close(CLOSE.forbidden, "the link has no token, or one that is no longer valid");
  }

  #refusalOf(request: IncomingMessage, verdict: Verdict): string | undefined {
    const { headers, url = "" } = request;
    if (this.#server === undefined) return "503 Service Unavailable";
    if (!this.#names.has(headers.host) || !this.#admission.sameOrigin(request)) return "403 Forbidden";
    if (url.split("?", 1)[0] !== MESH_PATH) return "404 Not Found";
    const offered = headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [];
    if (!offered.includes(SUBPROTOCOL)) return "400 Bad Request";
    const [crowd, most] =
      verdict === "forbidden" ? [this.#refused, REFUSED] : [this.#sockets, this.#limits.clients * 2];
    return crowd.size >= most ? "503 Service Unavailable" : undefined;
  }
}

function reject(socket: Duplex, status: string): void {
  // Both sides: one that never closes its own would be kept for ever.
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Whether only programs of this machine can reach it. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** The addresses that people can type. */
function addressesOf(host: string): readonly string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host];
  const all = presentInterfaces(hostNet());
  const reachable = all.filter(({ loopback }) => !loopback).map(({ address }) => address);
  return [...new Set(reachable.length > 0 ? reachable : all.map(({ address }) => address))];
}

function urlOf(address: string, port: number, path = "/"): string {
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}${path}`;
}

function makeToken(): string {
  return randomBytes(16).toString("base64url");
}

const LOOPBACK = "127.0.0.1";
const BEAT_MS = 1000;
/** Sockets of strangers that are told at a time why they may not come in. */
const REFUSED = 16;
/** Pieces of one WebSocket message: a browser makes few. */
const MAX_FRAGMENTS = 2048;
/** Pieces in which one may come over the network: 256 octets each, when it is as long as may be. */
const MAX_PIECES = 0x4000;
const NOTHING = Buffer.alloc(0);
const HTTP = {
  maxHeaderSize: 0x2000,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  // How often it is looked whether these times are over.
  connectionsCheckingInterval: 1000,
} as const;
