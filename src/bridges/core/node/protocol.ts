import type { Json, RemoteNode } from "../../../index.ts";
import type { Dialect } from "../machine/mappings.ts";
import type { AnnouncedKind, ForeignInput, Outgoing, Source } from "../machine/messages.ts";
import type { Pair } from "../machine/pair.ts";
import type { Binding } from "../machine/rules.ts";

/** The other side of a bridge: sockets, ports, libraries. It decides nothing about values. */
export interface Protocol {
  readonly dialect: Dialect;
  /** Where it listens and sends, for people; known once it has begun. */
  readonly places: readonly string[];
  /** What it does there, in the words of people: `listens on` without it. */
  readonly does?: string;
  /** The one place where it is, for people, where it does not listen by itself. */
  readonly server?: string;
  /** Rejects with `NetworkError` where nothing of it can be had. */
  start(handlers: ProtocolHandlers): Promise<void>;
  stop(): Promise<void>;
  send(target: string, message: Outgoing): void;
  /** Tells the value of an address to who asked for it. */
  answer(source: Source, address: string, value: Json): void;
  /** What is mapped, or who is there, is different now: for a protocol that has to ask for what it wants to hear, or that describes what it sends. */
  changed?(): void;
  /** Everything that speaks is wanted now, because one of them is to be learned. Resolves when it is heard. */
  hearEverything?(): Promise<void>;
}

/** What a bridge maps at this moment. */
export interface BridgePicture {
  readonly pairs: readonly Pair[];
  readonly bindings: readonly Binding[];
  /** Whether a control that moves is to be bound. */
  readonly learning: boolean;
  /** The nodes around that are known. */
  readonly nodes: ReadonlyMap<string, RemoteNode>;
}

export interface ProtocolHandlers {
  /** Addresses that are known, for patterns of addresses; `generation` is another number when they are others. */
  readonly addresses: () => { readonly all: Iterable<string>; readonly generation: number };
  readonly picture: () => BridgePicture;
  input(input: ForeignInput): void;
  /** Whether an address that nothing is mapped to would have an effect. */
  takesUnknown(): boolean;
  /** A source is there, also when it says nothing new. */
  heard(host: string): void;
  /** A device says that an address is a parameter. */
  announce(address: string, parameter: string, kind: AnnouncedKind): void;
  /** What was announced is there no more. */
  withdraw(address: string): void;
  /** Whether the server is there that everything goes through. */
  connected(is: boolean): void;
  /** Somebody that values are sent to is there, or has gone. `whole`: it is told all values at once. */
  target(id: string, present: boolean, whole?: boolean): void;
  /** Something to tell people: what came and was not understood, what does not work. */
  note(reason: string): void;
}
