import type { Findings, Problem } from "./findings.ts";

/**
 * What is wrong, and for each one sentence on what to do. `failure`: why a node could not be started; `troubles`: what it missed
 * afterwards.
 */
export function problemsOf(
  findings: Omit<Findings, "problems">,
  { failure, troubles }: { readonly failure: string | undefined; readonly troubles: readonly string[] },
): readonly Problem[] {
  const { interfaces, port, blocked, mute } = findings;
  const problems: Problem[] = [];
  if (blocked !== undefined) {
    problems.push({
      problem: `the beacon port cannot be used: ${blocked}`,
      advice: `End the program that holds UDP port ${port}, or give all nodes another one with --port or ZOCP_PORT.`,
    });
  } else if (failure !== undefined) {
    problems.push({
      problem: `no node can be started: ${failure}`,
      advice: "Set right what the system complains about.",
    });
  }
  for (const { interface: one, used, returned } of interfaces) {
    if (!used || returned || blocked !== undefined) continue;
    problems.push({
      problem: `what is broadcast on ${one.name} does not come back`,
      advice: `Allow UDP port ${port} on ${one.name} in this machine's firewall, in both directions.`,
    });
  }
  for (const trouble of troubles) {
    if (trouble.startsWith("the hub ")) problems.push({ problem: trouble, advice: HUB_ADVICE });
  }
  for (const { id, address } of mute) {
    problems.push({
      problem: `${id.slice(0, 8)} at ${address} sends beacons, but no connection comes about`,
      advice: `Allow incoming TCP for this program and for the one at ${address}; Wi-Fi guest networks forbid it altogether.`,
    });
  }
  return problems;
}

const HUB_ADVICE =
  "Start `zocp hub` there, and allow its TCP port in the firewalls in between; nodes that know each other need it not.";
