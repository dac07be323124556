import type { JsonInput, RemoteNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import type { Session } from "../streams/session.ts";

/** Calls a show, and tells what it answered. Throws a failure with its reason when it refused. */
export async function press(
  { options, out, signal }: Session,
  show: RemoteNode,
  method: string,
  args: readonly JsonInput[],
  describe: (text: string) => string = printable,
): Promise<void> {
  const answer = await show.call(`show.${method}`, args, { timeout: ANSWER, signal });
  const [accepted, said] = answer instanceof Map ? [answer.get("accepted"), answer.get("text")] : [false, undefined];
  const text = typeof said === "string" ? said : `${show.name} gave an answer that is none`;
  if (accepted !== true) throw notFound(printable(text));
  out.line(options.json === true ? toJsonText({ show: show.name, text }) : describe(text));
}

/** Milliseconds that a show has to answer. */
const ANSWER = 5000;
