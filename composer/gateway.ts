import type { BrowserNode } from "../src/browser.ts";
import type { Connection, ConnectionState } from "./model/network/connection.ts";
import type { Network } from "./model/network/network.ts";
import type { Notices } from "./model/notices.ts";

/** Tells the page how it stands with its gateway, and what the network behind it says. */
export function follow(node: BrowserNode, { connection, notices, network }: Followers): void {
  const { gateway } = node;
  const tell = (): void => connection.become(STATES[gateway.state], gateway.reason);
  gateway.on("state", tell);
  gateway.on("refused", ({ reason }) => notices.tell(reason, "bad"));
  gateway.on("replaced", ({ peer, emitter, count }) => network.handleReplaced(peer, emitter, count));
  let calm: ReturnType<typeof setTimeout> | undefined;
  node.on("failed", ({ error }) => {
    connection.complain(error.message);
    // Trouble is told again for as long as it lasts; silence means that it is over.
    clearTimeout(calm);
    calm = setTimeout(() => connection.complain(""), CALM);
  });
  tell();
}

interface Followers {
  readonly connection: Connection;
  readonly notices: Notices;
  readonly network: Network;
}

const STATES: Readonly<Record<BrowserNode["gateway"]["state"], ConnectionState>> = {
  open: "joined",
  reconnecting: "lost",
  closed: "refused",
};
const CALM = 10_000;
