//! Words for spans of time.

export const units = {
  second: "seconds",
  minute: "minutes",
  hour: "hours",
  day: "days",
  unitOf: (label: string) => `${label}: unit`,
} as const;
