import { coloursFor } from "../format/colours.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { standardError } from "./standard-streams.ts";

/** Says on standard error why a command ends; to programs as one JSON object. */
export function tellError(
  message: string,
  { json, exitCode }: { readonly json: boolean; readonly exitCode: number },
): void {
  if (json) return standardError().line(toJsonText({ event: "error", message, exitCode }));
  const text = message.split("\n").map(printable).join("\n");
  standardError().line(`${coloursFor(process.stderr).red("zocp:")} ${text}`);
}

/** Says something on standard error that is no reason to end. */
export function tellNote(message: string, { json }: { readonly json: boolean }): void {
  standardError().line(json ? toJsonText({ event: "note", message }) : `zocp: ${printable(message)}`);
}
