import { examine } from "../doctor/examine.ts";
import { describeFindings, formatFindings } from "../doctor/findings.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { waitOf } from "../options.ts";
import type { Session } from "../session.ts";

/** Looks for what keeps nodes from seeing each other. */
export async function run(session: Session): Promise<ExitCode> {
  const { options, out, colours } = session;
  const findings = await examine(session, waitOf(options, LISTEN));
  session.signal.throwIfAborted();
  if (options.json) out.line(toJsonText(describeFindings(findings)));
  else for (const line of formatFindings(findings, colours)) out.line(line);
  return findings.problems.length === 0 ? 0 : 1;
}

const LISTEN = 3000;
