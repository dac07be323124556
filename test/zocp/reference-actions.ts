import { expect } from "vitest";

import { readPython } from "./python-values.ts";
import { ReferenceDied } from "./reference-death.ts";
import type { Letter, ReferenceRealm } from "./reference-realm.ts";

/** What a hand can do to the nodes of a scenario. */
export type Action = (realm: ReferenceRealm) => void;

export function nothing(): void {}

export function emit(value: number, name = "emit"): Action {
  return ({ A }) => A.emitSignal(name, value);
}

export function subscribe(who: Letter, link: string): Action {
  return (realm) => realm[who].signalSubscribe(realm.link(link));
}

export function unsubscribe(who: Letter, link: string): Action {
  return (realm) => realm[who].signalUnsubscribe(realm.link(link));
}

export function set(who: Letter, to: Letter, json: string): Action {
  return (realm) => realm[who].peerSet(realm[to].id, readPython(json));
}

export function get(who: Letter, json: string): Action {
  return (realm) => realm[who].peerGet(realm.A.id, readPython(json));
}

/** A message of C that the recording does not list. */
export function raw(message: string | Uint8Array, to: Letter = "A"): Action {
  return (realm) => realm.hear(to, "C", message);
}

/** One after the other, with time for the messages of each to arrive. */
export function all(...actions: readonly Action[]): Action {
  return (realm) => {
    for (const action of actions) {
      action(realm);
      realm.deliver();
    }
  };
}

/** The recording emptied the tables of links by hand here, on one side; an exit and an entry do the same. */
export function forget(who: Letter, whom: Letter): Action {
  return (realm) => {
    realm[who].handleExit(realm[whom].id);
    realm[who].handleEnter(realm[whom].id);
    realm.takeStep();
  };
}

/** Exceptions in the program that uses the node, not in the node. */
export function raises(...actions: readonly Action[]): Action {
  return (realm) => {
    for (const action of actions) expect(() => action(realm)).toThrow(ReferenceDied);
  };
}
