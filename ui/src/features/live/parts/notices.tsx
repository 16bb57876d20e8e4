import { Bookmark, FileClock, GitCompare, TriangleAlert, Unplug, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button, IconButton } from "../../../components/button";
import { clock, count } from "../../../lib/format";
import { useStore } from "../../../lib/store";
import { strings } from "../../../lib/strings";
import type { Pane } from "../pane";
import type { Told } from "../source/source";
import type { OpenFile } from "../tabs";

const text = strings.live;

/** What one has to know about the list as a whole: lines above it, each with a way out. */
export function Notices({
  pane,
  told,
  file,
  onCloseFile,
}: {
  pane: Pane;
  told: Told;
  file: OpenFile | undefined;
  onCloseFile: () => void;
}) {
  const { compared, comparing, marked } = useStore(pane);
  return (
    <>
      {file && (
        <Notice icon={<FileClock className="size-4 text-accent" aria-hidden />}>
          <span className="flex-1 truncate">
            {text.open.banner(file.name, count(file.rows), file.rows === 1)}
          </span>
          <Button tone="quiet" onClick={onCloseFile}>
            {text.open.close}
          </Button>
        </Notice>
      )}
      {told.trouble && (
        <Notice icon={<TriangleAlert className="size-4 text-amber" aria-hidden />} alert>
          <span className="truncate text-amber">{text.trouble(told.trouble)}</span>
        </Notice>
      )}
      {(told.phase === "lost" || told.phase === "failed") && told.end > told.first && (
        <Notice icon={<Unplug className="size-4 text-red" aria-hidden />}>
          <span className="flex-1 truncate" title={told.reason}>
            {text.reopening}
          </span>
          <Button tone="quiet" onClick={() => pane.source.retry()}>
            {strings.lost.now}
          </Button>
        </Notice>
      )}
      {compared && !comparing && (
        <Notice icon={<GitCompare className="size-4 text-accent" aria-hidden />}>
          <span className="flex-1 truncate">
            {text.comparing.with(
              `${clock(compared.row.at)} ${compared.row.event ?? text.kinds[compared.row.kind]}`,
            )}
          </span>
          <IconButton
            label={text.comparing.stop}
            icon={<X aria-hidden />}
            onClick={() => pane.endCompare()}
          />
        </Notice>
      )}
      {marked.size > 0 && (
        <Notice icon={<Bookmark className="size-4 text-accent" aria-hidden />}>
          <span className="tnum flex-1">{text.marked.count(count(marked.size), marked.size === 1)}</span>
          <IconButton label={text.marked.clear} icon={<X aria-hidden />} onClick={() => pane.unmark()} />
        </Notice>
      )}
    </>
  );
}

function Notice({
  icon,
  alert = false,
  children,
}: {
  icon: ReactNode;
  alert?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      role={alert ? "alert" : "status"}
      className="flex h-8 shrink-0 items-center gap-2 border-b border-line bg-panel px-3 text-row"
    >
      {icon}
      {children}
    </div>
  );
}
