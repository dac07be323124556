// Calls every public method of every product, stops it, and prints as JSON what is still open. Then the process ends by itself.
import { examine, type Finding, methodsOf, type Product } from "./product.ts";
import { PRODUCTS } from "./products.ts";

const reports = [];
for (const product of PRODUCTS as readonly Product<unknown>[]) {
  const rows = Object.keys(product.rows);
  const findings: Finding[] = [await examine(product, rows)];
  const codes = Object.values(findings[0]?.codes ?? {});
  // Who it was is seen one by one.
  if (findings.some(isBad)) for (const row of rows) findings.push(await examine(product, [row]));
  const methods = product.classes.flatMap(methodsOf).sort();
  reports.push({ name: product.name, methods, rows: rows.sort(), bad: findings.filter(isBad), codes });
}
console.log(JSON.stringify(reports));

function isBad({ left, waiting }: Finding): boolean {
  return left.length + waiting.length > 0;
}
