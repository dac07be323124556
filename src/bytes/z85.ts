/** Z85: five printable characters for four octets; the length must be a multiple of four. @see RFC 32/Z85 */
export function encodeZ85(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] as number);
    for (let divisor = 85 ** 4; divisor >= 1; divisor /= 85) text += DIGITS[Math.floor(value / divisor) % 85];
  }
  return text;
}

/** The octets of a text in Z85, or undefined when it is none. */
export function decodeZ85(text: string): Uint8Array | undefined {
  if (text.length % 5 !== 0) return undefined;
  const bytes = new Uint8Array((text.length / 5) * 4);
  for (let at = 0; at < text.length; at += 5) {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const digit = DIGITS.indexOf(text[at + i] as string);
      if (digit < 0) return undefined;
      value = value * 85 + digit;
    }
    if (value > 0xffff_ffff) return undefined;
    for (let i = 0; i < 4; i++) bytes[(at / 5) * 4 + i] = value / 256 ** (3 - i);
  }
  return bytes;
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
