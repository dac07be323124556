import type { GatewayLink } from "../../gateway/gateway.ts";
import { qrCode } from "../format/qr-code.ts";
import type { Session } from "../streams/session.ts";

/** A phone opens the first link that it can reach by its camera. */
export function showToPhones(
  { out, colours, columns = 0 }: Pick<Session, "out" | "colours" | "columns">,
  links: readonly GatewayLink[],
): void {
  const link = links.find(({ url }) => !LOOPBACK.test(new URL(url).hostname));
  if (link === undefined) return;
  const { inked } = colours;
  const code = qrCode(link.url, inked !== undefined);
  if ((code[0]?.length ?? 0) > columns) return;
  for (const line of code) out.line(inked === undefined ? line : inked(line));
}

export function describeLink(what: string, { url, readOnly }: GatewayLink): string {
  return `${`${what}${readOnly ? ", only looking" : ""}:`.padEnd(WIDTH)} ${url}`;
}

const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;
const WIDTH = "your pages, only looking:".length;
