import { Search, X } from "lucide-react";
import { useRef } from "react";
import { useShortcut } from "../lib/shortcuts";
import { strings } from "../lib/strings";
import { IconButton } from "./button";
import { Input } from "./field";
import { KeyHint } from "./key-hint";

/** The search of a page: `/` goes to it, Escape empties and leaves it. */
export function SearchBox({
  label,
  value,
  onChange,
  className = "w-52",
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", () => input.current?.focus(), label);
  return (
    <Input
      ref={input}
      className={className}
      type="text"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      icon={<Search aria-hidden />}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        onChange("");
        event.currentTarget.blur();
      }}
      end={
        value ? (
          <IconButton
            label={strings.common.clear}
            icon={<X aria-hidden />}
            className="-mr-1.5"
            onClick={() => {
              onChange("");
              input.current?.focus();
            }}
          />
        ) : (
          <KeyHint keys="/" />
        )
      }
    />
  );
}
