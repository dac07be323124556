import { checkOptions, type OptionNames, show } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import { checkWait, WAIT_OPTIONS, type WaitOptions } from "../../events/waiting.ts";
import { HIGHEST_TERM, type Sender, TAG } from "../../zocp/fades/timing.ts";

/** Of a show: who wants something of a node. */
export interface SenderOptions {
  /** The name of the show that wants it, at most 200 characters. */
  readonly show?: string | undefined;
  /**
   * Of a show: which take-over it is, a whole number from 0 to 2^40. A node refuses what is sent with a lower one than the highest that it
   * has heard of that show. Sent only to nodes that know it.
   */
  readonly term?: number | undefined;
}

/** How a method of another node is called. */
export interface CallOptions extends WaitOptions, SenderOptions {}

/** Throws `UsageError`; `what` is asked for. */
export function checkSender(what: string, { show: name, term }: SenderOptions): Sender {
  if (name !== undefined && (typeof name !== "string" || name === "" || name.length > TAG))
    throw invalid(what, "show", name, `a text of 1 to ${TAG} characters`);
  if (term !== undefined && name === undefined) throw invalid(what, "term", term, "beside a show");
  if (term !== undefined && !(Number.isInteger(term) && term >= 0 && term <= HIGHEST_TERM))
    throw invalid(what, "term", term, `a whole number from 0 to ${HIGHEST_TERM}`);
  return { show: name, term };
}

/** How long a call may wait, and which show it is of. Throws `UsageError`. */
export function checkCall(what: string, options: CallOptions): readonly [WaitOptions, Sender] {
  checkOptions(what, options, CALL_OPTIONS);
  const { show: name, term, ...wait } = options;
  checkWait(what, wait, WAIT_OPTIONS);
  return [wait, checkSender(what, { show: name, term })];
}

function invalid(what: string, name: string, given: unknown, wanted: string): UsageError {
  return new UsageError("invalid-argument", `${name} of a ${what} is ${show(given)}, not ${wanted}`);
}

export const SENDER_OPTIONS: OptionNames<SenderOptions> = { show: true, term: true };
const CALL_OPTIONS: OptionNames<CallOptions> = { ...WAIT_OPTIONS, ...SENDER_OPTIONS };
