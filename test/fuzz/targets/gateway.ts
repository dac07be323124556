import { once } from "node:events";
import { WebSocket } from "ws";

import { Gateway } from "../../../src/gateway/gateway.ts";
import { PageValues } from "../../../src/gateway/pages/page-values.ts";
import { refusalOf } from "../../../src/gateway/pages/permission.ts";
import { readText } from "../../../src/gateway/pages/texts.ts";
import { encodeBatch } from "../../../src/gateway/protocol/batch.ts";
import { encodeJoin } from "../../../src/gateway/protocol/client-messages.ts";
import { MESH_PATH, SUBPROTOCOL } from "../../../src/gateway/protocol/constants.ts";
import { Outbox } from "../../../src/gateway/protocol/outbox.ts";
import { decodeServerMessage, encodeServerRecord } from "../../../src/gateway/protocol/server-messages.ts";
import { ZreNode } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import { eventually } from "../../node/loopback.ts";
import { ascii, check, type Round, type Target } from "../target.ts";
import { fromPages, zocp } from "./zocp.ts";

const [SELF, PEER] = ["f".repeat(32), "a".repeat(32)] as const;
const SECRET = "cd".repeat(32);
/** Signals and subscriptions whose names are no names, as a node of the network may send them. */
const ODD = ascii(
  String.raw`{"SIG": ["\q", 1]}`,
  String.raw`{"SIG": ["\ud800", 1]}`,
  String.raw`{"SIG": ["\u12", 1]}`,
  '{"SIG": ["a\nb", 1]}',
  '{"SIG": [7, 1]}',
  `{"SUB": ["${PEER}", "level", "${SELF}", "x", {"every": true}]}`,
  `{"UNSUB": ["${PEER}", "level", "${SELF}", {"a": 1}]}`,
);

/** What a gateway does with a text between a node and a page, in both directions, without sockets. */
export const texts: Target = {
  name: "texts",
  corpus: [...zocp.corpus, ...ODD],
  words: [...zocp.words, ...ascii("\\", "\\u", "\\q", SELF, PEER)],
  longest: 0x1_0000,
  begin: (): Round => {
    const values = new PageValues(SELF);
    const outbox = new Outbox({ window: 4, batch: 0x1000, limit: 0x10_0000, pace: 0 });
    return {
      input: (bytes) => {
        const text = Buffer.from(bytes).toString();
        const message = readText(text);
        values.handleMessage(PEER, message);
        const reasons = (["look", "perform"] as const).map((rights) =>
          refusalOf(message, { rights, peer: PEER, self: SELF }),
        );
        check(message instanceof Map || !reasons.includes(undefined), `one who may not patch says ${text}`);
        check(
          reasons[0] !== undefined || reasons[1] === undefined,
          `one who looks may do more than who performs: ${text}`,
        );
        const key = values.keyOf(PEER, text, outbox.roomy);
        if (key !== undefined) values.count(PEER, key);
        const record = { type: "message", peer: PEER, text } as const;
        for (const told of [record, ...values.takeNews()]) outbox.add(encodeServerRecord(told), key);
        const batch = outbox.take(0);
        check(batch !== undefined, "what was added leaves");
        const read = decodeServerMessage(encodeBatch(batch, 0));
        check(read.type === "batch" && outbox.confirm(read.number), "a batch is read as one");
        const arrived = read.records.find(({ type }) => type === "message");
        check(
          arrived === undefined || (arrived.type === "message" && arrived.text === text),
          "a text arrives as it was",
        );
      },
    };
  },
};

/** A gateway, a page, and a node that whispers whatever it likes to it. Made once; the process ends it. */
class Haunted {
  static #made: Promise<Haunted> | undefined;
  readonly faults: string[] = [];
  readonly network: { readonly interface: string; readonly beaconPort: number };
  readonly enemy: ZreNode;
  readonly gateway: Gateway;
  page = "";
  heard = 0;

  private constructor(beaconPort: number) {
    this.network = { interface: "lo", beaconPort };
    this.enemy = new ZreNode("enemy", this.network);
    this.gateway = new Gateway({ httpPort: 0, network: this.network, note: (fault) => this.faults.push(fault) });
  }

  static make(): Promise<Haunted> {
    Haunted.#made ??= freePort().then((port) => new Haunted(port).#start());
    return Haunted.#made;
  }

  async #start(): Promise<Haunted> {
    await Promise.all([this.gateway.start(), this.enemy.start()]);
    const socket = new WebSocket(`ws://127.0.0.1:${this.gateway.port}${MESH_PATH}`, SUBPROTOCOL);
    socket.on("message", (words) => this.#hear(socket, String(words)));
    await once(socket, "open");
    socket.send(encodeJoin({ secret: SECRET, name: "page", headers: new Map(), received: undefined }));
    await eventually("the page is met", () => this.enemy.peers.has(this.page), 30_000);
    return this;
  }

  #hear(socket: WebSocket, words: string): void {
    const message = decodeServerMessage(words);
    if (message.type === "welcome") this.page = message.id;
    if (message.type !== "batch") return;
    this.heard += message.records.length;
    socket.send(JSON.stringify(["ack", message.number]));
  }
}

/** A node of the network towards a page. */
export const meshToPages: Target = {
  name: "mesh-to-pages",
  corpus: texts.corpus,
  words: texts.words,
  longest: 0x1_0000,
  sockets: true,
  begin: async (): Promise<Round> => {
    const made = await Haunted.make();
    const { enemy, page, faults, gateway } = made;
    return {
      input: (bytes) => enemy.whisper(page, bytes),
      end: async () => {
        const before = made.heard;
        const heard = (): boolean => {
          enemy.whisper(page, "{}");
          return made.heard > before;
        };
        await eventually("the page still hears", heard, 30_000);
        check(faults.length === 0 && gateway.pages >= 1, `a fault: ${faults.join()}`);
      },
    };
  },
};

/** A page that may only look. */
export const lookingPage: Target = {
  name: "looking-page",
  corpus: [...fromPages.corpus, ...ODD.map((text) => batchOf(text))],
  words: fromPages.words,
  longest: 0x1_0000,
  sockets: true,
  begin: async (): Promise<Round> => {
    const { gateway, faults } = await Haunted.make();
    const url = `ws://127.0.0.1:${gateway.port}${MESH_PATH}?look`;
    let socket: WebSocket | undefined;
    return {
      input: async (bytes) => {
        if (socket?.readyState !== WebSocket.OPEN) {
          socket = new WebSocket(url, SUBPROTOCOL);
          await once(socket, "open");
          socket.send(encodeJoin({ secret: "ef".repeat(32), name: "looks", headers: new Map(), received: undefined }));
          await Promise.race([once(socket, "message"), once(socket, "close")]);
        }
        await new Promise<void>((resolve) => socket?.send(Buffer.from(bytes).toString(), () => resolve()));
      },
      end: () => {
        socket?.terminate();
        check(faults.length === 0, `a fault: ${faults.join()}`);
      },
    };
  },
};

function batchOf(text: Uint8Array): Uint8Array {
  const records = JSON.stringify(["whisper", PEER, Buffer.from(text).toString()]);
  return Buffer.from(`["batch",1,0,[${records}]]`);
}
