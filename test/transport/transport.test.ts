import { WebSocket } from "ws";

import { ChannelTransport } from "../../examples/own-transport.js";
import { MemoryNetwork } from "../../src/transport/memory.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { GatewayTransport } from "../../src/transport/websocket/gateway-transport.ts";
import { makeSecret, meshAddress } from "../../src/transport/websocket/page.ts";
import { ZreNode } from "../../src/transport/zre/zre-node.ts";
import { ZreTransport } from "../../src/transport/zre/zre-transport.ts";
import { OWN_HEADERS, PACKING_HEADERS, ZOCP_GROUP } from "../../src/zocp/codec/headers.ts";
import { freePort } from "../../tools/ports.js";
import { Stage } from "../gateway/stage.ts";
import { describeTransport } from "../suites/transport.ts";

describeTransport("the memory of one process", () => {
  const network = new MemoryNetwork();
  return (name) => network.transport(name);
});

describeTransport("ZRE on loopback", async () => {
  const beaconPort = await freePort();
  return (name) =>
    new ZreTransport(
      new ZreNode(name, { interface: "lo", beaconPort, headers: PACKING_HEADERS, groups: [ZOCP_GROUP] }),
    );
});

describeTransport("the WebSocket of a page", async () => {
  const stage = await Stage.open();
  const gateway = await stage.gateway();
  const { url, token } = meshAddress(gateway.links()[0]?.url);
  return async (name) => {
    const transport = new GatewayTransport({
      ...{ url, token, name, headers: OWN_HEADERS },
      ...{ socket: WebSocket, secret: makeSecret() },
    });
    await transport.connect({});
    return transport;
  };
});

let rooms = 0;
describeTransport("the BroadcastChannel of the example", () => {
  const room = `room ${process.pid} ${++rooms}`;
  return (name) => new ChannelTransport(name, room) as Transport;
});
