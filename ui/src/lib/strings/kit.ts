//! Sentences of the kit's own parts.

export const kit = {
  diffAdded: "added:",
  diffRemoved: "removed:",
  diffNone: "There is no difference.",
  diffFold: (n: string) => `${n} lines are the same`,
  nextRow: "Next row",
  previousRow: "Previous row",
  comboNone: "Nothing fits.",
  comboSearching: "Searching …",
} as const;
