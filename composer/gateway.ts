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
  readonly show: Show;
}

const STANDINGS: Readonly<Record<BrowserNode["gateway"]["state"], Standing>> = {
  open: "joined",
  reconnecting: "lost",
  closed: "refused",
};
const CALM = 10_000;
