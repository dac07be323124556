import type { Json, Registration } from "../../../index.ts";
import type { CapturePattern } from "../capture-pattern.ts";
import type { NumberRule } from "../conversion.ts";

/** Foreign addresses that become parameters of the bridge. */
export interface ImportRule extends NumberRule {
  readonly from: CapturePattern;
  /** The name of the parameter, with places for captures; that of its address without it. */
  readonly as?: string | undefined;
  /** What the parameter is. It can be set and driven, unless its access says otherwise. */
  readonly registration: Registration;
  /** A value counts only after the control crossed the present one. */
  readonly pickup?: boolean | undefined;
  /** The value that it gets when its source is lost; the first one without it. */
  readonly safe?: Json | undefined;
}

/** Parameters of other nodes that become foreign addresses. */
export interface ExportRule extends NumberRule {
  /** A pattern of `node/parameter`. */
  readonly of: CapturePattern;
  /** The foreign address, with places for captures and for `{node}` and `{parameter}`. */
  readonly to: string;
  /** Whether foreign values are set on the owner. */
  readonly write?: boolean | undefined;
  readonly pickup?: boolean | undefined;
  /** Values a second; those of the bridge without it. */
  readonly rate?: number | undefined;
}

/** What becomes of what a source drove when nothing more comes from it. */
export interface SafeRule {
  /** Seconds. */
  readonly after: number;
  /** Its values stay; go to a safe one; or its parameters leave until it is heard again. */
  readonly do: "hold" | "value" | "release";
}

export interface BridgeRules {
  readonly imports: readonly ImportRule[];
  readonly exports: readonly ExportRule[];
  /** Whether an address that no rule knows becomes a parameter. */
  readonly auto: boolean;
  /** Values a second of each address, to each target. */
  readonly rate: number;
  /** Messages a second to each target. */
  readonly packets: number;
  /** What is sent arrives, or the connection is over: nothing is sent once more. */
  readonly reliable?: boolean | undefined;
  /** All values are sent again each so many seconds. */
  readonly refresh?: number | undefined;
  readonly safe?: SafeRule | undefined;
}

/** A foreign address that was bound to a parameter by learning. */
export interface Binding {
  readonly address: string;
  /** `node/parameter`. */
  readonly parameter: string;
}
