import { lazy, Suspense } from "react";
import { strings } from "../lib/strings";

const CodeMirror = lazy(() => import("./code-mirror"));

/** Height of an editor for which no other is given, in px. */
export const EDITOR_HEIGHT = 120;

export interface EditorFault {
  from: number;
  to: number;
  message: string;
}

export interface JsonEditorProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** Ctrl/Cmd+Enter. */
  onSubmit?: () => void;
  height?: number;
  /** What else is wrong with the text, shown in place. */
  faults?: (text: string) => EditorFault[];
  /** Has the focus as soon as it is there. */
  autoFocus?: boolean;
}

/** A JSON text editor with errors in place. */
export function JsonEditor(props: JsonEditorProps) {
  const height = props.height ?? EDITOR_HEIGHT;
  const waiting = (
    <div
      role="status"
      aria-label={strings.common.loading}
      style={{ height }}
      className="rounded-control border border-line-strong bg-raised"
    />
  );
  return (
    <Suspense fallback={waiting}>
      <CodeMirror {...props} />
    </Suspense>
  );
}
