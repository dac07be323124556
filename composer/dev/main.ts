// The page on a show that exists only in it: for work on the page, without a network.
import "../look.css";
import { RealmNode } from "../../src/runtime/realm-node.ts";
import { Room } from "../../test/runtime/memory-realm.ts";
import { Connection } from "../model/connection.ts";
import { Inspector } from "../model/inspector.ts";
import { open } from "../page.ts";
import { stage } from "../stage.ts";
import { CrowdedShow, PretendShow } from "./pretend-show.ts";
import { watched } from "./watched-realm.ts";

const query = new URLSearchParams(location.search);
const room = new Room();
const inspector = new Inspector(stage);
const connection = new Connection();
const node = new RealmNode(watched(room.realm("composer"), inspector));
const make = (name: string): RealmNode => new RealmNode(room.realm(name));
const crowd = Number(query.get("crowd") ?? 0);
const show = query.has("empty") ? undefined : crowd > 0 ? new CrowdedShow(make, crowd) : new PretendShow(make);
await node.start();
connection.become("joined");
await show?.start();
const composer = open({ node, inspector, connection, readOnly: query.has("readonly") });
Object.assign(window, { composer, show, room });
