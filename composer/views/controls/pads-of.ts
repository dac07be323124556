import { PadSpans } from "../../model/view/pad-spans.ts";
import { madeOnce } from "../made-once.ts";

/** Between which numbers the pads of a composer are drawn. */
export const padsOf = madeOnce(({ shelf }) => new PadSpans(shelf));
