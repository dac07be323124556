/** One number on the line: one slot, or two of which the second is finer. */
export interface DmxSlot {
  /** 1 to 512. */
  readonly coarse: number;
  readonly fine?: number | undefined;
}

/** Where a parameter is: a slot for each of its numbers. */
export interface DmxAddress {
  readonly universe: number;
  readonly slots: readonly DmxSlot[];
}

/**
 * Reads `1/17` (universe 1, channel 17), `1/17+` (and 18, for 16 bits), `1/17+20`, `1/18-20` (three numbers) and lists such as `1/3,2,4`. A
 * text says why it is none.
 */
export function parseDmxAddress(text: string): DmxAddress | string {
  const [, digits = "", rest = ""] = /^(\d{1,5})\/([\d+,-]+)$/.exec(text) ?? [];
  const universe = Number(digits);
  if (rest === "")
    return `${JSON.stringify(text)} is no address of DMX such as 1/17 (universe 1, channel 17), 1/17+ (16 bits) or 1/18-20`;
  if (universe < 1 || universe > LAST_UNIVERSE) return `the universe ${universe} is not from 1 to ${LAST_UNIVERSE}`;
  const slots: DmxSlot[] = [];
  for (const item of rest.split(",")) {
    const read = slotsOf(item);
    if (typeof read === "string") return `${JSON.stringify(text)}: ${read}`;
    slots.push(...read);
  }
  if (slots.length > MOST) return `${JSON.stringify(text)} has ${slots.length} numbers; the limit is ${MOST}`;
  return { universe, slots };
}

export function formatDmxAddress({ universe, slots }: DmxAddress): string {
  const [first] = slots;
  const row = slots.every(({ coarse, fine }, index) => fine === undefined && coarse === (first?.coarse ?? 0) + index);
  if (row && slots.length > 1) return `${universe}/${first?.coarse}-${slots.at(-1)?.coarse}`;
  return `${universe}/${slots.map(formatSlot).join(",")}`;
}

/** The channels that it takes. */
export function channelsOf({ slots }: DmxAddress): readonly number[] {
  return slots.flatMap(({ coarse, fine }) => (fine === undefined ? [coarse] : [coarse, fine]));
}

/** Numbers from 0 to 255, with a fraction where there are 16 bits. */
export function readSlots({ slots }: DmxAddress, levels: Uint8Array): readonly number[] {
  return slots.map(({ coarse, fine }) => {
    const high = levels[coarse - 1] ?? 0;
    return fine === undefined ? high : (high * 256 + (levels[fine - 1] ?? 0)) / 257;
  });
}

/** Whether anything is different now. */
export function writeSlots({ slots }: DmxAddress, values: readonly number[], levels: Uint8Array): boolean {
  let changed = false;
  const put = (channel: number, level: number): void => {
    if (levels[channel - 1] === level) return;
    levels[channel - 1] = level;
    changed = true;
  };
  for (const [index, { coarse, fine }] of slots.entries()) {
    const value = Math.min(255, Math.max(0, values[index] ?? Number.NaN));
    if (Number.isNaN(value)) continue;
    const both = Math.round(value * 257);
    put(coarse, fine === undefined ? Math.round(value) : both >> 8);
    if (fine !== undefined) put(fine, both & 0xff);
  }
  return changed;
}

function slotsOf(item: string): readonly DmxSlot[] | string {
  const [, first = "", sign = "", second = ""] = /^(\d{1,3})(?:([-+])(\d{0,3}))?$/.exec(item) ?? [];
  if (first === "" || (sign === "-" && second === "")) return `${JSON.stringify(item)} names no channels`;
  const from = Number(first);
  const to = second === "" ? from + (sign === "+" ? 1 : 0) : Number(second);
  for (const channel of [from, to])
    if (channel < 1 || channel > 512) return `the channel ${channel} is not from 1 to 512`;
  if (sign === "+") return [{ coarse: from, fine: to }];
  if (to < from) return `${item} goes backwards`;
  return Array.from({ length: to - from + 1 }, (_, index) => ({ coarse: from + index }));
}

function formatSlot({ coarse, fine }: DmxSlot): string {
  if (fine === undefined) return String(coarse);
  return fine === coarse + 1 ? `${coarse}+` : `${coarse}+${fine}`;
}

const LAST_UNIVERSE = 63_999;
const MOST = 512;
