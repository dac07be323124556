// The page on a show that exists only in it: for work on the page, without a network.
import "../look.css";
import { TransportNode } from "../../src/node/transport-node.ts";
import { Room } from "../../test/node/memory-transport.ts";
import { Connection } from "../model/network/connection.ts";
import { Inspector } from "../model/render/inspector.ts";
import { open } from "../page.ts";
import { stage } from "../stage.ts";
import { CrowdedShow, SimulatedShow } from "./simulated-show.ts";
import { watched } from "./watched-transport.ts";

const query = new URLSearchParams(location.search);
const room = new Room();
const inspector = new Inspector(stage);
const connection = new Connection();
const node = new TransportNode(watched(room.transport("composer"), inspector));
const make = (name: string): TransportNode => new TransportNode(room.transport(name));
const crowd = Number(query.get("crowd") ?? 0);
const show = query.has("empty") ? undefined : crowd > 0 ? new CrowdedShow(make, crowd) : new SimulatedShow(make);
await node.start();
connection.become("joined");
await show?.start();
const composer = open({ node, inspector, connection, readOnly: query.has("readonly") });
Object.assign(window, { composer, show, room });
