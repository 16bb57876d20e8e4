import { PencilLine, Send, X } from "lucide-react";
import type { Traffic } from "../../../../api/types";
import { IconButton } from "../../../../components/button";
import { looks } from "../../../../components/kinds";
import { SidePanel } from "../../../../components/side-panel";
import { composerRequest } from "../../../../lib/composer-request";
import { cx } from "../../../../lib/cx";
import { strings } from "../../../../lib/strings";
import { detail as text } from "../../../../lib/strings/detail";
import { Journey } from "../journey";
import { EventFacts } from "./facts";
import { Payload } from "./payload";
import { Related } from "./related";
import type { OnTerm } from "./term-button";

/**
 * Everything about one event. A click on a value filters by it, with Alt it excludes it. `seq` is the row's number in a
 * capture, where it comes from one.
 */
export function Detail({
  row,
  seq,
  onClose,
  onTerm,
}: {
  row: Traffic;
  seq?: number;
  onClose: () => void;
  onTerm: OnTerm;
}) {
  const look = looks[row.kind];
  const Icon = look.icon;
  const sendable = row.kind === "message" || row.kind === "direct";
  return (
    <SidePanel label={text.title} edge={text.width} testId="live-detail">
      <header className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1 pl-3">
        <Icon className={cx("mr-1 size-4", look.colour)} aria-hidden />
        <h2 className="flex-1 truncate font-semibold">
          {strings.live.kinds[row.kind]} <span className="font-normal text-dim">{row.event}</span>
        </h2>
        {sendable && (
          <>
            <IconButton
              label={text.resend}
              icon={<Send aria-hidden />}
              onClick={() => composerRequest.ask(row, "resend")}
            />
            <IconButton
              label={text.edit}
              icon={<PencilLine aria-hidden />}
              onClick={() => composerRequest.ask(row, "edit")}
            />
          </>
        )}
        <IconButton label={strings.common.close} icon={<X aria-hidden />} onClick={onClose} />
      </header>
      {/* What was opened in one event means nothing for the next. */}
      <div key={seq ?? row.id} className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3">
        <EventFacts row={row} onTerm={onTerm} />
        {row.payload != null && <Payload row={row} onTerm={onTerm} />}
        <Journey row={row} />
        <Related row={row} onTerm={onTerm} />
      </div>
    </SidePanel>
  );
}
