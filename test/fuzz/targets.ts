import type { Target } from "./target.ts";
import { authenticators } from "./targets/authenticators.ts";
import { broker, brokerWithKeys } from "./targets/broker.ts";
import { json } from "./targets/bytes.ts";
import { dmx } from "./targets/dmx.ts";
import { expressions } from "./targets/expressions.ts";
import { lookingPage, meshToPages, texts } from "./targets/gateway.ts";
import { gossip, hub } from "./targets/gossip.ts";
import { links } from "./targets/links.ts";
import { midi } from "./targets/midi.ts";
import { oldNodes } from "./targets/old-nodes.ts";
import { osc } from "./targets/osc.ts";
import { http, tcp, udp, webSocket } from "./targets/sockets.ts";
import { command, curveHandshake, curveTraffic, frames, greeting, nullHandshake } from "./targets/zmtp.ts";
import { descriptions, fromPages, signals, toPages, zocp } from "./targets/zocp.ts";
import { beacon, mesh, message } from "./targets/zre.ts";

/** Everything that reads what comes from outside. */
export const TARGETS: readonly Target[] = [
  beacon,
  greeting,
  command,
  frames,
  nullHandshake,
  curveHandshake,
  curveTraffic,
  authenticators,
  message,
  mesh,
  gossip,
  hub,
  broker,
  brokerWithKeys,
  json,
  signals,
  zocp,
  oldNodes,
  links,
  fromPages,
  toPages,
  texts,
  descriptions,
  expressions,
  osc,
  dmx,
  midi,
  tcp,
  udp,
  http,
  webSocket,
  meshToPages,
  lookingPage,
];
