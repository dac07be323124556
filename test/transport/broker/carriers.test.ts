import { describe } from "vitest";

import { hostNet } from "../../../src/net/host/host-net.ts";
import { chooseBroker, makeBrokerTransport } from "../../../src/transport/broker/broker-options.ts";
import { parseBrokerUrl } from "../../../src/transport/broker/broker-url.ts";
import { MqttCarrier } from "../../../src/transport/broker/carriers/mqtt.ts";
import { NatsCarrier } from "../../../src/transport/broker/carriers/nats.ts";
import { describeCarrier } from "../../suites/carrier.ts";
import { describeTransport } from "../../suites/transport.ts";
import { ModelBroker } from "./model-broker.ts";
import { hasServer, Server } from "./servers.ts";

const NET = hostNet();

describe.each(["mqtt", "nats"] as const)("in memory, like %s", (kind) => {
  describeCarrier("a model", () => {
    const shows = new Map<string, ModelBroker>();
    const brokerOf = (show: string): ModelBroker => {
      const broker = shows.get(show) ?? new ModelBroker({ kind, clock: NET.clock });
      shows.set(show, broker);
      return broker;
    };
    brokerOf("the show");
    return {
      carrier: (show) => brokerOf(show).carrier(),
      turn: (up) => {
        for (const broker of shows.values()) broker.restart(up);
      },
      knowsAbsence: kind === "nats",
    };
  });
});

describe.each(["nats", "mqtt"] as const)("%s", (kind) => {
  const has = hasServer(kind);

  describe.skipIf(!has)("with a real server", () => {
    describeCarrier("it", async () => {
      const server = await Server.open(kind);
      const Made = kind === "nats" ? NatsCarrier : MqttCarrier;
      return {
        carrier: (show) => new Made({ broker: parseBrokerUrl(server.url), show, net: NET }),
        turn: (up) => (up ? server.start() : server.kill()),
        knowsAbsence: kind === "nats",
      };
    });

    describeTransport("it", async () => {
      const server = await Server.open(kind);
      return (name) => {
        const chosen = chooseBroker({ broker: server.url }, false);
        if (chosen === undefined) throw new Error("no broker");
        return makeBrokerTransport(chosen, { name, id: undefined, headers: new Map(), net: NET, limits: {} });
      };
    });
  });
});
