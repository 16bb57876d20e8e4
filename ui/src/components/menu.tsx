import { Check } from "lucide-react";
import { DropdownMenu as Base } from "radix-ui";
import type { ReactNode } from "react";

interface Item {
  key: string;
  label: ReactNode;
  icon?: ReactNode;
  end?: ReactNode;
  checked?: boolean;
  danger?: boolean;
  onSelect: () => void;
}

/** A menu under a button of its own. */
export function Menu({
  trigger,
  label,
  items,
  align = "start",
}: {
  trigger: ReactNode;
  label: string;
  items: Item[];
  align?: "start" | "end";
}) {
  return (
    <Base.Root>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          className="z-50 min-w-48 rounded-card border border-line bg-raised p-1 shadow-float animate-open"
        >
          {items.map((item) => (
            <Base.Item
              key={item.key}
              onSelect={item.onSelect}
              className={`flex h-7 items-center gap-2 rounded-sm px-2 text-body outline-none data-highlighted:bg-accent-soft [&>svg]:size-4 ${item.danger ? "text-red" : "text-text"}`}
            >
              {item.icon}
              <span className="flex-1 truncate">{item.label}</span>
              {item.end}
              {item.checked && <Check className="size-4 text-accent" aria-hidden />}
            </Base.Item>
          ))}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
