import type { Json } from "../../index.ts";
import { toJsonText } from "../format/json.ts";
import { pad, printable, showQuoted, widthOf } from "../format/text.ts";
import { printValue, type Session } from "../streams/session.ts";
import { observe } from "../targets/observe.ts";
import { findTargets, isGlob, type Target } from "../targets/targets.ts";

/** Prints the value of a parameter, or of all that fit a glob. */
export async function run(session: Session, address: string): Promise<void> {
  await observe(
    session,
    "get",
    async (node) => {
      const targets = await findTargets(session, node, address);
      const values = targets.map((target) => [target, target.parameter.value] as const);
      if (isGlob(address)) printValues(session, values);
      else printValue(session, values[0]?.[1]);
    },
    "wanted",
  );
}

/** One object for programs; for people a line for each parameter. */
export function printValues(
  { options, out, columns }: Session,
  values: readonly (readonly [Target, Json | undefined])[],
): void {
  if (options.json) return out.line(toJsonText(new Map(values.map(([{ address }, value]) => [address, value]))));
  const widest = Math.max(0, ...values.map(([{ address }]) => widthOf(printable(address))));
  for (const [{ address }, value] of values)
    out.line(`${pad(printable(address), widest)}  ${showQuoted(value, columns ?? Number.POSITIVE_INFINITY)}`);
}
