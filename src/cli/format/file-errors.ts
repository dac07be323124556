import { UsageError } from "../../index.ts";

/** The code of an error of the system, such as `ENOENT`; undefined for others: our own have codes, too, and mean something else. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof UsageError || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^E[A-Z]+$/.test(error.code) ? error.code : undefined;
}

/** What such a code means, in words for people; one that is not known as it is. */
export function describeSystemCode(code: string): string {
  return MEANINGS.get(code) ?? code;
}

const MEANINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ENOENT: "there is no such folder",
    ENOTDIR: "there is no such folder",
    EISDIR: "it is a folder",
    EACCES: "you may not",
    EPERM: "you may not",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    EDQUOT: "your share of the disk is full",
    EFBIG: "the file is too large for this disk",
    EBUSY: "another program holds it",
    EIO: "the disk or its cable is broken",
    EMFILE: "too many files are open",
    ENFILE: "too many files are open",
    ENAMETOOLONG: "its name is too long",
    ELOOP: "its links lead round in a ring",
  }),
);
