import type { BridgeEvent, BridgeNode } from "../../bridges.ts";

/** What is told of a bridge, besides its values. */
export type BridgeNews = BridgeEvent | { readonly type: "note"; readonly reason: string };

/** Shows bridges to a person, or to a program. */
export interface BridgeView {
  /** Everything listens now. */
  begin(bridges: readonly BridgeNode[]): void;
  tell(bridge: { readonly node: { readonly name: string } }, event: BridgeNews): void;
  close(): Promise<void>;
}
