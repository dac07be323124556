import { Operators } from "../../model/edit/operators.ts";
import { madeOnce } from "../made-once.ts";

/** What a composer does with operators on nodes. */
export const operatorsOf = madeOnce(
  ({ network, history, notices, lock, now }) => new Operators({ network, history, notices, lock, now }),
);
