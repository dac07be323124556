import { connectAsync, type MqttClient } from "mqtt";

import type { Json } from "../../../src/index.ts";
import type { FarEnd } from "../../suites/bridge.ts";
import { Server } from "../../transport/broker/servers.ts";

/** Somebody else on a server of MQTT, who hears every topic. */
export class OtherClient {
  readonly server: Server;
  readonly client: MqttClient;
  /** What came, what the server had kept with `retain`. */
  readonly messages: { readonly topic: string; readonly payload: string; readonly retain: boolean }[] = [];

  private constructor(server: Server, client: MqttClient) {
    this.server = server;
    this.client = client;
    client.on("message", (topic, payload, { retain }) =>
      this.messages.push({ topic, payload: String(payload), retain }),
    );
  }

  static async open(server: Server): Promise<OtherClient> {
    const client = await connectAsync(server.url, { protocolVersion: 5, reconnectPeriod: 100 });
    const other = new OtherClient(server, client);
    await client.subscribeAsync("#", { nl: true, rap: true, qos: 1 });
    return other;
  }

  /** The payloads of a topic, the last one at the end. */
  of(topic: string): readonly string[] {
    return this.messages.filter((one) => one.topic === topic).map(({ payload }) => payload);
  }

  async publish(topic: string, payload: string, retain = false): Promise<void> {
    await this.client.publishAsync(topic, payload, { retain, qos: 1 });
  }

  close(): Promise<void> {
    return this.client.endAsync(true);
  }
}

/** A far end for the suite of all bridges: values only, without what the bridge says of nodes. */
export async function openMqttFarEnd(): Promise<FarEnd> {
  const server = await Server.open("mqtt");
  const other = await OtherClient.open(server);
  return {
    description: { server: server.url },
    get received() {
      const values = other.messages.filter(({ topic }) => !topic.includes("$"));
      return values.map(({ topic, payload }) => [topic, JSON.parse(payload) as Json] as const);
    },
    send: (address, value) => void other.publish(address, JSON.stringify(value)),
    close: () => other.close(),
  };
}
