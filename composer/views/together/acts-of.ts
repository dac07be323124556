import { SharedActs } from "../../model/together/shared-acts.ts";
import { madeOnce } from "../made-once.ts";

/** What people did, as a page knows it. */
export const actsOf = madeOnce((composer) => new SharedActs(composer));
