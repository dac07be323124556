// A transport of your own: ZOCP nodes in the threads of one program, or in the tabs of a browser, meet over a BroadcastChannel.
// Run it: node examples/own-transport.js
import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import { TransportNode } from "zocp";

/** @import { Announcement, Frames, Transport, TransportHandlers } from "zocp" */

/** @implements {Transport} */
export class ChannelTransport {
  id = randomUUID().replaceAll("-", "");
  /** @type {Set<string>} */ #peers = new Set();
  /** @type {InstanceType<typeof BroadcastChannel> | undefined} */ #channel;
  /** @type {TransportHandlers | undefined} */ #handlers;
  /** @type {[string, string][]} */ #headers = [];

  /** @param {string} name of the node @param {string} room where it meets others */
  constructor(name, room = "zocp") {
    this.name = name;
    this.room = room;
  }

  now = () => performance.now();

  /** @param {number} delay @param {() => void} callback */
  schedule(delay, callback) {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  }

  /** @param {TransportHandlers} handlers @param {Announcement} announcement */
  open(handlers, { headers }) {
    this.#handlers = handlers;
    this.#headers = [...headers];
  }

  async start() {
    this.#channel = new BroadcastChannel(this.room);
    this.#channel.onmessage = (/** @type {{ data: any }} */ { data }) =>
      (data.to ?? this.id) === this.id && this.#receive(data);
    this.#post({ hello: this.#headers });
  }

  async stop() {
    this.#post({ goodbye: true });
    this.#channel?.close();
    this.#channel = undefined;
    this.#peers.clear();
  }

  /** @param {string} peer @param {Frames} content */
  whisper(peer, content) {
    if (this.#peers.has(peer)) this.#post({ to: peer, text: content.text(0) });
  }

  /** @param {string} peer @param {Frames} content */
  offer(peer, content) {
    this.whisper(peer, content);
    return this.#peers.has(peer);
  }

  /** @param {object} message */
  #post(message) {
    this.#channel?.postMessage({ from: this.id, name: this.name, ...message });
  }

  /** @param {{ from: string, name: string, hello?: [string, string][], goodbye?: true, text?: string }} message */
  #receive({ from, name, hello, goodbye, text }) {
    if (hello !== undefined && !this.#peers.has(from)) {
      this.#peers.add(from);
      this.#post({ to: from, hello: this.#headers });
      this.#handlers?.enter(from, name, new Map(hello));
    }
    if (text !== undefined && this.#peers.has(from)) this.#handlers?.message(from, text);
    if (goodbye && this.#peers.delete(from)) this.#handlers?.exit(from, "goodbye");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const desk = new TransportNode(new ChannelTransport("desk"));
  const lamp = new TransportNode(new ChannelTransport("lamp"));
  const fader = desk.float("fader", 0, { access: "re" });
  const level = lamp.float("level", 0, { access: "rs" });
  await Promise.all([desk.start(), lamp.start()]);
  await desk.connect("desk/fader", "lamp/level");
  const arrived = new Promise((resolve) => level.on("changed", ({ value }) => resolve(value)));
  fader.emit(0.75);
  console.log(`the lamp follows the fader: ${await arrived}`);
  await Promise.all([desk.stop(), lamp.stop()]);
}
