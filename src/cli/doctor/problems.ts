import { LACKS } from "./cards.ts";
import type { ExaminedInterface, Findings, Problem } from "./findings.ts";
import { carryNothing, isLonely, onlyLoopback, withPrefix } from "./networks.ts";
import { problemsOfNodes } from "./node-problems.ts";
import { firewallRemedy, remedyForFailure, remedyForNoCard, remedyForNothing, remedyOf } from "./remedies.ts";

/** What is wrong, the cause before its consequences, and for each one sentence on what to do. */
export function problemsOf(findings: Findings): readonly Problem[] {
  return [
    ...choiceProblems(findings),
    ...networkProblems(findings),
    ...portProblems(findings),
    ...findings.interfaces.flatMap((one) => beaconProblems(one, findings)),
    ...placeProblems(findings),
    ...problemsOfNodes(findings),
  ];
}

function choiceProblems({ choice, settings }: Findings): readonly Problem[] {
  if (choice === undefined) return [];
  if (settings.interface === undefined)
    return [
      {
        problem: choice,
        advice: "Look up the address of this machine in its settings of Wi-Fi, and name it: --interface 192.168.1.7.",
      },
    ];
  return [{ problem: choice, advice: "Name one that exists, or leave the choice to zocp." }];
}

/** Why no other machine can be met, whoever is there. */
function networkProblems(findings: Findings): readonly Problem[] {
  const { choice, interfaces, idle, settings, host } = findings;
  if (choice !== undefined) return [];
  const used = interfaces.filter((one) => one.used);
  if (used.length === 0)
    return [
      {
        problem: `no network interface is up${becauseOf(findings)}`,
        advice: idle.length > 0 ? remedyOf(idle, host) : remedyForNothing(host),
      },
    ];
  if (onlyLoopback(findings)) {
    if (settings.interface !== undefined) return [];
    const advice = idle.length > 0 ? remedyOf(idle, host) : remedyForNoCard(host);
    return [{ problem: `only this machine can be reached: no network is up${becauseOf(findings)}`, advice }];
  }
  const told = settings.hubs.length + settings.peers.length > 0;
  if (!settings.beacons && !told)
    return [
      {
        problem: "beacons are switched off, and no hub or peer is named: nobody can be found",
        advice: "Leave --beacons and ZOCP_BEACONS out, or name a hub with --gossip or a node with --peer.",
      },
    ];
  const lonely = used.filter(isLonely);
  if (!told && carryNothing(findings))
    return [
      {
        problem: `no network here carries beacons: ${lonely.map(describe).join(", ")} ${lonely.length === 1 ? "has" : "have"} no neighbours`,
        advice: "Start `zocp hub` on one machine, and name it everywhere with --gossip or ZOCP_GOSSIP.",
      },
    ];
  return [];
}

function becauseOf({ idle }: Findings): string {
  return idle.length === 0 ? "" : ` (${idle.map(({ name, lacks }) => `${name} has ${LACKS[lacks]}`).join("; ")})`;
}

function describe(one: ExaminedInterface): string {
  return `${one.interface.name} (${withPrefix(one.interface)})`;
}

function portProblems({ blocked, failure, settings: { port }, host }: Findings): readonly Problem[] {
  if (blocked !== undefined) {
    const reserved = host.platform === "win32" && blocked.includes("reserved");
    const holder = reserved
      ? "Restart Windows, which chooses its ports anew"
      : `End the program that holds UDP port ${port}`;
    return [
      {
        problem: `the beacon port cannot be used: ${blocked}`,
        advice: `${holder}, or give all nodes another one with --port or ZOCP_PORT.`,
      },
    ];
  }
  if (failure === undefined) return [];
  return [{ problem: `no node can be started: ${failure}`, advice: remedyForFailure(failure, host) }];
}

function beaconProblems(one: ExaminedInterface, { settings: { port }, host }: Findings): readonly Problem[] {
  const { name } = one.interface;
  if (one.unsent !== undefined) return [{ problem: one.unsent, advice: unsentAdvice(one.unsent, host.platform) }];
  // On a network of one address nothing need come back, and what does not is no firewall's fault.
  if (one.returned !== false || isLonely(one)) return [];
  return [
    {
      problem: `what is broadcast on ${name} does not come back: a firewall drops it`,
      advice: firewallRemedy(name, port, host),
    },
  ];
}

function unsentAdvice(reason: string, platform: NodeJS.Platform): string {
  if (platform === "darwin" && reason.includes("Local Network"))
    return "Allow the terminal (or the program that starts the node) there, then quit and open it again; tmux: its server, too.";
  if (reason.includes("permit")) return "Allow outgoing UDP in this machine's firewall.";
  return "Look whether its cable or Wi-Fi is still connected, and whether it has kept its address: the section Interfaces shows it.";
}

function placeProblems({ places }: Findings): readonly Problem[] {
  return places.flatMap(({ kind, place, reached, reason }) => {
    if (reached) return [];
    const problem = reason?.startsWith("the hub ") ? reason : `the ${kind} ${place} is not there: ${reason}`;
    return [{ problem, advice: kind === "hub" ? HUB_ADVICE : PEER_ADVICE }];
  });
}

const HUB_ADVICE =
  "Start `zocp hub` there, and allow its TCP port in the firewalls in between; nodes that know each other need it not.";
const PEER_ADVICE =
  "Start the node there with that --tcp-port, allow TCP in the firewalls in both directions, and give both the same key or none.";
