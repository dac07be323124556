import { parseAddress } from "../../index.ts";
import { findNode, findParameter } from "../find.ts";
import { toJsonText } from "../format/json.ts";
import { showValue } from "../format/text.ts";
import { observe } from "../observe.ts";
import type { Session } from "../session.ts";

/** Prints the value of a parameter. */
export async function run(session: Session, address: string): Promise<void> {
  const { node: name, parameter: path } = parseAddress(address);
  await observe(session, "get", async (node) => {
    const { value } = findParameter(await findNode(session, node, name), path);
    session.out.line(session.options.json ? toJsonText(value) : showText(value));
  });
}

/** A text is printed as it is, so that scripts get it unchanged; on a terminal nothing in it may disturb. */
function showText(value: Parameters<typeof showValue>[0]): string {
  return typeof value === "string" && !process.stdout.isTTY ? value : showValue(value);
}
