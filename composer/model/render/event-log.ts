import type { Link, NodeEvent, TransportNode } from "../../../src/index.ts";
import type { Stage } from "./painter.ts";
import { Ring } from "./ring.ts";

/** One line of the event log. */
export interface LogEntry {
  readonly id: number;
  readonly time: Date;
  readonly type: "enter" | "exit" | "wire" | "refused" | "network" | "other";
  readonly text: string;
}

/** What happened: nodes that came and went, wires, refused values. Values are not events. */
export class EventLog extends Ring<LogEntry> {
  #ids = 0;

  constructor(node: TransportNode, stage: Stage) {
    super(1000, (callback) => stage.frame(callback));
    const types = [
      "enter",
      "exit",
      "suspected",
      "recovered",
      "linked",
      "unlinked",
      "overruled",
      "refused",
      "cycle",
      "ignored",
      "failed",
    ] as const;
    for (const type of types) node.on(type, (event: NodeEvent) => this.#note(event));
  }

  /** Adds a line. */
  tell(type: LogEntry["type"], text: string): void {
    this.add({ id: ++this.#ids, time: new Date(), type, text });
  }

  #note(event: NodeEvent): void {
    switch (event.type) {
      case "enter":
        return this.tell("enter", `${event.name} is here`);
      case "exit":
        return this.tell("exit", `${event.name} left (${event.reason})`);
      case "suspected":
        return this.tell("exit", `${event.name} does not answer`);
      case "recovered":
        return this.tell("enter", `${event.name} answers again`);
      case "linked":
        return this.tell("wire", `${nameLink(event.link)} is wired`);
      case "unlinked":
        return this.tell("wire", `${nameLink(event.link)} is no longer wired: ${event.reason}`);
      case "overruled":
        return this.tell("wire", `${event.by} ${event.on ? "made" : "cut"} ${nameLink(event.link)} against this page`);
      case "refused": {
        const who = event.outgoing ? `${event.name} refused` : "this page refused";
        return this.tell("refused", `${who} ${event.verb} ${event.parameter}: ${event.reason}`);
      }
      case "cycle":
        return this.tell("other", `wires form a ring: ${event.path.join(" → ")}`);
      case "ignored":
        return this.tell("other", `${event.name}: ${event.reason}`);
      case "failed":
        return this.tell("network", event.error.message);
    }
  }
}

/** `desk/fader → lamp/level`. */
export function nameLink({ emitter, sensor }: Link): string {
  return `${emitter.node}/${emitter.parameter} → ${sensor.node}/${sensor.parameter}`;
}
