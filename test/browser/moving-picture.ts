import type { Browser, Page } from "playwright-core";

/** Makes one moving picture (animated WebP, without an end) of pictures of a page, each of which stands for `delay` milliseconds. */
export async function joinPictures(
  browser: Browser,
  pictures: readonly Buffer[],
  { width, height, delay }: { readonly width: number; readonly height: number; readonly delay: number },
): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const frames: Buffer[] = [];
    for (const picture of pictures) frames.push(frameOf(await compress(page, picture), { width, height, delay }));
    return container(width, height, frames);
  } finally {
    await page.close();
  }
}

/** The browser compresses best what it has drawn. */
async function compress(page: Page, picture: Buffer): Promise<Buffer> {
  const code = `(async () => {
    const answer = await fetch("data:image/png;base64,${picture.toString("base64")}");
    const image = await createImageBitmap(await answer.blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d", { alpha: false }).drawImage(image, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: ${QUALITY} })).arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  })()`;
  return Buffer.from(String(await page.evaluate(code)), "base64");
}

/** @see WebP container specification, "Animation" */
function frameOf(file: Buffer, { width, height, delay }: { width: number; height: number; delay: number }): Buffer {
  const head = Buffer.alloc(16);
  head.writeUIntLE(width - 1, 6, 3);
  head.writeUIntLE(height - 1, 9, 3);
  head.writeUIntLE(delay, 12, 3);
  head.writeUInt8(DRAWN_OVER, 15);
  return chunk("ANMF", Buffer.concat([head, bitstreamOf(file)]));
}

/** Of a file with one picture the chunks that hold that. */
function bitstreamOf(file: Buffer): Buffer {
  for (let at = 12; at < file.length; ) {
    const length = 8 + file.readUInt32LE(at + 4);
    if (file.toString("latin1", at, at + 3) === "VP8" && file[at + 3] !== 0x58)
      return file.subarray(at, at + length + (length & 1));
    at += length + (length & 1);
  }
  throw new Error("there is no picture in what the browser compressed");
}

function container(width: number, height: number, frames: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt8(MOVES, 0);
  head.writeUIntLE(width - 1, 4, 3);
  head.writeUIntLE(height - 1, 7, 3);
  // No colour behind the frames, and no end.
  const chunks = Buffer.concat([chunk("VP8X", head), chunk("ANIM", Buffer.alloc(6)), ...frames]);
  return chunk("RIFF", Buffer.concat([Buffer.from("WEBP"), chunks]));
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length & 1)]);
}

const QUALITY = 0.6;
const MOVES = 0x02;
/** The frame is the whole picture: nothing of the one before is seen through it. */
const DRAWN_OVER = 0x02;
