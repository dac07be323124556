import type { Json, JsonInput, JsonObject, RemoteNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import type { Session } from "../streams/session.ts";

/** Calls a method of a show: `store` for `show.store`. Rejects with `NetworkError`. */
export function askShow(
  { signal }: Session,
  show: RemoteNode,
  method: string,
  args: readonly JsonInput[],
): Promise<Json> {
  return show.call(`show.${method}`, [...args], { timeout: ANSWER, signal });
}

/** What a show answered to an edit. Throws a failure when it refused. */
export function accepted(show: RemoteNode, answer: Json): JsonObject {
  if (answer instanceof Map && answer.get("accepted") === true) return answer;
  throw notFound(answer instanceof Map ? String(answer.get("text")) : `${show.name} cannot do that`);
}

/** Tells what was edited: `done` in words for people, and how many values were taken. */
export function tellEdit({ out, options, note }: Session, done: string, answer: JsonObject): void {
  const [silent, values] = [answer.get("silent"), answer.get("values")];
  if (options.json) out.line(toJsonText(answer));
  else {
    const count = typeof values === "number" ? `, ${values} value${values === 1 ? "" : "s"}` : "";
    out.line(printable(`${done}${count}`));
  }
  if (Array.isArray(silent) && silent.length > 0) note(`did not answer, and are not in it: ${silent.join(", ")}`);
}

/** Milliseconds: whoever stores asks every node anew. */
const ANSWER = 10_000;
