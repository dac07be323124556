import type { Json } from "../../../index.ts";
import type { Dialect } from "../machine/mappings.ts";
import type { ForeignInput, Outgoing, Source } from "../machine/messages.ts";

/** The other side of a bridge: sockets, ports, libraries. It decides nothing about values. */
export interface Protocol {
  readonly dialect: Dialect;
  /** Where it listens and sends, for people; known once it has begun. */
  readonly places: readonly string[];
  /** Rejects with `NetworkError` where nothing of it can be had. */
  start(handlers: ProtocolHandlers): Promise<void>;
  stop(): Promise<void>;
  send(target: string, message: Outgoing): void;
  /** Tells the value of an address to who asked for it. */
  answer(source: Source, address: string, value: Json): void;
}

export interface ProtocolHandlers {
  /** Addresses that are known, for patterns of addresses; `generation` is another number when they are others. */
  readonly addresses: () => { readonly all: Iterable<string>; readonly generation: number };
  input(input: ForeignInput): void;
  /** Whether an address that nothing is mapped to would have an effect. */
  takesUnknown(): boolean;
  /** A source is there, also when it says nothing new. */
  heard(host: string): void;
  /** Somebody that values are sent to is there, or has gone. `whole`: it is told all values at once. */
  target(id: string, present: boolean, whole?: boolean): void;
  /** Something to tell people: what came and was not understood, what does not work. */
  note(reason: string): void;
}
