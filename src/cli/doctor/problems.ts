import type { Elsewhere, Findings, Problem } from "./findings.ts";

/**
 * What is wrong, and for each one sentence on what to do. `failure`: why a node could not be started; `troubles`: what it missed
 * afterwards.
 */
export function problemsOf(
  findings: Omit<Findings, "problems">,
  { failure, troubles }: { readonly failure: string | undefined; readonly troubles: readonly string[] },
): readonly Problem[] {
  const { interfaces, port, blocked, heard, mute, elsewhere } = findings;
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
  if (elsewhere !== undefined && elsewhere.nodes.length > 0 && heard.length + mute.length === 0)
    problems.push(otherKind(elsewhere));
  for (const { id, address, stranger } of mute) {
    if (stranger !== undefined) problems.push({ problem: stranger, advice: KEY_ADVICE });
    else
      problems.push({
        problem: `${id.slice(0, 8)} at ${address} sends beacons, but no connection comes about`,
        advice: `Allow incoming TCP for this program and for the one at ${address}; Wi-Fi guest networks forbid it altogether.`,
      });
  }
  return problems;
}

/** Nobody is where we listen, and somebody is where we would listen with a key, or without one. */
function otherKind({ keyed, port, nodes }: Elsewhere): Problem {
  const [first] = nodes;
  return {
    problem: `nobody was heard, but ${nodes.length} on UDP port ${port}, which have ${keyed ? "a key" : "no key"} (${first?.address})`,
    advice: keyed
      ? "Give every command and node here the key of the show: --key FILE, or ZOCP_KEY."
      : "Give them the key of the show, too; or, if it is not a secure one, leave --key and ZOCP_KEY out here.",
  };
}

const HUB_ADVICE =
  "Start `zocp hub` there, and allow its TCP port in the firewalls in between; nodes that know each other need it not.";
const KEY_ADVICE =
  "Copy the one key file of the show to each machine (mode 0600), and name it with --key or ZOCP_KEY; with a folder of keys, put each machine's public key into it everywhere.";
