import { expect } from "vitest";

import { readPython } from "./python-json.ts";
import { ReferenceDied } from "./reference-death.ts";
import type { Letter, ReferenceTown } from "./reference-town.ts";

/** What a hand can do to the nodes of a scenario. */
export type Action = (transport: ReferenceTown) => void;

export function nothing(): void {}

export function emit(value: number, name = "emit"): Action {
  return ({ A }) => A.emitSignal(name, value);
}

export function subscribe(who: Letter, link: string): Action {
  return (transport) => transport[who].signalSubscribe(transport.link(link));
}

export function unsubscribe(who: Letter, link: string): Action {
  return (transport) => transport[who].signalUnsubscribe(transport.link(link));
}

export function set(who: Letter, to: Letter, json: string): Action {
  return (transport) => transport[who].peerSet(transport[to].id, readPython(json));
}

export function get(who: Letter, json: string): Action {
  return (transport) => transport[who].peerGet(transport.A.id, readPython(json));
}

/** A message of C that the recording does not list. */
export function raw(message: string | Uint8Array, to: Letter = "A"): Action {
  return (transport) => transport.hear(to, "C", message);
}

/** One after the other, with time for the messages of each to arrive. */
export function all(...actions: readonly Action[]): Action {
  return (transport) => {
    for (const action of actions) {
      action(transport);
      transport.deliver();
    }
  };
}

/** The recording emptied the tables of links by hand here, on one side; an exit and an entry do the same. */
export function forget(who: Letter, whom: Letter): Action {
  return (transport) => {
    transport[who].handleExit(transport[whom].id);
    transport[who].handleEnter(transport[whom].id);
    transport.takeStep();
  };
}

/** Exceptions in the program that uses the node, not in the node. */
export function raises(...actions: readonly Action[]): Action {
  return (transport) => {
    for (const action of actions) expect(() => action(transport)).toThrow(ReferenceDied);
  };
}
