import { parseAddress } from "../../index.ts";
import { findNode, findParameter } from "../find.ts";
import { observe } from "../observe.ts";
import { printValue, type Session } from "../session.ts";

/** Prints the value of a parameter. */
export async function run(session: Session, address: string): Promise<void> {
  const { node: name, parameter: path } = parseAddress(address);
  await observe(session, "get", async (node) => {
    printValue(session, findParameter(await findNode(session, node, name), path).value);
  });
}
