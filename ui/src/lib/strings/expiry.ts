//! When something ends.

export const expiry = {
  label: "Expires",
  presets: {
    never: "never",
    hour: "in 1 hour",
    day: "in 1 day",
    week: "in 7 days",
    month: "in 30 days",
    year: "in 365 days",
    exact: "at an exact time",
  },
  exact: "Exact time",
  exactHint: "Local time, such as 2027-01-31 12:00.",
  exactWrong: "This is no time; write it as 2027-01-31 12:00.",
  exactPast: "This is in the past.",
  exactMeans: (time: string, span: string) => `${time}, in ${span}.`,
  never: "never",
  over: "expired",
  inTime: (span: string) => `in ${span}`,
} as const;
