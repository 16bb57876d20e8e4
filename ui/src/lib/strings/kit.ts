//! Sentences of the kit's own parts.

export const kit = {
  diffAdded: "added:",
  diffRemoved: "removed:",
  diffNone: "There is no difference.",
  diffFold: (n: string) => `${n} lines are the same`,
  changes: { added: "added", removed: "removed", changed: "changed", moved: "moved" },
  movedFrom: (path: string) => `was at ${path}`,
  wholeValue: "the whole value",
  nextRow: "Next row",
  previousRow: "Previous row",
  tree: "JSON tree",
  treeMore: (n: string) => `… ${n} more`,
  treeLong: (n: string) => `… ${n} more characters`,
  types: {
    object: "object",
    list: "list",
    text: "text",
    number: "number",
    boolean: "boolean",
    null: "null",
  },
  comboNone: "Nothing fits.",
  comboSearching: "Searching …",
} as const;
