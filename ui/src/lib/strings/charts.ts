//! Sentences of the charts and of the report.

export const charts = {
  title: "Over time",
  span: "Time shown",
  spans: { "5m": "5 min", "1h": "1 h", "24h": "24 h" },
  spansInFull: { "5m": "The last 5 minutes", "1h": "The last hour", "24h": "The last 24 hours" },
  figures: {
    connections: "Connections",
    messages: "Messages in",
    deliveries: "Deliveries",
    refusals: "Refusals",
    latency: "Latency, publish to delivery",
  },
  connection: "connection",
  notMeasured: "not measured",
  unreadable: "The server sent a picture that cannot be shown.",
  unreadableFix: "Look whether this window and the server are of the same version.",
  export: "Export report",
  saved: (name: string) => `${name} was given to you as a download.`,
  savedAt: (path: string) => `The report is in ${path}`,
} as const;
