import { Scope } from "../../model/render/scope.ts";
import { madeOnce } from "../made-once.ts";

/** What a composer has on its scope. */
export const scopeOf = madeOnce(({ now }) => new Scope(now));
