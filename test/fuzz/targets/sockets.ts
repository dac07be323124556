import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { WebSocket } from "ws";

import { Gateway } from "../../../src/gateway/gateway.ts";
import { encodeJoin } from "../../../src/gateway/protocol/client-messages.ts";
import { MESH_PATH, SUBPROTOCOL } from "../../../src/gateway/protocol/constants.ts";
import type { Parameter } from "../../../src/node/parameter.ts";
import { ZocpNode } from "../../../src/zocp-node.ts";
import { encodeBeacon } from "../../../src/zre/discovery/beacon.ts";
import { freePort } from "../../../tools/ports.js";
import { eventually, greeting, portOf, ready, zre } from "../../node/loopback.ts";
import { ascii, check, type Round, type Target } from "../target.ts";
import { nullHandshake } from "./zmtp.ts";
import { fromPages } from "./zocp.ts";

// Over the sockets of this machine: few inputs, but all of the code that stands between them and the machines.
const ID = "dd".repeat(16);

/** A node under attack, and one that is wired to it and must not notice. Made once, and never ended: the process does that. */
class Pair {
  static #made: Promise<Pair> | undefined;
  readonly port: number;
  readonly victim: ZocpNode;
  readonly #lamp: ZocpNode;
  readonly #fader: Parameter<number>;
  readonly #level: Parameter<number>;
  #value = 0;

  private constructor(port: number) {
    this.port = port;
    this.victim = new ZocpNode("victim", { interface: "lo", beaconPort: port, handshakeTimeout: 300 });
    this.#lamp = new ZocpNode("lamp", { interface: "lo", beaconPort: port });
    this.#fader = this.victim.float("fader", 0, { access: "rwe" });
    this.#level = this.#lamp.float("level", 0, { access: "rws" });
  }

  static make(): Promise<Pair> {
    Pair.#made ??= freePort().then((port) => new Pair(port).#start());
    return Pair.#made;
  }

  async #start(): Promise<Pair> {
    await Promise.all([this.victim.start(), this.#lamp.start()]);
    await this.#lamp.connect("victim/fader", "lamp/level", { timeout: 30_000 });
    await eventually("each knows the other", () => this.victim.zre.peers.size === 1, 30_000);
    this.#lamp.zre.on("exit", ({ name, reason }) => check(name !== "victim", `the victim left: ${reason}`));
    return this;
  }

  async stillWorks(): Promise<void> {
    this.#fader.emit(++this.#value);
    await eventually("a signal still crosses", () => this.#level.value === this.#value, 30_000);
  }
}

export const tcp: Target = {
  name: "tcp",
  corpus: [
    Buffer.concat([greeting(), ready(ID), zre({ type: "PING", sequence: 1 })]),
    Buffer.concat([greeting(), ready(ID), hello(), zre({ type: "PING", sequence: 2 })]),
    ...nullHandshake.corpus,
  ],
  words: nullHandshake.words,
  longest: 0x1_0000,
  sockets: true,
  begin: async (): Promise<Round> => {
    const pair = await Pair.make();
    return { input: (bytes) => say(portOf(pair.victim), bytes), end: () => pair.stillWorks() };
  },
};

export const udp: Target = {
  name: "udp",
  corpus: [encodeBeacon({ peer: ID, port: 1 }), encodeBeacon({ peer: ID, port: 0 }), ...ascii("ZRE", "NOTIFY *")],
  words: ascii("ZRE\x01", "ZRE\x03"),
  longest: 1400,
  sockets: true,
  begin: async (): Promise<Round> => {
    const pair = await Pair.make();
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.setBroadcast(true);
    return {
      input: (bytes) => new Promise((resolve) => socket.send(bytes, pair.port, "127.255.255.255", () => resolve())),
      end: async () => {
        socket.close();
        await pair.stillWorks();
      },
    };
  },
};

let gateway: Promise<Gateway> | undefined;

async function theGateway(): Promise<Gateway> {
  const made = new Gateway({ httpPort: 0, network: { interface: "lo", beaconPort: await freePort() } });
  await made.start();
  return made;
}

function urlOf(made: Gateway): URL {
  return new URL(made.links()[0]?.url ?? "");
}

async function answers(made: Gateway): Promise<void> {
  const response = await fetch(new URL("/zocp/browser.js", urlOf(made)));
  await response.arrayBuffer();
  check(response.status < 500, `it answers ${response.status}`);
}

export const http: Target = {
  name: "http",
  corpus: ascii(
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET /zocp/browser.js HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nIf-None-Match: x\r\n\r\n",
    "HEAD /show/%2e%2e/x?token=a HTTP/1.1\r\nHost: 127.0.0.1:80\r\nConnection: close\r\n\r\n",
    `GET ${MESH_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n\x81\x85abcd12345`,
  ),
  words: ascii(
    "\r\n",
    "Host: ",
    "%2e%2e/",
    "%00",
    "..",
    "Content-Length: 9",
    "Transfer-Encoding: chunked",
    "Origin: x",
    "?",
  ),
  longest: 20_000,
  sockets: true,
  begin: async (): Promise<Round> => {
    gateway ??= theGateway();
    const made = await gateway;
    return { input: (bytes) => say(Number(urlOf(made).port), bytes), end: () => answers(made) };
  },
};

const JOIN = encodeJoin({
  secret: "ab".repeat(32),
  name: "page",
  headers: new Map([["X-ZOCP", "1"]]),
  received: undefined,
});

/** What a page says after it has joined. */
export const webSocket: Target = {
  name: "websocket",
  corpus: fromPages.corpus,
  words: fromPages.words,
  longest: 0x1_0000,
  sockets: true,
  begin: async (): Promise<Round> => {
    gateway ??= theGateway();
    const made = await gateway;
    const url = new URL(MESH_PATH, urlOf(made)).href.replace("http", "ws");
    let socket: WebSocket | undefined;
    return {
      input: async (bytes) => {
        if (socket?.readyState !== WebSocket.OPEN) {
          socket = new WebSocket(url, SUBPROTOCOL);
          await once(socket, "open");
          socket.send(JOIN);
          await Promise.race([once(socket, "message"), once(socket, "close")]);
        }
        await new Promise<void>((resolve) => socket?.send(Buffer.from(bytes).toString(), () => resolve()));
      },
      end: async () => {
        socket?.terminate();
        await answers(made);
      },
    };
  },
};

function hello(): Uint8Array {
  const about = { endpoint: "tcp://127.0.0.1:1", groups: [], status: 0, name: "mallory", headers: new Map() };
  return zre({ type: "HELLO", sequence: 1, ...about });
}

/** Says something, hears a little, and leaves without a word. */
function say(port: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    socket.on("data", () => socket.destroySoon());
    socket.once("connect", () => socket.write(bytes, () => setTimeout(() => socket.destroy(), 2)));
  });
}
