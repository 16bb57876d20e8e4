import { Tabs as Base } from "radix-ui";
import type { ReactNode } from "react";

export interface Tab {
  key: string;
  label: string;
  content: ReactNode;
}

/** Two or more views of one thing. */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
  end,
}: {
  label: string;
  tabs: Tab[];
  value: string;
  onChange: (key: string) => void;
  end?: ReactNode;
}) {
  return (
    <Base.Root value={value} onValueChange={onChange} className="flex min-h-0 min-w-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        <Base.List aria-label={label} className="flex min-w-0 flex-1 gap-1">
          {tabs.map((tab) => (
            <Base.Trigger
              key={tab.key}
              value={tab.key}
              className="h-7 rounded-control px-2 text-row font-medium text-dim hover:bg-hover hover:text-text data-[state=active]:bg-accent-soft data-[state=active]:text-accent"
            >
              {tab.label}
            </Base.Trigger>
          ))}
        </Base.List>
        {end}
      </div>
      {tabs.map((tab) => (
        <Base.Content key={tab.key} value={tab.key} className="min-h-0 min-w-0 flex-1">
          {tab.content}
        </Base.Content>
      ))}
    </Base.Root>
  );
}
