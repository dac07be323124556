import { findNode } from "../find.ts";
import { observe } from "../observe.ts";
import { waitOf } from "../options.ts";
import { printValue, type Session } from "../session.ts";
import { parseWord } from "../value.ts";

/** Calls a method of a node, and prints what it returns. */
export async function run(session: Session, name: string, method: string, ...words: string[]): Promise<void> {
  const args = words.map((word) => parseWord(word));
  await observe(session, "call", async (node) => {
    const remote = await findNode(session, node, name);
    const result = await remote.call(method, args, {
      timeout: waitOf(session.options, ANSWER),
      signal: session.signal,
    });
    printValue(session, result);
  });
}

const ANSWER = 5000;
