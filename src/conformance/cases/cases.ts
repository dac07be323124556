import type { Case } from "../case.ts";
import { EXTENSION_CASES } from "./extensions.ts";
import { ROBUSTNESS_CASES } from "./robustness.ts";
import { ZMTP_CASES } from "./zmtp.ts";
import { LINK_CASES } from "./zocp-links.ts";
import { TREE_CASES } from "./zocp-trees.ts";
import { ZRE_CASES } from "./zre.ts";

/** Every case there is, level by level. */
export const CASES: readonly Case[] = [
  ...ZMTP_CASES,
  ...ZRE_CASES,
  ...TREE_CASES,
  ...LINK_CASES,
  ...EXTENSION_CASES,
  ...ROBUSTNESS_CASES,
];
