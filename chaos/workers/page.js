// A page as the gateway has them, without a browser around it: the node of `zocp/browser` over a WebSocket.
import { WebSocket } from "ws";
import { joinMesh } from "zocp/browser";
import { answer, options } from "./answer.js";
import { exchange } from "./values.js";

const node = await joinMesh({ name: options.name, url: options.url, socket: WebSocket });
const { methods, report } = exchange(node);
answer({ ...methods, report });
