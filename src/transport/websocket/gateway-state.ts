import { Emitter, type EventNames } from "../../events/emitter.ts";
import type { Rights } from "../../gateway/protocol/rights.ts";

/** Whether the page is on the network, comes back by itself, or stays away. */
export type GatewayState = "open" | "reconnecting" | "closed";

export type GatewayEvent =
  /** `reason`: why it is not open, for people. */
  | { readonly type: "state"; readonly state: GatewayState; readonly reason: string }
  /** The gateway did not pass on what this page wanted from a peer, because it may not. */
  | { readonly type: "refused"; readonly peer: string; readonly reason: string }
  /** How many values of an emitter were replaced by newer ones on the way through the gateway, since this page has joined. */
  | { readonly type: "replaced"; readonly peer: string; readonly emitter: string; readonly count: number }
  /** The page is no longer the node that it was on the network; all its peers leave now, and it enters anew when it can. */
  | { readonly type: "forgotten"; readonly reason: string };

export type GatewayEvents = { [Event in GatewayEvent as Event["type"]]: [Event] };

/** How a page stands with the gateway through which it is on the network. */
export class GatewayStatus extends Emitter<GatewayEvents> {
  #state: GatewayState = "reconnecting";
  #reason = "not connected yet";
  #rights: Rights = "all";

  constructor() {
    super(GATEWAY_EVENTS);
  }

  get state(): GatewayState {
    return this.#state;
  }

  /** Why it is not open; empty while it is. */
  get reason(): string {
    return this.#reason;
  }

  /** Whether this page may only look: whatever it does, the gateway passes on nothing that changes something. */
  get readOnly(): boolean {
    return this.#rights === "look";
  }

  /** Whether this page may set values and play cues, and patch nothing: the gateway passes on nothing else that changes something. */
  get performs(): boolean {
    return this.#rights === "perform";
  }

  /** For the transport. */
  opened(rights: Rights): void {
    this.#rights = rights;
    this.#become("open", "");
  }

  /** For the transport. */
  lost(state: "reconnecting" | "closed", reason: string): void {
    this.#become(state, reason);
  }

  /** For the transport. */
  refused(peer: string, reason: string): void {
    this.emitEvent({ type: "refused", peer, reason });
  }

  /** For the transport. */
  replaced(peer: string, emitter: string, count: number): void {
    this.emitEvent({ type: "replaced", peer, emitter, count });
  }

  /** For the transport. */
  forgotten(reason: string): void {
    this.emitEvent({ type: "forgotten", reason });
  }

  /** For the transport: it was stopped, so loops over these events end. */
  end(): void {
    this.endStreams();
  }

  #become(state: GatewayState, reason: string): void {
    if (state === this.#state && reason === this.#reason) return;
    this.#state = state;
    this.#reason = reason;
    this.emitEvent({ type: "state", state, reason });
  }
}

const GATEWAY_EVENTS: EventNames<GatewayEvents> = { state: true, refused: true, replaced: true, forgotten: true };
