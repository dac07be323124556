import { createKeyFile } from "../../index.ts";
import { toJsonText } from "../format/json.ts";
import type { Session } from "../streams/session.ts";
import { keepToOwner } from "../windows-access.ts";

/** Makes a key file, and prints the public half. */
export async function run({ options, out, note }: Session, file: string): Promise<void> {
  const publicKey = createKeyFile(file);
  const exposed = await keepToOwner(file);
  if (exposed !== undefined) note(exposed);
  out.line(options.json ? toJsonText({ file, publicKey }) : publicKey);
}
