import { formatAddress, type Json, parseAddress } from "../../index.ts";
import { findNode, findParameter } from "../find.ts";
import { toJsonText } from "../format/json.ts";
import { showQuoted } from "../format/text.ts";
import { observe } from "../observe.ts";
import { waitOf } from "../options.ts";
import { printValue, type Session } from "../session.ts";
import { parseValue } from "../value.ts";

/** Sets a parameter, and prints the value that its node confirms. */
export async function run(session: Session, address: string, text: string): Promise<void> {
  const { node: name, parameter: path } = parseAddress(address);
  await observe(session, "set", async (node) => {
    const remote = await findNode(session, node, name);
    const parameter = findParameter(remote, path);
    const wanted = parseValue(text, parameter.typeHint);
    const kept = await parameter.set(wanted, { timeout: waitOf(session.options, CONFIRM), signal: session.signal });
    printValue(session, kept);
    if (isMoved(wanted, kept)) {
      session.note(
        `${formatAddress({ node: remote.name, parameter: path })} took ${showQuoted(kept)}, not ${showQuoted(wanted)}`,
      );
    }
  });
}

/** Whether the node took another value: it may clamp. */
function isMoved(wanted: Json, kept: Json): boolean {
  return toJsonText(wanted) !== toJsonText(kept);
}

const CONFIRM = 3000;
