import { parseWord } from "../stdio/word.ts";
import { printValue, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { findNode } from "../targets/find.ts";
import { observe } from "../targets/observe.ts";

/** Calls a method of a node, and prints what it returns. */
export async function run(session: Session, name: string, method: string, ...words: string[]): Promise<void> {
  const args = words.map((word) => parseWord(word));
  await observe(
    session,
    "call",
    async (node) => {
      const remote = await findNode(session, node, name);
      const result = await remote.call(method, args, {
        timeout: waitOf(session.options, ANSWER),
        signal: session.signal,
      });
      printValue(session, result);
    },
    "wanted",
  );
}

const ANSWER = 5000;
