import type { Printable } from "../format/json.ts";
import { describeRole } from "../views/node-view.ts";
import type { Findings, Problem } from "./findings.ts";
import { withPrefix } from "./networks.ts";
import type { Judgement } from "./verdict.ts";

/** Everything that was found, for other programs. */
export function describeFindings(
  findings: Findings,
  problems: readonly Problem[],
  { verdict, summary }: Judgement,
): Printable {
  const { settings, host, interfaces, idle, blocked, met, unmet, places, duration } = findings;
  return {
    ok: verdict === "ready",
    verdict,
    summary,
    problems: problems.map((problem) => ({ ...problem })),
    interfaces: interfaces.map(({ interface: one, used, secondChoice, reason, returned, unsent }) => ({
      ...{ name: one.name, address: one.address, netmask: one.netmask, prefix: withPrefix(one) },
      ...{ broadcast: one.broadcast, loopback: one.loopback, used, secondChoice, reason },
      ...{ broadcastReturned: returned, unsent },
    })),
    idle: idle.map((card) => ({ ...card })),
    port: { number: settings.port, beacons: settings.beacons, bindable: blocked === undefined, reason: blocked },
    heard: met
      .filter(({ tool }) => !tool || settings.all)
      .map(({ answer, clock, role, ...node }) => ({
        ...node,
        ...(role && { role: describeRole(role) }),
        answer: answer && { ...answer },
        ...(clock && { clock: { ...clock } }),
      })),
    tools: met.filter(({ tool }) => tool).length,
    mute: unmet
      .filter(({ where }) => where === "near")
      .map(({ where: _where, answer, ...one }) => ({ ...one, answer: answer && { ...answer } })),
    elsewhere: unmet
      .filter(({ where }) => where !== "near")
      .map(({ answer: _answer, key: _key, ...one }) => ({ ...one })),
    places: places.map((place) => ({ ...place })),
    settings: { interface: settings.interface, keyed: settings.keyed, environment: [...settings.environment] },
    host: { ...host },
    listened: duration / 1000,
  };
}
