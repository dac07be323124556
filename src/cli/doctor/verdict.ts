import type { Findings, Problem } from "./findings.ts";
import { onlyLoopback } from "./networks.ts";

/** `ready`: somebody was met. `alone`: nothing is wrong, and nobody on another machine was met. `trouble`: something is wrong. */
type Verdict = "ready" | "alone" | "trouble";

export interface Judgement {
  readonly verdict: Verdict;
  /** The last line for people: what was met, or why nobody was. */
  readonly summary: string;
}

export function judge(findings: Findings, problems: readonly Problem[]): Judgement {
  const met = metWords(findings);
  if (problems.length > 0) {
    const things = problems.length === 1 ? "1 thing is" : `${problems.length} things are`;
    return { verdict: "trouble", summary: `${met}, and ${things} to be set right: see “To do”` };
  }
  if (hasCompany(findings)) return { verdict: "ready", summary: `${met}: ready` };
  if (findings.met.length > 0)
    return {
      verdict: "alone",
      summary: `${met}, on this machine only: start one on another machine, and run doctor there`,
    };
  return { verdict: "alone", summary: `nobody else is here: ${aloneWords(findings)}` };
}

/** Whether a node of another machine was met; where only this machine can be reached, any node. */
export function hasCompany(findings: Findings): boolean {
  return findings.met.some((one) => !one.here || onlyLoopback(findings));
}

function metWords({ met }: Findings): string {
  const nodes = met.filter(({ tool }) => !tool).length;
  const tools = met.length - nodes;
  if (nodes > 0) return `met ${nodes === 1 ? "1 node" : `${nodes} nodes`}`;
  return tools > 0 ? `met no node, but ${tools === 1 ? "a zocp command" : `${tools} zocp commands`}` : "met nobody";
}

function aloneWords(findings: Findings): string {
  const start = onlyLoopback(findings)
    ? "start a node on this machine, and run doctor again"
    : "start a node on another machine, and run doctor again, there too";
  return `${start}${INSIDE[findings.host.inside ?? ""] ?? ""}`;
}

const INSIDE: Readonly<Record<string, string>> = {
  WSL: "; this is WSL, whose network is its own unless it is “mirrored”",
  container: "; this is a container, whose network is its own unless it runs with --network host",
};
