import { execFile } from "node:child_process";
import { userInfo } from "node:os";

/**
 * Takes the rights of everybody else from a file, on Windows, where the mode of a file says nothing. Resolves with the reason when
 * that fails.
 */
export async function keepToOwner(file: string): Promise<string | undefined> {
  if (process.platform !== "win32") return undefined;
  const { error } = await run("icacls", [file, "/inheritance:r", "/grant:r", `${userInfo().username}:F`]);
  return error === null
    ? undefined
    : `other accounts of this computer may be able to read ${file}: icacls says ${error.message.trim()}`;
}

/** Resolves with a warning when a file can be read by accounts that are not named one by one. Nothing is said where nobody knows. */
export async function othersWithAccess(file: string): Promise<string | undefined> {
  if (process.platform !== "win32") return undefined;
  // Names of accounts are another word in each language; those of SDDL are not.
  const script = "(Get-Acl -LiteralPath $env:ZOCP_LOOK_AT).Sddl";
  const { output } = await run("powershell", ["-NoProfile", "-Command", script], { ZOCP_LOOK_AT: file });
  if (!EVERYBODY.test(output)) return undefined;
  return `every account of this computer can read the key ${file}: icacls "${file}" /inheritance:r /grant:r "%USERNAME%:F"`;
}

interface Ran {
  readonly output: string;
  readonly error: Error | null;
}

function run(program: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const env = { ...process.env, ...environment };
  return new Promise((resolve) => {
    const child = execFile(program, words, { env, windowsHide: true, timeout: PATIENCE }, (error, output) =>
      resolve({ output, error }),
    );
    // A command that is done does not wait for the answer.
    child.unref();
  });
}

/** Allowed to: Everyone, Users, Authenticated Users, Guests. */
const EVERYBODY = /\(X?A;[^;]*;[^;]*;[^;]*;[^;]*;(WD|BU|AU|BG)[;)]/;
const PATIENCE = 10_000;
