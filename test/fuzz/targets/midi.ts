import { encodeMidi, MidiReader } from "../../../src/midi.ts";
import { allow, check, type Target } from "../target.ts";

/** Streams of MIDI. Every message that is found is one, and wherever the stream is cut the same ones are found. */
export const midi: Target = {
  name: "midi",
  corpus: ["903c40 3c00 b00740", "f07e7f0601f8f7", "e00040 c005 d07f", "f17f f20203 f301 f6 fe ff"].map((hex) =>
    Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")),
  ),
  words: ["90", "b0", "f0", "f7", "f8", "f4", "fd", "80"].map((hex) => Uint8Array.from(Buffer.from(hex, "hex"))),
  begin: () => ({
    input: (bytes) => {
      allow([], () => {
        const [whole, parts] = [new MidiReader(), new MidiReader()];
        const found = whole.push(bytes);
        // To look at each octet and each message alone takes longer than to read them.
        if (bytes.length > 4096) return;
        const again = [...bytes].flatMap((octet) => [...parts.push(Uint8Array.of(octet))]);
        check(JSON.stringify(again) === JSON.stringify(found), "a cut changes nothing");
        for (const message of found) {
          const written = new MidiReader().push(encodeMidi(message));
          check(JSON.stringify(written) === JSON.stringify([message]), "a message stays what it is");
        }
      });
    },
  }),
};
