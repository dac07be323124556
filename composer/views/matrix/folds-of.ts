import { MatrixFolds } from "../../model/view/matrix-lines.ts";
import { madeOnce } from "../made-once.ts";

/** Which nodes a composer has folded in its matrix. */
export const foldsOf = madeOnce(() => new MatrixFolds());
