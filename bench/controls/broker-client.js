// The control "raw client": two clients of the broker, one message for each value, as a program would do it without ZOCP.
import { Counter, pump, stream } from "../harness/counter.js";
import { Trips } from "../harness/trips.js";

/** @typedef {{ publish: (topic: string, text: string) => void, flush: () => Promise<void> }} Client */

/** Counts what comes, and returns what is called `ping`. @param {{ readonly url: string }} options */
export async function rawReceiver({ url }) {
  const counter = new Counter();
  const client = await connect(url, {
    value: (text) => {
      JSON.parse(text);
      counter.add();
    },
    ping: (text) => client.publish("pong", text),
  });
  return {
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/** @param {{ readonly url: string }} options */
export async function rawSender({ url }) {
  const trips = new Trips(
    (number) => client.publish("ping", JSON.stringify({ SIG: ["ping", number] })),
    () => {},
  );
  const client = await connect(url, { pong: () => trips.handleReturn() });
  return {
    trips: (/** @type {number} */ count) => trips.run(count, 0),
    send: (/** @type {number} */ count) =>
      pump({
        count,
        send: (number) => client.publish("value", JSON.stringify({ SIG: ["fader", number / 7] })),
        flush: () => client.flush(),
      }),
  };
}

/** Both ends, in two processes. @param {import("../harness/lab.js").Lab} lab @param {string} url */
export async function startRawClients(lab, url) {
  const receiver = await lab.start(import.meta.url, rawReceiver, { url });
  const sender = await lab.start(import.meta.url, rawSender, { url });
  return {
    trips: (/** @type {number} */ count) => sender.ask.trips(count),
    stream: (/** @type {number} */ count) => stream(sender, receiver, count),
  };
}

/** @param {string} url @param {Record<string, (text: string) => void>} hear @returns {Promise<Client>} */
async function connect(url, hear) {
  return url.startsWith("nats") ? connectNats(url, hear) : connectMqtt(url, hear);
}

/** @param {string} url @param {Record<string, (text: string) => void>} hear @returns {Promise<Client>} */
async function connectNats(url, hear) {
  const { connect: open, StringCodec } = await import("nats");
  const client = await open({ servers: url.replace("nats://", "") });
  const codec = StringCodec();
  for (const [topic, listener] of Object.entries(hear))
    client.subscribe(topic, { callback: (_, { data }) => listener(codec.decode(data)) });
  await client.flush();
  return { publish: (topic, text) => client.publish(topic, codec.encode(text)), flush: () => client.flush() };
}

/** @param {string} url @param {Record<string, (text: string) => void>} hear @returns {Promise<Client>} */
async function connectMqtt(url, hear) {
  const { connectAsync } = await import("mqtt");
  const client = await connectAsync(url, { protocolVersion: 5 });
  /** @type {{ setNoDelay?: (noDelay: boolean) => void }} */ (client.stream).setNoDelay?.(true);
  client.on("message", (topic, payload) => hear[topic]?.(String(payload)));
  for (const topic of Object.keys(hear)) await client.subscribeAsync(topic);
  const drained = () => new Promise((resolve) => client.stream.once("drain", () => resolve(undefined)));
  return {
    publish: (topic, text) => void client.publish(topic, text),
    flush: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (client.stream.writableNeedDrain) await drained();
    },
  };
}
