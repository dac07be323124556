import type { Target } from "./target.ts";
import { json } from "./targets/bytes.ts";
import { gossip, hub } from "./targets/gossip.ts";
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
  message,
  mesh,
  gossip,
  hub,
  json,
  signals,
  zocp,
  fromPages,
  toPages,
  descriptions,
  tcp,
  udp,
  http,
  webSocket,
];
