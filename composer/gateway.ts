import type { BrowserNode } from "../src/browser.ts";
import type { Connection, Standing } from "./model/connection.ts";
import type { Notices } from "./model/notices.ts";

/** Tells the page how it stands with its gateway, and what the network behind it says. */
export function follow(node: BrowserNode, connection: Connection, notices: Notices): void {
  const { gateway } = node;
  const tell = (): void => connection.become(STANDINGS[gateway.state], gateway.reason);
  gateway.on("state", tell);
  gateway.on("refused", ({ reason }) => notices.tell(reason, "bad"));
  let calm: ReturnType<typeof setTimeout> | undefined;
  node.on("failed", ({ error }) => {
    connection.complain(error.message);
    // Trouble is told again for as long as it lasts; silence means that it is over.
    clearTimeout(calm);
    calm = setTimeout(() => connection.complain(""), CALM);
  });
  tell();
}

const STANDINGS: Readonly<Record<BrowserNode["gateway"]["state"], Standing>> = {
  open: "joined",
  reconnecting: "lost",
  closed: "refused",
};
const CALM = 10_000;
