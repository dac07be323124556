import {
  formatAddress,
  type NodeEvent,
  type NodeEvents,
  type Port,
  type RemoteNode,
  type ZocpNode,
} from "../../index.ts";
import type { Printable } from "../format/json.ts";
import { describeParameter, viewParameter } from "../views/node-view.ts";

/** One line of `zocp node --stdio`: something that happened to the node. */
export type Happening = { readonly event: string } & { readonly [field: string]: Printable };

/** Says in terms of the node's user what happened: none, one or several lines for each event of the library. */
export class Happenings {
  readonly #node: ZocpNode;
  /** Sensors that refused the value that is being delivered: they did not get a signal. */
  readonly #refused = new Set<string>();

  constructor(node: ZocpNode) {
    this.#node = node;
  }

  /** The first line: who this node is, and where it can be reached. */
  ready(): Happening {
    const { id, name, endpoints, broker } = this.#node;
    return { event: "ready", id, name, endpoints, ...(broker !== undefined && { broker }) };
  }

  of(event: NodeEvent): readonly Happening[] {
    switch (event.type) {
      case "enter":
        return [{ event: "enter", node: event.name, id: event.peer, headers: event.headers }];
      case "namesake":
        return [{ event: "namesake", node: event.name, id: event.peer, other: event.other }];
      case "described":
        return this.#described(event);
      case "exit":
        return [{ event: "exit", node: event.name, id: event.peer, reason: event.reason }];
      case "suspected":
      case "recovered":
        return [{ event: event.type, node: event.name, id: event.peer }];
      case "modified":
        return this.#modified(event);
      case "signal":
        return this.#signal(event);
      case "changed":
        return event.by === "set" || event.by === "fade"
          ? [{ event: "set", parameter: event.parameter, value: event.value, from: event.name }]
          : [];
      case "lost":
        return [{ event: "lost", ...of(event), reason: event.reason, action: event.action }];
      case "found":
        return [{ event: "found", ...of(event) }];
      case "edited":
        return [this.#edited(event)];
      case "registered":
      case "removed":
        return [{ event: event.type, parameter: event.parameter, by: event.name }];
      case "subscribed":
      case "unsubscribed":
        return [this.#subscribed(event)];
      case "linked":
        return [{ event: "linked", ...ends(event.link) }];
      case "unlinked":
        return [{ event: "unlinked", ...ends(event.link), reason: event.reason }];
      case "overruled":
        return [{ event: "overruled", ...ends(event.link), made: event.on, by: event.by, at: dateOf(event.at) }];
      case "refused":
        return this.#refuse(event);
      case "cycle":
        return [{ event: "cycle", parameter: event.parameter, path: event.path }];
      case "ignored":
        return [{ event: "ignored", node: event.name, reason: event.reason }];
      case "dropped":
        // Not `dropped`: so the lines are called that a reader was too slow for.
        return [this.#lost(event)];
      case "failed":
        return [{ event: "failed", message: event.error.message }];
      default:
        // What a later version of the library tells besides has no words here yet.
        return [];
    }
  }

  #described({ peer, name }: NodeEvents["described"][0]): readonly Happening[] {
    const remote = this.#node.peers.get(peer);
    return [{ event: "described", node: name, id: peer, parameters: remote && this.#parametersOf(remote) }];
  }

  #parametersOf({ parameters }: RemoteNode): Printable {
    const nameOf = (id: string): string | undefined => this.#nameOf(id);
    const views = [...parameters.values()].map((parameter) => viewParameter(parameter, nameOf));
    return new Map(views.map((view) => [view.path, describeParameter(view)]));
  }

  #modified({ peer, name, parameters, removed }: NodeEvents["modified"][0]): readonly Happening[] {
    const remote = this.#node.peers.get(peer);
    const values = new Map(parameters.map((path) => [path, remote?.value(path)]));
    return [{ event: "modified", node: name, id: peer, parameters, removed, values }];
  }

  /** One line for each sensor that took the value. */
  #signal({ peer, name, emitter, sensors }: NodeEvents["signal"][0]): readonly Happening[] {
    const from = formatAddress({ node: name, parameter: emitter });
    const took = sensors.filter((sensor) => !this.#refused.delete(`${peer}/${sensor}`));
    return took.map((parameter) => ({
      event: "signal",
      parameter,
      value: this.#node.parameters.get(parameter)?.value,
      from,
    }));
  }

  /** Of our emitter on the way to a node, or on the way to our sensor, in a map. */
  #lost({ peer, name, emitter, sensor, count }: NodeEvents["dropped"][0]): Happening {
    if (sensor === undefined) return { event: "lost", parameter: emitter, node: name, id: peer, count };
    const from = formatAddress({ node: name, parameter: emitter });
    return { event: "lost", parameter: sensor, from, reason: "the map of the link has no number for it", count };
  }

  #subscribed({ type, peer, name, emitter, sensor }: NodeEvents["subscribed" | "unsubscribed"][0]): Happening {
    const by = sensor === null ? name : formatAddress({ node: name, parameter: sensor });
    return { event: type, parameter: emitter, by, node: name, id: peer };
  }

  #refuse({ peer, name, verb, parameter, reason, outgoing }: NodeEvents["refused"][0]): readonly Happening[] {
    if (verb === "SIG" && !outgoing) this.#refused.add(`${peer}/${parameter}`);
    const whose = outgoing ? { node: name } : { from: name };
    return [{ event: "refused", verb, parameter, reason, ...whose }];
  }

  #edited({ action, parameter, value, link, name, peer, key, at, times }: NodeEvents["edited"][0]): Happening {
    const what = link === undefined ? { parameter, value } : { parameter, ...ends(link) };
    const who = { by: name, id: peer, key };
    return { event: "edited", action, ...what, ...who, at: new Date(at).toISOString(), times };
  }

  #nameOf(id: string): string | undefined {
    return id === this.#node.id ? this.#node.name : this.#node.peers.get(id)?.name;
  }
}

/** Undefined when the node that decided had no date. */
function dateOf(at: number): string | undefined {
  return at > 0 ? new Date(at).toISOString() : undefined;
}

function ends({ emitter, sensor }: { readonly emitter: Port; readonly sensor: Port }): {
  emitter: string;
  sensor: string;
} {
  return { emitter: formatAddress(emitter), sensor: formatAddress(sensor) };
}

/** Which of our parameters, and the other node that it is about. */
function of({ name, peer, parameter }: { readonly name: string; readonly peer: string; readonly parameter: string }) {
  return { node: name, id: peer, parameter };
}
