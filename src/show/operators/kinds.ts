import { CHOICES } from "./choices.ts";
import { FORMULAS } from "./formulas.ts";
import { MAPS } from "./maps.ts";
import type { OperatorKind } from "./operator.ts";
import { STEPS } from "./steps.ts";
import { TIMES } from "./times.ts";

/** All operators by name. */
export const KINDS: ReadonlyMap<string, OperatorKind> = new Map(
  Object.entries<OperatorKind>({ ...FORMULAS, ...MAPS, ...CHOICES, ...STEPS, ...TIMES }),
);
