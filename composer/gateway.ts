import type { BrowserNode } from "../src/browser.ts";
import type { Connection, Standing } from "./model/connection.ts";
import type { Notices } from "./model/notices.ts";
import type { Show } from "./model/show.ts";

/** Tells the page how it stands with its gateway, and what the network behind it says. */
export function follow(node: BrowserNode, { connection, notices, show }: Followers): void {
  const { gateway } = node;
  const tell = (): void => connection.become(STANDINGS[gateway.state], gateway.reason);
  gateway.on("state", tell);
  gateway.on("refused", ({ reason }) => notices.tell(reason, "bad"));
  gateway.on("replaced", ({ peer, emitter, count }) => show.handleReplaced(peer, emitter, count));
  followWires(gateway, show);
  let calm: ReturnType<typeof setTimeout> | undefined;
  node.on("failed", ({ error }) => {
    connection.complain(error.message);
    // Trouble is told again for as long as it lasts; silence means that it is over.
    clearTimeout(calm);
    calm = setTimeout(() => connection.complain(""), CALM);
  });
  tell();
}

/** Wires that are alive when the page is forgotten are left to those who are still there. */
function followWires(gateway: BrowserNode["gateway"], show: Show): void {
  let forgotten = false;
  let settled: ReturnType<typeof setTimeout> | undefined;
  gateway.on("forgotten", () => {
    forgotten = true;
    clearTimeout(settled);
    show.release();
  });
  gateway.on("state", ({ state }) => {
    if (state !== "open" || !forgotten) return;
    forgotten = false;
    settled = setTimeout(() => show.settle(), SETTLING);
  });
}

interface Followers {
  readonly connection: Connection;
  readonly notices: Notices;
  readonly show: Show;
}

const STANDINGS: Readonly<Record<BrowserNode["gateway"]["state"], Standing>> = {
  open: "joined",
  reconnecting: "lost",
  closed: "refused",
};
const CALM = 10_000;
/** Nodes that are there have told their parameters within moments. */
const SETTLING = 5000;
