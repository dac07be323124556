import type { Json } from "../../index.ts";
import type { TextField } from "../screen/text-field.ts";
import type { Place, SeenWire } from "./seen.ts";

/** What a person wants done. */
export type Act =
  | { readonly type: "set"; readonly place: Place; readonly value: Json }
  | ({ readonly type: "connect" } & SeenWire)
  | ({ readonly type: "disconnect" } & SeenWire)
  | { readonly type: "end" };

/** What a person is in the middle of. */
export type Mode =
  | { readonly type: "browse" }
  | { readonly type: "help" }
  | { readonly type: "filter"; readonly field: TextField; readonly before: string }
  /** `fresh`: the value as it is; the first letter that is written takes its place. */
  | { readonly type: "value"; readonly place: Place; readonly field: TextField; readonly fresh: boolean }
  /** Chooses the other end of a wire, one with `wants` in its access; what is written meanwhile finds it. `before`: the filter before that. */
  | {
      readonly type: "wire";
      readonly from: Place;
      readonly wants: "e" | "s";
      readonly field: TextField;
      readonly before: string;
    }
  /** Asks whether the wire of this index is to be cut. */
  | { readonly type: "cut"; readonly wires: readonly SeenWire[]; readonly index: number };
