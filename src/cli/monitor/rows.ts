import { parsePattern } from "../targets/pattern.ts";
import { keyOf, type SeenNetwork, type SeenNode, type SeenParameter } from "./seen.ts";

/** A row of the list: a node, or one of its parameters. */
export type Row = NodeRow | ParameterRow;

export interface NodeRow {
  readonly kind: "node";
  readonly key: string;
  readonly node: SeenNode;
  readonly open: boolean;
}

export interface ParameterRow {
  readonly kind: "parameter";
  readonly key: string;
  readonly node: SeenNode;
  readonly parameter: SeenParameter;
}

export interface ListOptions {
  /** What a person wrote to find something; everything when it is empty. */
  readonly filter: string;
  /** Whether the parameters of a node are shown. */
  readonly isOpen: (id: string) => boolean;
  /** Only parameters with this access: to choose the end of a wire. */
  readonly access?: "e" | "s" | undefined;
}

/** The list from top to bottom. What somebody looks for is shown unfolded. */
export function rowsOf({ nodes }: SeenNetwork, { filter, isOpen, access }: ListOptions): readonly Row[] {
  const searched = filter !== "" || access !== undefined;
  const pattern = parsePattern(filter);
  return nodes.flatMap((node): readonly Row[] => {
    const whole = filter === "" || pattern.node(node.name, node.id);
    const fits = ({ path, access: has }: SeenParameter): boolean =>
      (whole || pattern.parameter(node.name, path)) && (access === undefined || has.includes(access));
    const open = node.gone === undefined && (searched || isOpen(node.id));
    const parameters = open ? node.parameters.filter(fits) : [];
    if (searched && parameters.length === 0 && (access !== undefined || !whole)) return [];
    return [
      { kind: "node", key: keyOf(node), node, open },
      ...parameters.map((parameter) => {
        const key = keyOf({ id: node.id, path: parameter.path });
        return { kind: "parameter", key, node, parameter } as const;
      }),
    ];
  });
}
