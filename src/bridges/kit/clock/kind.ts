import { checkExports, nameFault, told } from "../../core/control.ts";
import type { Fields } from "../../core/fields.ts";
import type { BridgeKind } from "../../core/node/bridge-kind.ts";
import { ClockProtocol } from "./clock-protocol.ts";
import { parseTimeOfDay, type Reminder } from "./reminders.ts";

/** The time of day. */
export const CLOCK: BridgeKind = {
  name: "clock",
  fields: ["at"],
  checkAddress: () => undefined,
  rate: 60,
  packets: 1000,
  reliable: true,
  imports: (own) => [
    told("time", "string", { value: "00:00:00", description: "as the clock of this machine shows it" }),
    told("seconds", "int", { min: 0, max: 86_399, unit: "s", description: "since midnight" }),
    told("date", "string"),
    ...readReminders(own).map(({ name }) => told(name, "bool", { event: true })),
  ],
  open: (description) => {
    checkExports(description);
    return new ClockProtocol(readReminders(description.own));
  },
};

function readReminders(own: Fields): readonly Reminder[] {
  const all = own.fields("at");
  return all.names.map((name) => {
    const fault = CLOCK_NAMES.has(name) ? "the clock has a parameter of that name itself" : nameFault(name);
    if (fault !== undefined) throw all.wrong(name, fault);
    const at = parseTimeOfDay(all.text(name) ?? "");
    if (at === undefined) throw all.wrong(name, `${JSON.stringify(all.text(name))} is no time such as "19:30"`);
    return { name, at };
  });
}

const CLOCK_NAMES: ReadonlySet<string> = new Set(["time", "seconds", "date"]);
