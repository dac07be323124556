/** As people sort names: lamp-2 before lamp-10. */
export const compareNames: (a: string, b: string) => number = new Intl.Collator("en", { numeric: true }).compare;
