import type { Case, Verdict } from "../../conformance.ts";
import type { Printable } from "../format/json.ts";

/** A case and what became of it, in the Test Anything Protocol, version 14. */
export function formatVerdict(number: number, { name, title }: Case, verdict: Verdict): string {
  const line = `${number} - ${name}: it ${title}`.replaceAll("#", "\\#");
  switch (verdict.outcome) {
    case "passed":
      return `ok ${line}`;
    case "skipped":
      return `ok ${line} # SKIP ${verdict.reason}`;
    case "failed":
      return `not ok ${line}\n  ---\n  reason: ${JSON.stringify(verdict.reason)}\n  ...`;
  }
}

/** The same for programs. */
export function describeVerdict(
  { name, level, title }: Case,
  verdict: Verdict,
): { readonly [field: string]: Printable } {
  return { case: name, level, title, ...verdict };
}
