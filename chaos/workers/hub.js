// A hub of the package, where nodes learn of each other that hear no beacons.
import { GossipHub } from "zocp";
import { answer } from "./answer.js";

const hub = new GossipHub({ port: 5670 });
await hub.start();
answer({ stop: () => hub.stop() });
