import type { NetworkError } from "../errors.ts";
import type { EventNames } from "../events/emitter.ts";
import type { DropReason } from "./border.ts";
import type { Side } from "./crossing.ts";

/** What happens at a bridge. `from`: the side on which a node itself is. */
export type MeshBridgeEvent =
  /** A node is on the other side too from now on. */
  | { readonly type: "carried"; readonly from: Side; readonly id: string; readonly name: string }
  | {
      readonly type: "dropped";
      readonly from: Side;
      readonly id: string;
      readonly name: string;
      readonly reason: DropReason;
    }
  /** A node whose name is meant does not cross. */
  | {
      readonly type: "refused";
      readonly from: Side;
      readonly id: string;
      readonly name: string;
      readonly reason: string;
    }
  /** This bridge carries nodes from now on; or none, because another one does, or it has no broker. */
  | { readonly type: "turned"; readonly carries: boolean; readonly rival: string | undefined }
  /** The network or the broker is in trouble; it is tried again. */
  | { readonly type: "failed"; readonly error: NetworkError };

export type MeshBridgeEvents = { [Event in MeshBridgeEvent as Event["type"]]: [Event] };

export const MESH_BRIDGE_EVENTS: EventNames<MeshBridgeEvents> = {
  carried: true,
  dropped: true,
  refused: true,
  turned: true,
  failed: true,
};
